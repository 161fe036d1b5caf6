import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Target } from '../../core/event/target.ts';
import type { Millis } from '../../core/time/days.ts';
import type { Waiting } from '../../core/time/waiting.ts';
import { ATTEMPTS, callLimit, HTTP } from '../aws/settings.ts';
import { type IamFailure, iamFailure } from '../iam/errors.ts';
import type { RoleAssumer } from '../roles/assume-roles.ts';
import type { Diagnosis } from '../roles/diagnosis.ts';

/** What AWS answers when a drill session reads its own role, the only call that a drill role is allowed. */
export type Answer = 'works' | 'denied' | IamFailure;

/** A real session of a drill role. */
export interface DrillSession {
  readonly name: string;
  readonly accessKeyId: string;
  /** By AWS's clock: the expiry that STS states, less the duration that was asked for. */
  readonly issuedAt: Millis;
  readonly expiresAt: Millis;
  ask(): Promise<Answer>;
  /** Calls GetCallerIdentity: a read-only event, which no policy can deny. Throws what STS throws. */
  identify(): Promise<void>;
  close(): void;
}

/** The shortest duration that STS allows. */
const SECONDS = 900;

/** Assumes a drill role, or says why that failed. Always a new session, even under the same name. */
export async function openDrill(
  assumer: RoleAssumer,
  { arn, name: RoleName }: Target,
  { region, sessionName }: { readonly region: string; readonly sessionName: string },
): Promise<DrillSession | Diagnosis> {
  assumer.purge(arn);
  const assumed = await assumer.assume({ roleArn: arn, sessionName, durationSeconds: SECONDS });
  if (assumed.kind === 'refused') return assumed.diagnosis;
  const { accessKeyId, expiresAt, forSdk } = assumed.credentials;
  const settings = { region, credentials: forSdk, maxAttempts: ATTEMPTS.read, requestHandler: HTTP };
  const iam = new IAMClient(settings);
  const sts = new STSClient(settings);
  return {
    name: sessionName,
    accessKeyId,
    issuedAt: expiresAt - SECONDS * 1_000,
    expiresAt,
    async ask() {
      try {
        await iam.send(new GetRoleCommand({ RoleName }), callLimit());
        return 'works';
      } catch (thrown) {
        const failure = iamFailure(thrown);
        return failure.code === 'AccessDenied' ? 'denied' : failure;
      }
    },
    async identify() {
      await sts.send(new GetCallerIdentityCommand({}), callLimit());
    },
    close() {
      iam.destroy();
      sts.destroy();
    },
  };
}

/** The last answer to a session, and after how long it came. */
export interface Settled {
  readonly answer: Answer;
  readonly ms: number;
}

/** Milliseconds from one question to the next. */
const EVERY = 1_000;

/** Asks until the answer is `wanted`, for at most `patience` ms: IAM takes seconds to spread a change. */
export async function settles(
  { ask }: Pick<DrillSession, 'ask'>,
  wanted: 'works' | 'denied',
  { patience, waiting }: { readonly patience: number; readonly waiting: Waiting },
): Promise<Settled> {
  const start = waiting.now();
  for (;;) {
    const answer = await ask();
    const ms = waiting.now() - start;
    if (answer === wanted || ms >= patience) return { answer, ms };
    await waiting.sleep(EVERY);
  }
}

/** An answer in words. */
export function inWords(answer: Answer): string {
  if (answer === 'works') return 'it is allowed';
  return answer === 'denied' ? 'it is denied' : `it answers ${answer.code}: ${answer.message}`;
}
