import { overAt } from './deny-life.ts';
import type { Millis, StsEvent } from './event.ts';
import type { Intent } from './intent.ts';
import { ISSUED_KEY } from './issued-to.ts';
import type { Recalled } from './ports.ts';

/** A deny of ours that was read back: since when nothing of those whom it ends should succeed. */
export interface Ended {
  readonly actionId: string;
  readonly verifiedAt: Millis;
  /** Of a deny of a whole role: the sessions issued up to then. Undefined: the session whose key it is kept under. */
  readonly until: Millis | undefined;
}

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
    entries.set(roleName(target.accountId, target.name), { ...own, until });
  }
  return { entries, ms: overAt(intent) - now };
}

/** The names under which a deny may be kept that these events should not have got past. */
export function endedAsked(events: readonly StsEvent[]): readonly string[] {
  const names = new Set<string>();
  for (const event of events) {
    if (!isTelling(event)) continue;
    const { accessKeyId, accountId, roleName: name } = event.actor;
    if (accessKeyId !== undefined) names.add(accessKeyId);
    if (name !== undefined && accountId !== undefined) names.add(roleName(accountId, name));
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
    const { accessKeyId = '', accountId = '', roleName: name = '' } = event.actor;
    const wide = ended.get(roleName(accountId, name));
    const session = sessions.get(accessKeyId);
    const issued = session === undefined || session.ambiguous ? Number.POSITIVE_INFINITY : session.time;
    const own = ended.get(accessKeyId);
    const met = own ?? (issued + NEAR <= (wide?.until ?? 0) ? wide : undefined);
    if (met !== undefined && event.time > met.verifiedAt + GRACE) {
      found.set(met.actionId, { event, ended: met });
    }
  }
  return [...found.values()];
}

/**
 * Whether a success says that no deny stopped it: made by the session itself, of a service that asks policies. Sign-in
 * and Identity Center do not; a service goes on with what it was asked for before.
 */
function isTelling({ actor, name, origin, outcome, service }: StsEvent): boolean {
  return (
    outcome === 'success' &&
    (service === 'sts' || service === 'watched') &&
    !UNASKED.has(name) &&
    actor.invokedBy === undefined &&
    origin.kind !== 'service' &&
    ISSUED_KEY.test(actor.accessKeyId ?? '')
  );
}

function roleName(accountId: string, name: string): string {
  return `${accountId}/${name}`;
}
