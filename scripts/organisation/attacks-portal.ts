import { CLI, callerIdentity } from '../records.ts';
import type { Technique } from './attack.ts';
import type { Cast } from './cast.ts';
import { fetching, tokenFor } from './command-line.ts';
import { type Person, rolesOf } from './people.ts';
import { permissionSet } from './scene.ts';
import { abroad, later, userOfCommandLine } from './victims.ts';
import { at } from './world.ts';

/** The victim's own morning: signed in at home, and credentials fetched there. */
function morning(cast: Cast, who: Person, day: number) {
  const { stage } = cast.scene;
  const hour = String(10 - Math.min(who.zone, 8)).padStart(2, '0');
  const time = stage.at(day, `${hour}:05:00`);
  const home = at(who.home, who.host);
  const role = rolesOf(who, day)[0] ?? { account: '', name: '' };
  const token = tokenFor(cast.scene, who, { time, browser: home, terminal: home, client: who.client });
  const fetched = fetching(cast.scene, who, {
    time: later(time, 2),
    from: home,
    role,
    client: who.client,
  });
  return { ...fetched.call, records: [...token, ...fetched.records], time };
}

/** What thieves do to people whose sessions come from Identity Center’s command line. */
export const PORTAL_TECHNIQUES: readonly Technique[] = [
  {
    id: 'credentials copied from a command line’s cache',
    group: 'people',
    grade: 'subtle',
    act(cast, day) {
      const { records, by, ...call } = morning(cast, userOfCommandLine(cast, 0), day);
      const thief = { by, account: call.account, with: CLI, from: at(abroad(cast), 12) };
      return [...records, callerIdentity({ ...thief, at: later(call.time, 90) })];
    },
  },
  {
    id: 'every account, with a stolen token of the portal',
    group: 'people',
    grade: 'conclusive',
    act(cast, day) {
      const who = userOfCommandLine(cast, 2);
      const { records, time } = morning(cast, who, day);
      const from = at(abroad(cast), 14);
      const stolen = cast.scene.accounts.flatMap((target, n) => {
        const role = permissionSet(target, 'OrgWideAdmin');
        const at = later(time, 60 + Math.floor(n / 4));
        return fetching(cast.scene, who, { time: at, from, role, client: CLI }).records;
      });
      return [...records, ...stolen];
    },
  },
  {
    id: 'device code approved for a thief',
    group: 'people',
    grade: 'conclusive',
    act(cast, day) {
      const who = userOfCommandLine(cast, 1);
      const { records, role, time } = morning(cast, who, day);
      const browser = at(who.home, who.host);
      const from = at(abroad(cast), 13);
      const phished = { time: later(time, 45), browser, terminal: from, client: CLI };
      const taken = fetching(cast.scene, who, { time: later(time, 47), from, role, client: CLI });
      const used = callerIdentity({ ...taken.call, at: later(time, 48) });
      return [...records, ...tokenFor(cast.scene, who, phished), ...taken.records, used];
    },
  },
];
