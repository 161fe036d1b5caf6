import { type RoleName, user } from '../callers.ts';
import { assumeRole, consoleLogin, MAC_CLI, stsCall } from '../records.ts';
import { clock, isWorkday, oneIn, type Routine, type Scene } from './scene.ts';
import { at, pick } from './world.ts';

const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

/** An IAM user with MFA: takes a role from a laptop; some get session tokens, some use the console. */
export function userDay(scene: Scene, name: string, role: RoleName, kind: number): Routine {
  const { stage, world } = scene;
  const account = scene.accounts[0] ?? '';
  const lines = world.access.get('DE') ?? [];
  const home = pick(stage, lines.slice(0, 4));
  const serialNumber = `arn:aws:iam::${account}:mfa/${name}`;
  return (day) => {
    if (!isWorkday(stage, day) || oneIn(stage, 8)) return;
    const net = oneIn(stage, 3) ? (world.offices.get('DE') ?? home) : home;
    const call = {
      at: stage.at(day, clock(stage, 8 + stage.dice(8))),
      by: user(account, name),
      from: at(net, 900 + kind),
      with: MAC_CLI,
      account: role.account,
    };
    if (kind % 3 === 0) {
      const credentials = {
        accessKeyId: `ASIA${name.toUpperCase()}${day}EXAMPLE`,
        expiration: 'Dec 1, 2026, 9:00:00 PM',
      };
      stage.add(stsCall('GetSessionToken', call, { durationSeconds: 43_200, serialNumber }, { credentials }));
    } else stage.add(assumeRole({ ...call, role, session: name, extra: { serialNumber } }));
    if (oneIn(stage, 5)) {
      const by = user(account, name, { key: '' });
      if (oneIn(stage, 4)) stage.add(consoleLogin({ ...call, by, with: BROWSER, mfa: true, ok: false }));
      stage.add(
        consoleLogin({ ...call, by, at: call.at.replace(/:\d\dZ$/, ':59Z'), with: BROWSER, mfa: true }),
      );
    }
  };
}
