import type { StsEvent } from '../event/event.ts';
import type { Target } from '../event/target.ts';
import { actionIdOf } from './deny-policy.ts';

/** A call that may have taken a deny away: what to look at again. */
export interface Tamper {
  readonly kind: Target['kind'];
  readonly accountId: string;
  readonly name: string;
  /** The policy of ours that the call names; undefined where it touches the role or user as a whole. */
  readonly actionId: string | undefined;
  readonly refused: boolean;
}

const ON_POLICY = /^(?:Put|Delete)(Role|User)Policy$/;
const ON_WHOLE =
  /^(?:Delete(Role|User)|(?:Detach|Attach)(Role|User)Policy|(?:Put|Delete)(Role|User)PermissionsBoundary|UpdateAssume(Role)Policy)$/;
const NAME = /^[\w+=,.@-]{1,64}$/;

/**
 * Whether a watched event may undo a revocation: which role or user to re-check. Our own calls are not told apart
 * here; a re-check costs two reads. That somebody touched what is ours is the rule `attack-on-rolewarden`.
 */
export function tamperOf(event: StsEvent): Tamper | undefined {
  const { eventName, outcome, recipientAccountId, service, source, touched } = event;
  if (service !== 'watched' || source !== 'iam' || recipientAccountId === undefined) return undefined;
  const onPolicy = ON_POLICY.exec(eventName);
  const subject = onPolicy?.[1] ?? ON_WHOLE.exec(eventName)?.slice(1).find(Boolean);
  const actionId = touched.map(actionIdOf).find((id) => id !== undefined);
  if (subject === undefined || (onPolicy !== null && actionId === undefined)) return undefined;
  const name = touched
    .map((text) => /^arn:[a-z-]+:iam::\d{12}:(?:role|user)\/(?:.*\/)?([^/]+)$/.exec(text)?.[1] ?? text)
    .find((text) => NAME.test(text) && actionIdOf(text) === undefined);
  if (name === undefined) return undefined;
  const kind = subject === 'User' ? 'user' : 'role';
  return { kind, accountId: recipientAccountId, name, actionId, refused: outcome !== 'success' };
}
