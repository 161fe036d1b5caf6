import type { Actor } from '../event/actor.ts';
import { isEksIssuer } from '../event/eks.ts';
import type { StsEvent } from '../event/event.ts';
import { signerOf } from '../event/signer.ts';
import type { Finding } from '../finding/finding.ts';
import { APPS_USER } from './held-by.ts';
import { userKeepsSteps } from './long-term-key.ts';
import { ownedByAws } from './owned-by-aws.ts';

/** What is known of whoever was given a session without having a key of AWS. */
type Asker = Pick<Actor, 'key' | 'kind'> & Partial<Pick<Actor, 'accountId' | 'workload'>>;

const GITHUB = 'token.actions.githubusercontent.com';

const POD =
  'The pod gets another with its service account’s token: isolate it, then delete it. To shut the service account out, take it out of the role’s trust policy.';
const PIPELINE =
  'Whoever can start that pipeline gets another: cancel the run, and take the repository out of the role’s trust policy until you know who started it.';
const SIGNED_IN =
  'The person gets another by signing in: end their sessions at the identity provider, and disable them there until you have spoken to them.';
const TOKEN =
  'Whoever has a token of its identity provider gets another: end the token’s owner there, or take the subject out of the role’s trust policy.';

/** How the caller's session is got again, where its own record, or that of its issue, tells who holds it. */
export function anotherOf({ actor }: StsEvent, lineage: Finding['lineage']): readonly string[] {
  if (actor.kind === 'user') return userKeepsSteps(actor);
  if (actor.workload !== undefined) return actor.workload === 'pipeline' ? [PIPELINE] : [];
  const issue = lineage.at(-1);
  return issue === undefined || issue.accessKeyId !== actor.accessKeyId ? [] : getsAnother(issue.actor);
}

/** How a caller without a key gets another than the session that was issued. Of Identity Center the steps for its roles say it. */
export function anotherToIssue({ actor, grant, role }: StsEvent): readonly string[] {
  const owned = role !== undefined && ownedByAws(role.arn, role.name) !== undefined;
  return grant === undefined || owned ? [] : getsAnother(actor);
}

/** How whoever was given a session with no key of AWS gets another, and what stops that. Empty for callers with a key. */
function getsAnother({ accountId, key, kind, workload }: Asker): readonly string[] {
  switch (kind) {
    case 'web-identity':
      return [ofToken(key, workload)];
    case 'person':
      return [SIGNED_IN];
    case 'account':
      return accountId === undefined
        ? []
        : [
            `The caller is of account ${accountId}, and gets another as long as the role’s trust policy lets it: take it out there, or ask its owner to end what called.`,
          ];
    default:
      return [];
  }
}

/** By the issuer in the key: `web:<issuer>|<subject>`. */
function ofToken(key: string, workload: Actor['workload']): string {
  const issuer = /^web:([^|]*)/.exec(key)?.[1] ?? '';
  if (workload === 'pod' || isEksIssuer(issuer)) return POD;
  if (workload === 'pipeline' || signerOf(issuer) === GITHUB) return PIPELINE;
  return issuer.startsWith('cognito-identity.') ? APPS_USER : TOKEN;
}
