import type { RoleRef, StsEvent } from '../event/event.ts';
import { MARK_KEEP } from '../history/mark.ts';
import { type MarkedPlace, parsePlace, placeValue } from '../history/marked-place.ts';
import { roleValue } from '../history/values.ts';
import type { Origin } from '../place/origin.ts';
import type { Facts } from './facts.ts';

/** The fetching and the session it gave are matched by their times, each of which AWS writes in whole seconds. */
const APART = 1_000;
/** What a role of a permission set has behind the permission set's name. */
const ENDING = /^_[0-9a-f]{16}$/;

/** What the fetching of a permission set's credentials leaves: `<account>/AWSReservedSSO_<set>|<place>`. */
export function fetchedValue(role: RoleRef, origin: Origin): string {
  return `${roleValue(role)}|${placeValue(origin)}`;
}

/**
 * From where the credentials of the calling session were fetched, in order of time: the same person, permission set,
 * account and second (ADR 0047). Empty where nobody saw it.
 */
export function fetchedFrom({ actor }: StsEvent, { marks }: Facts): readonly MarkedPlace[] {
  const { accountId, fetched, roleName } = actor;
  if (fetched?.by === undefined || roleName === undefined) return [];
  const session = `${accountId}/${roleName}`;
  return marks('fetched', MARK_KEEP, 'fetcher').flatMap(({ time, value }) => {
    const [role = '', ...place] = value.split('|');
    const same = session.startsWith(role) && ENDING.test(session.slice(role.length));
    if (!same || Math.abs(time - fetched.at) > APART) return [];
    const found = parsePlace(place.join('|'));
    return found === undefined || found.network === '' ? [] : [found];
  });
}
