import { presenceOf } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import type { Settings } from '../event/settings.ts';
import type { Facts, OrganisationView } from '../facts/facts.ts';
import { ORGANISATION, type OrganisationDimension, organisationOwner } from '../facts/organisation-owner.ts';
import { areEnough } from '../facts/vouchers.ts';
import { SEEN } from '../history/habit.ts';
import { namesOf } from '../history/issue-name.ts';
import { lineageOf } from '../history/lineage.ts';
import { viewOf } from '../history/live-view.ts';
import { type IssuedSession, type Lineage, mergeSessions } from '../history/session.ts';
import { emptyView, type OwnerView } from '../history/view.ts';
import type { Recalled } from '../ports/ports.ts';
import { cutOf } from '../time/days.ts';
import { type Owners, ownersOf } from './owners.ts';
import { windowsIn } from './windows.ts';

/** What one group of events, all of one cut and in order, remembers while it is judged. */
export interface Recollection {
  /** `owners` is what `ownersOf` says of the event. */
  factsOf(event: StsEvent, owners?: Owners): Facts;
  /** Makes a session that this group issued known to the events after it. */
  issue(session: IssuedSession): void;
}

/** Fewer than this many others, and a value is somebody's, not the organisation's. */
const OTHERS = 2;
/** Two colleagues with one VPN do not vouch for a hosting provider, where thieves sit too (ADR 0007). */
const OTHERS_AT_HOSTER = 5;
/** So many others do not all move into a thief's network in a night. */
const CROWD = 3;

/** `recalled` is undefined when the store could not say: every view answers unknown, and says so. */
export function recollect(
  events: readonly StsEvent[],
  recalled: Recalled | undefined,
  settings: Settings,
): Recollection {
  const cut = cutOf(events[0]?.time ?? 0);
  const look = windowsIn(events, recalled?.marks);
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
  return {
    issue: (next) => {
      for (const name of namesOf(next)) issued.set(name, mergeSessions(session(name), next));
    },
    factsOf: (event, owners = ownersOf(event)) => {
      const lineage = lineageOf(event, session);
      return {
        actor: view(owners.actor),
        role: view(owners.role),
        callerRole: view(owners.callerRole),
        organisation: organisationView(event, lineage, view),
        lineage,
        settings,
        marks: (tag, windowMs, holder = 'actor') => look(event, tag, windowMs, holder),
      };
    },
  };
}

function organisationView(
  event: StsEvent,
  lineage: Lineage,
  view: (owner: string) => OwnerView,
): OrganisationView {
  const holders = (dimension: OrganisationDimension, value: string) =>
    view(organisationOwner(dimension, value)).seen('holder');
  const self = new Set([event.actor.key, presenceOf(event.actor)]);
  const vouched = (dimension: OrganisationDimension, value: string, enough: number) =>
    view(organisationOwner(dimension, value)).knows('seen', SEEN) &&
    areEnough(holders(dimension, value), enough, { event, lineage });
  const ip = event.origin.kind === 'ip' ? event.origin : undefined;
  const kind = ip?.network?.kind;
  const used = (dimension: OrganisationDimension, value: string) =>
    holders(dimension, value).some((holder) => !self.has(holder));
  // Machines have their addresses as a habit; people have none, but some a machine in the cloud where they work.
  const isOwnDesk = (address: string) =>
    event.actor.kind === 'person' && holders('address', address).some((holder) => self.has(holder));
  const knows = (dimension: OrganisationDimension, value: string) => {
    const place = dimension === 'country' || dimension === 'network';
    // In a large cloud the neighbours are strangers, and thieves rent there too: only the address can vouch (ADR 0022).
    if (place && kind === 'cloud') return used('address', ip?.ip ?? '') || isOwnDesk(ip?.ip ?? '');
    const enough = place && kind === 'hosting' ? OTHERS_AT_HOSTER : OTHERS;
    return vouched(dimension, value, enough);
  };
  return {
    covered: view(ORGANISATION).covered,
    knows,
    isShared: (network) => vouched('network', network, OTHERS),
    hasCrowd: (dimension, value) => areEnough(holders(dimension, value), CROWD, { event, lineage }),
    used,
    holders,
    view: (dimension, value) => view(organisationOwner(dimension, value)),
    owns: (account) =>
      (event.actor.kind !== 'account' && event.recipientAccountId === account) ||
      view(organisationOwner('account', account)).days > 0,
  };
}
