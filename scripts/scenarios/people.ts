import { type RoleName, samlUser, session, user } from '../callers.ts';
import { address, type PlaceName } from '../places.ts';
import { assumeRole, CLI, callerIdentity, issuedKey, MAC_CLI, withSaml } from '../records.ts';
import { ROLES, SHOP } from './organisation.ts';
import { around, type Stage } from './stage.ts';

const SAML = `arn:aws:iam::${SHOP}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`;

/** Somebody who signs in through Identity Center. `hours`: those in which they work, in UTC; `client`: a user agent. */
export interface Person {
  readonly mail: string;
  readonly role: RoleName;
  readonly places: readonly [PlaceName, ...PlaceName[]];
  readonly hours: readonly number[];
  readonly client: string;
}

/** An administrator in Berlin. */
export const ALICE: Person = {
  mail: 'alice@example.com',
  role: ROLES.admin,
  places: ['berlinOffice', 'berlinHome'],
  hours: [7, 8, 9, 12, 13, 15],
  client: MAC_CLI,
};
/** A reader in Berlin, at home and on the way. */
export const BOB: Person = {
  mail: 'bob@example.com',
  role: ROLES.readOnly,
  places: ['berlinHome', 'berlinMobile'],
  hours: [8, 9, 10, 14, 16],
  client: MAC_CLI,
};
/** A reader in New York. */
export const CAROL: Person = {
  mail: 'carol@example.com',
  role: ROLES.readOnly,
  places: ['newYork'],
  hours: [13, 14, 16, 18, 20],
  client: CLI,
};

/** A person signs in. Returns what a call with the session needs. */
export function signIn(stage: Stage, person: Person, at: string, place: PlaceName, n = 1) {
  const call = {
    at,
    by: samlUser(person.mail),
    from: address(place, n),
    with: person.client,
    account: person.role.account,
    role: person.role,
    session: person.mail,
    seconds: 28_800,
    provider: SAML,
  };
  stage.add(withSaml(call));
  return { role: person.role, session: person.mail, key: issuedKey(call), issuedAt: at };
}

/** One day of a person: on most working days a sign-in, and later a call. */
export function personDay(stage: Stage, person: Person, day: number): void {
  if (stage.weekday(day) > 5 || stage.dice(12) === 0) return;
  const place = person.places[stage.dice(person.places.length)] ?? person.places[0];
  const first = stage.dice(person.hours.length - 1);
  const at = stage.at(day, around(stage, person.hours[first] ?? 9));
  const issued = signIn(stage, person, at, place, 1 + stage.dice(3));
  const later = stage.at(
    day,
    around(stage, person.hours[first + 1 + stage.dice(person.hours.length - first - 1)] ?? 16),
  );
  const by = session(issued);
  stage.add(
    callerIdentity({
      at: later,
      by,
      from: address(place, 1),
      with: person.client,
      account: person.role.account,
    }),
  );
}

/** An IAM user with MFA: a contractor. */
export const DAVE = user(SHOP, 'dave', { mfa: true });
/** One day of the contractor: on working days he takes the Developer role, on a Mac. */
function contractorDay(stage: Stage, day: number): void {
  if (stage.weekday(day) > 5) return;
  const at = stage.at(day, around(stage, 8 + stage.dice(6)));
  stage.add(
    assumeRole({
      at,
      by: DAVE,
      from: address('berlinHome', 9),
      with: MAC_CLI,
      account: SHOP,
      role: ROLES.developer,
      session: 'dave',
      extra: { serialNumber: `arn:aws:iam::${SHOP}:mfa/dave` },
    }),
  );
}

const person = (who: Person) => (stage: Stage, day: number) => personDay(stage, who, day);
/** The routines of people who are in the stories, so that the organisation has places and habits. */
export const PEOPLE = [person(ALICE), person(BOB), person(CAROL), contractorDay];
