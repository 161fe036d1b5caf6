import type { StsEvent } from '../event/event.ts';
import { holderOf, ISSUED_KEY, type IssuedTo, issuedTo, SESSION_ID } from '../event/issued-to.ts';
import { type Target, targetOf } from '../event/target.ts';
import type { Session } from '../history/session.ts';
import type { Millis } from '../time/days.ts';
import { irrevocable } from './irrevocable.ts';
import { type Irrevocable, ownedByAws } from './owned-by-aws.ts';

interface Common {
  /** First 16 hex of a SHA-256: the same for a retry, a duplicate, and a second analyzer. */
  readonly actionId: string;
  readonly target: Target;
  /** The AWS service that holds the credentials; it keeps using them until it is restarted or they expire. */
  readonly heldBy: string | undefined;
  /** The event's time, in whole seconds; for a person's role-wide action the cut-off. */
  readonly issuedAt: Millis;
  readonly expiresAt: Millis | undefined;
}

/** Denies one issued session: its `aws:userid`, issued from `from` to `until`, both included. */
export interface SessionIntent extends Common {
  readonly scope: 'session';
  readonly userid: string;
  readonly accessKeyId: string;
  readonly from: Millis;
  readonly until: Millis;
}

/** Denies every session of the target that was issued up to `until`. */
export interface RoleIntent extends Common {
  readonly scope: 'role';
  readonly accessKeyId: string | undefined;
  readonly until: Millis;
}

/** The exact, immutable content of a revocation. A pure function of the event and the scope. */
export type Intent = SessionIntent | RoleIntent;

/** What a revocation would do, or why there can be none. */
export type IntentResult =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'irrevocable'; readonly why: Irrevocable };

/** What the configuration says; `digest` gives the first 16 hex of a text's SHA-256. */
export interface HowToRevoke {
  readonly scope: 'session' | 'role';
  readonly digest: (text: string) => string;
}

/** A deny of one session is for those issued within so many ms of the second that its event states. */
export const SLACK = 5_000;

/**
 * The revocation of the session that an event issued, or why there is none. Only a success that issued credentials
 * has one; every value that would reach the policy is checked, and one that is odd in any way gives none.
 */
export function intentOf(event: StsEvent, how: HowToRevoke): IntentResult {
  const why = irrevocable(event);
  if (why !== undefined) return { kind: 'irrevocable', why };
  const session = issuedTo(event);
  if (session === undefined) return odd(event);
  const issued = { ...session, heldBy: holderOf(event), expiresAt: event.grant?.expiresAt, time: event.time };
  const intent = how.scope === 'role' ? roleOf(issued, how.digest) : sessionOnly(issued, how.digest);
  return { kind: 'intent', intent };
}

/** What a deny of a session has to know of it. */
export type Deniable = Pick<
  Session,
  'accessKeyId' | 'assumedRoleId' | 'expiresAt' | 'heldBy' | 'role' | 'time'
>;

/** The revocation of a session that is known from the graph; undefined where its record does not say enough. */
export function intentOfSession(session: Deniable, digest: HowToRevoke['digest']): SessionIntent | undefined {
  const { accessKeyId, assumedRoleId, expiresAt, heldBy, role, time } = session;
  const [userid, roleId] = SESSION_ID.exec(assumedRoleId ?? '') ?? [];
  const target = targetOf(role?.arn, roleId);
  const usable = userid !== undefined && target?.kind === 'role' && ISSUED_KEY.test(accessKeyId);
  if (!usable || ownedByAws(target.arn, target.name) !== undefined) return undefined;
  return sessionOnly({ accessKeyId, expiresAt, heldBy, target, time, userid }, digest);
}

/** A session of which everything is known that a deny of it needs. */
type Issued = IssuedTo & Pick<Deniable, 'expiresAt' | 'heldBy' | 'time'>;

function sessionOnly({ time, ...issued }: Issued, digest: HowToRevoke['digest']): SessionIntent {
  const { accessKeyId, target } = issued;
  const actionId = digest(`v1|revoke|${target.accountId}|${target.name}|${accessKeyId}`);
  const issuedAt = toSecond(time);
  return { ...issued, actionId, scope: 'session', issuedAt, from: issuedAt - SLACK, until: issuedAt + SLACK };
}

/** Every session of its role or user that was issued up to it. */
function roleOf({ time, userid: _, ...issued }: Issued, digest: HowToRevoke['digest']): RoleIntent {
  const issuedAt = toSecond(time);
  return roleWide({ ...issued, issuedAt, until: issuedAt + SLACK }, digest);
}

/** Ends every session of a target issued up to `cutoff` (rounded down to the second): a person's decision. */
export function roleWideIntent(target: Target, cutoff: Millis, digest: HowToRevoke['digest']): RoleIntent {
  const until = toSecond(cutoff);
  const rest = { accessKeyId: undefined, heldBy: undefined, expiresAt: undefined };
  return roleWide({ target, until, issuedAt: until, ...rest }, digest);
}

function roleWide(
  content: Omit<RoleIntent, 'actionId' | 'scope'>,
  digest: HowToRevoke['digest'],
): RoleIntent {
  const { accountId, kind, name } = content.target;
  const actionId = digest(`v1|revoke|${accountId}|${name}|*|${kind}|${content.until}`);
  return { ...content, actionId, scope: 'role' };
}

function toSecond(time: Millis): Millis {
  return Math.floor(time / 1_000) * 1_000;
}

function odd(event: StsEvent): IntentResult {
  const what = [
    `role ${event.role?.arn ?? 'none'}`,
    `session id ${event.grant?.assumedRoleId ?? 'none'}`,
    `issued key ${event.grant?.accessKeyId ?? 'none'}`,
  ].join(', ');
  return {
    kind: 'irrevocable',
    why: {
      reason: 'values',
      summary: `the event's values are not what AWS writes (${what}): no policy is built from them`,
      whatToDo: [
        'Look the event up in CloudTrail itself, by its event id, and compare.',
        'If AWS really wrote it that way, end the session by hand: IAM console, the role, Revoke sessions.',
      ],
    },
  };
}
