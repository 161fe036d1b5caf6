import { serviceBehind } from '../event/by-aws.ts';
import type { StsEvent } from '../event/event.ts';
import { ISSUED_KEY } from '../event/issued-to.ts';
import { targetKey } from '../event/target.ts';
import type { Ended, Recalled } from '../ports/ports.ts';
import type { Millis } from '../time/days.ts';
import { overAt } from './deny-life.ts';
import type { Intent } from './intent.ts';

/** A call that succeeded with a session that was ended. */
export interface Survival {
  readonly event: StsEvent;
  readonly ended: Ended;
}

/**
 * A call counts only this long after the deny was read back: IAM takes time to spread it, and the event's time is
 * AWS's clock while `verifiedAt` is the store's.
 */
export const GRACE = 60_000;
/** Issued this shortly before a cut-off, a session may not be covered by it: the two times come from two clocks. */
const NEAR = 5_000;

/** AWS asks no policy for these: they succeed with any deny. */
const UNASKED: ReadonlySet<string> = new Set(['GetCallerIdentity', 'GetSessionToken']);

/** Under which names a deny is kept, and how long: until nothing is left to deny. */
export function endedOf(
  intent: Intent,
  now: Millis,
): { readonly entries: ReadonlyMap<string, Ended>; readonly ms: number } {
  const { accessKeyId, actionId, scope, target, until } = intent;
  const own: Ended = { actionId, verifiedAt: now, until: undefined };
  const entries = new Map(accessKeyId === undefined ? [] : [[accessKeyId, own]]);
  if (scope === 'role' && target.kind === 'role') {
    entries.set(targetKey(target), { ...own, until });
  }
  return { entries, ms: overAt(intent) - now };
}

/** The names under which a deny may be kept that these events should not have got past. */
export function endedAsked(events: readonly StsEvent[]): readonly string[] {
  const names = new Set<string>();
  for (const event of events) {
    if (!isTelling(event)) continue;
    const { accessKeyId } = event.actor;
    if (accessKeyId !== undefined) names.add(accessKeyId);
    const role = callingRole(event);
    if (role !== undefined) names.add(role);
  }
  return [...names];
}

/** What lives on though it was ended: of each deny the latest call. `events` in order. */
export function survivals(
  events: readonly StsEvent[],
  { ended, sessions }: Pick<Recalled, 'ended' | 'sessions'>,
): readonly Survival[] {
  if (ended === undefined || ended.size === 0) return [];
  const found = new Map<string, Survival>();
  for (const event of events) {
    if (!isTelling(event)) continue;
    const met = ended.get(event.actor.accessKeyId ?? '') ?? roleWide(event, ended, sessions);
    if (met !== undefined && event.time > met.verifiedAt + GRACE) {
      found.set(met.actionId, { event, ended: met });
    }
  }
  return [...found.values()];
}

/** The deny of the whole role, if the session that calls was surely issued before its cut-off. */
function roleWide(
  event: StsEvent,
  ended: NonNullable<Recalled['ended']>,
  sessions: Recalled['sessions'],
): Ended | undefined {
  const wide = ended.get(callingRole(event) ?? '');
  const session = sessions.get(event.actor.accessKeyId ?? '');
  if (session === undefined || session.ambiguous) return undefined;
  return session.time + NEAR <= (wide?.until ?? 0) ? wide : undefined;
}

/** The role whose session calls: in the account that its ARN says, as a delegate's session is not of its own account. */
function callingRole({ actor }: StsEvent): string | undefined {
  const { accountId, arn = '', kind, roleName: name } = actor;
  const account = kind === 'account' ? /:sts::(\d{12}):assumed-role\//.exec(arn)?.[1] : accountId;
  return name === undefined || account === undefined
    ? undefined
    : targetKey({ accountId: account, kind: 'role', name });
}

/**
 * Whether a success says that no deny stopped it: made by the session itself, of a service that asks policies. Sign-in
 * and Identity Center do not; a service goes on with what it was asked for before.
 */
function isTelling(event: StsEvent): boolean {
  const { actor, name, outcome, service } = event;
  return (
    outcome === 'success' &&
    (service === 'sts' || service === 'watched') &&
    !UNASKED.has(name) &&
    serviceBehind(event) === undefined &&
    ISSUED_KEY.test(actor.accessKeyId ?? '')
  );
}
