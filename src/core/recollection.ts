import { actorOwner } from './actor.ts';
import { cutOf } from './days.ts';
import type { StsEvent } from './event.ts';
import type { Facts, OrganisationView } from './facts.ts';
import { SEEN } from './habit.ts';
import { lineageOf } from './lineage.ts';
import { MARK_CAP, type Mark } from './mark.ts';
import { markOwner, marksOf, windowsOf } from './marks-of.ts';
import { ORGANISATION, type OrganisationDimension, organisationOwner } from './organisation.ts';
import type { Recalled, RecallRequest } from './ports.ts';
import { type IssuedSession, mergeSessions } from './session.ts';
import type { Settings } from './settings.ts';
import { ownersOf } from './sighting.ts';
import { roleOwner } from './values.ts';
import { emptyView, type OwnerView, viewOf } from './view.ts';

/** What one group of events, all of one cut and in order, remembers while it is judged. */
export interface Recollection {
  factsOf(event: StsEvent): Facts;
  /** Makes a session that this group issued known to the events after it. */
  issue(session: IssuedSession): void;
}

/** Fewer than this many others, and a value is somebody's, not the organisation's. */
const OTHERS = 2;
/** Two colleagues with one VPN do not vouch for a hoster, where thieves sit too (ADR 0007). */
const OTHERS_AT_HOSTER = 5;

/** Everything the group's events will ask for, in one request. */
export function recallRequest(events: readonly StsEvent[]): RecallRequest {
  return {
    cut: cutOf(events[0]?.time ?? 0),
    owners: [...new Set(events.flatMap(ownersOf))],
    marks: events.flatMap(marksOf),
    markOwners: windowsAsked(events),
    sessions: [
      ...new Set(
        events.flatMap(({ actor: { accessKeyId } }) => (accessKeyId?.startsWith('ASIA') ? accessKeyId : [])),
      ),
    ],
  };
}

function windowsAsked(events: readonly StsEvent[]): RecallRequest['markOwners'] {
  const asked = new Map<string, RecallRequest['markOwners'][number]>();
  for (const event of events) {
    for (const [tag, holder] of windowsOf(event)) {
      const owner = markOwner(event, holder);
      if (owner !== undefined) asked.set(`${tag}:${owner}`, { tag, owner });
    }
  }
  return [...asked.values()];
}

/** `recalled` is undefined when the store could not say: every view answers unknown, and says so. */
export function recollect(
  events: readonly StsEvent[],
  recalled: Recalled | undefined,
  settings: Settings,
): Recollection {
  const cut = cutOf(events[0]?.time ?? 0);
  const position = new Map(events.map(({ id }, index) => [id, index]));
  const issued = new Map<string, IssuedSession>();
  const session = (key: string) => issued.get(key) ?? recalled?.sessions.get(key);
  const views = new Map<string, OwnerView>();
  const nothing = emptyView(recalled === undefined ? 'store' : 'history');
  const view = (owner: string | undefined): OwnerView => {
    if (owner === undefined) return nothing;
    const known = views.get(owner);
    if (known !== undefined) return known;
    const habits = recalled?.habits.get(owner);
    const made = habits === undefined ? nothing : (habits.viewAt?.(cut) ?? viewOf(habits, cut));
    views.set(owner, made);
    return made;
  };
  const marksBefore = (event: StsEvent, all: readonly Mark[]) => {
    const here = position.get(event.id) ?? 0;
    const counts = ({ key, time }: Mark) => {
      const there = position.get(key);
      return there === undefined || (there <= here && time <= event.time);
    };
    return all.filter(counts);
  };
  return {
    issue: (next) => issued.set(next.accessKeyId, mergeSessions(session(next.accessKeyId), next)),
    factsOf: (event) => ({
      actor: view(actorOwner(event.actor)),
      role: view(event.role && roleOwner(event.role)),
      organisation: organisationView(event, view),
      lineage: lineageOf(event, session),
      settings,
      marks: (tag, windowMs, holder = 'actor') =>
        marksBefore(event, recalled?.marks.get(`${tag}:${markOwner(event, holder)}`) ?? [])
          .slice(-MARK_CAP)
          .filter(({ time }) => Math.abs(event.time - time) <= windowMs),
    }),
  };
}

function organisationView(event: StsEvent, view: (owner: string) => OwnerView): OrganisationView {
  const holders = (dimension: OrganisationDimension, value: string) =>
    view(organisationOwner(dimension, value)).seen('holder');
  const others = (dimension: OrganisationDimension, value: string) =>
    holders(dimension, value).filter((key) => key !== event.actor.key).length;
  const { origin } = event;
  const hosted = origin.kind === 'ip' && origin.network?.kind === 'hosting';
  const enough = (dimension: OrganisationDimension) =>
    hosted && (dimension === 'country' || dimension === 'network') ? OTHERS_AT_HOSTER : OTHERS;
  return {
    covered: view(ORGANISATION).covered,
    knows: (dimension, value) =>
      view(organisationOwner(dimension, value)).known('seen').includes(SEEN) &&
      others(dimension, value) >= enough(dimension),
    used: (dimension, value) => others(dimension, value) > 0,
    holders,
    view: (dimension, value) => view(organisationOwner(dimension, value)),
    owns: (account) =>
      (event.actor.kind !== 'account' && event.recipientAccountId === account) ||
      view(organisationOwner('account', account)).days > 0,
  };
}
