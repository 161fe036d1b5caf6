import { type Caller, type RoleName, session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import {
  assumeRole,
  deniedRole,
  issuedKey,
  type RawCloudTrail,
  type RoleCall,
} from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';

/** The accounts of the tests, and a user of the first. */
export const A = '111122223333';
export const B = '444455556666';
export const dave = user(A, 'dave');

/** A role of an account. */
export const role = (name: string, account = A): RoleName => ({ account, name });

/** Who takes which role when: dave from Berlin unless something else is said. */
export type Take = Partial<Omit<RoleCall, 'at' | 'from'>> & {
  readonly role: RoleName;
  readonly day?: number;
  readonly time?: string;
  readonly place?: PlaceName;
  readonly host?: number;
};

/** The call by which a role is taken; on day 30 at nine, unless something else is said. */
export const call = (stage: Stage, { day = 30, time = '09:00', place, host, ...rest }: Take): RoleCall => ({
  by: dave,
  session: 'work',
  account: rest.role.account,
  ...rest,
  at: stage.at(day, time),
  from: address(place ?? 'berlinHome', host ?? 1),
});

/** The record of that call. */
export const take = (stage: Stage, how: Take): RawCloudTrail => assumeRole(call(stage, how));

/** The same, refused. */
export const deniedTake = (stage: Stage, how: Take): RawCloudTrail => deniedRole(call(stage, how));

/** The session that a call issued, as the caller of the next one. */
export const next = (issued: RoleCall): Caller =>
  session({ role: issued.role, session: issued.session, key: issuedKey(issued), issuedAt: issued.at });

/** A chain: each role is taken with the session before it, minutes apart; the last record is returned, not added. */
export function chain(
  stage: Stage,
  roles: readonly RoleName[],
  {
    day = 30,
    minutes = 10,
    by = dave,
    ...how
  }: Omit<Take, 'role' | 'time'> & { readonly minutes?: number } = {},
): RawCloudTrail {
  let caller = by;
  let last: RawCloudTrail = {};
  roles.forEach((taken, at) => {
    const total = 540 + at * minutes;
    const time = `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
    const made = call(stage, { ...how, day, time, by: caller, role: taken });
    last = assumeRole(made);
    if (at < roles.length - 1) stage.add(last);
    caller = next(made);
  });
  return last;
}
