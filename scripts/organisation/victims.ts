import { utc } from '../../src/core/time/days.ts';
import { withSaml } from '../records.ts';
import type { Cast } from './cast.ts';
import { type Person, signIn } from './people.ts';
import { permissionSet } from './scene.ts';
import { type Net, pick } from './world.ts';

/** A network where a thief sits: another country, or a hoster. */
export const abroad = ({ scene: { stage, world } }: Cast): Net =>
  pick(stage, [
    ...(world.access.get('VN') ?? []),
    ...(world.access.get('NG') ?? []),
    ...world.hosters.slice(4),
  ]);
/** The account where most of the stories are told. */
export const account = ({ scene }: Cast) => scene.accounts[0] ?? '';

/** Somebody who has been there since the beginning; every technique has a victim of its own. */
export function victim(cast: Cast, n: number): Person {
  const old = thereAllAlong(cast);
  return oneOf([...old.filter(({ fetches }) => !fetches), ...old.filter(({ fetches }) => fetches)], n);
}

/** The same of those who fetch credentials for a command line: the last, whom no other technique takes. */
export function userOfCommandLine(cast: Cast, n: number): Person {
  return oneOf(
    thereAllAlong(cast)
      .filter(({ fetches }) => fetches)
      .reverse(),
    n,
  );
}

function thereAllAlong({ people }: Cast): readonly Person[] {
  const old = people.filter(
    ({ from, until, trip, vpn }) => from === 0 && until > 60 && trip === undefined && vpn === undefined,
  );
  return old.length > 0 ? old : people;
}

function oneOf(people: readonly Person[], n: number): Person {
  const one = people[n % Math.max(1, people.length)];
  if (one === undefined) throw new Error('an organisation without people');
  return one;
}

/** The victim's own sign-in, at home or in the office, on the thief's day. */
export const own = (cast: Cast, who: Person, day: number) =>
  ownSignIn(cast, who, {
    day,
    time: `${String(10 - Math.min(who.zone, 8)).padStart(2, '0')}:05:00`,
    net: who.home,
  });

/** A sign-in whose record is returned instead of added. */
export function ownSignIn(cast: Cast, who: Person, how: Parameters<typeof signIn>[2]) {
  const silent = { ...cast.scene, stage: { ...cast.scene.stage, add: () => {} } };
  const call = signIn(silent, who, {
    role: who.roles[0] ?? permissionSet(account(cast), 'ReadOnlyAccess'),
    ...how,
  });
  return { call, record: withSaml(call) };
}

/** So many minutes after an instant, as CloudTrail writes it. */
export const later = (time: string, minutes: number) => utc(Date.parse(time) + minutes * 60_000);
