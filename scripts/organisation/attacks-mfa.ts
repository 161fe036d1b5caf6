import { user } from '../callers.ts';
import { assumeRole, MAC_CLI, stsCall } from '../records.ts';
import type { Technique } from './attack.ts';
import type { Cast } from './cast.ts';
import { abroad, account } from './victims.ts';
import { at } from './world.ts';

/** Users who gave MFA until now. */
export const MFA_TECHNIQUES: readonly Technique[] = [
  {
    id: 'MFA dropped for an administrator’s role',
    group: 'people',
    grade: 'conclusive',
    act: (cast, day) => [withoutMfa(cast, day, 1, { account: account(cast), name: 'PlatformAdmin' })],
  },
  {
    id: 'MFA dropped for another role',
    group: 'people',
    grade: 'subtle',
    act: (cast, day) => [withoutMfa(cast, day, 2, { account: account(cast), name: 'Developer' })],
  },
  {
    id: 'GetSessionToken without MFA',
    group: 'people',
    grade: 'subtle',
    act(cast, day) {
      const by = user(account(cast), cast.users[3]?.name ?? 'x');
      const credentials = { accessKeyId: `ASIANOMFA${day}EXAMPLE`, expiration: 'Dec 1, 2026, 9:00:00 PM' };
      const call = {
        at: cast.scene.stage.at(day, '11:00:00'),
        by,
        from: at(abroad(cast), 3),
        with: MAC_CLI,
        account: account(cast),
      };
      return [stsCall('GetSessionToken', call, { durationSeconds: 129_600 }, { credentials })];
    },
  },
];

function withoutMfa(
  cast: Cast,
  day: number,
  kind: number,
  role: { readonly account: string; readonly name: string },
) {
  const name = cast.users.find((one) => one.kind % 3 === kind && one.role.name === role.name)?.name ?? 'x';
  const by = user(account(cast), name);
  const home = cast.scene.world.access.get('DE')?.[0] ?? abroad(cast);
  return assumeRole({
    at: cast.scene.stage.at(day, '10:30:00'),
    by,
    from: at(home, 3),
    with: MAC_CLI,
    account: role.account,
    role,
    session: name,
  });
}
