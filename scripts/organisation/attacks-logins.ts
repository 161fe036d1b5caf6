import { user } from '../callers.ts';
import { assumeRole, CLI, consoleLogin, MAC_CLI } from '../records.ts';
import { authorizeLogin, loginToken } from '../sign-in.ts';
import type { Technique } from './attack.ts';
import { sessionOf } from './scene.ts';
import { abroad, account, later, own, victim } from './victims.ts';
import { at } from './world.ts';

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/139.0.0.0 Safari/537.36';
const NEW_ROLES = ['AppDeployer', 'DbMigrator', 'BillingReader', 'NetworkOps', 'MailSender'];

/** Sign-ins that somebody was talked into, or that nobody knows; and a session that is never denied anything. */
export const LOGIN_TECHNIQUES: readonly Technique[] = [
  {
    id: 'aws login approved for a thief',
    group: 'sign-in',
    grade: 'conclusive',
    act(cast, day) {
      const { stage, world } = cast.scene;
      const office = world.offices.get('DE') ?? abroad(cast);
      const by = user(account(cast), cast.users.at(-1)?.name ?? 'x', { key: '', mfa: true });
      const call = {
        at: stage.at(day, '10:10:00'),
        by,
        from: at(office, 950),
        account: account(cast),
        with: MAC_CLI,
      };
      const fetched = { ...call, at: later(call.at, 1), from: at(abroad(cast), 21), with: CLI };
      return [authorizeLogin({ ...call, with: BROWSER }), loginToken(fetched)];
    },
  },
  {
    id: 'user whom a thief made, in the console',
    group: 'sign-in',
    grade: 'subtle',
    act(cast, day) {
      const by = user(account(cast), 'support-svc', { key: '' });
      const from = at(abroad(cast), 22);
      const call = { at: cast.scene.stage.at(day, '12:10:00'), by, from, with: BROWSER };
      return [consoleLogin({ ...call, account: account(cast), mfa: false })];
    },
  },
  {
    id: 'five new roles, from the victim’s own laptop',
    group: 'chains',
    grade: 'subtle',
    act(cast, day) {
      const { call, record } = own(cast, victim(cast, 11), day);
      const taken = NEW_ROLES.map((name, n) => {
        const role = { account: account(cast), name };
        const time = later(call.at, 5 + n);
        return assumeRole({
          ...call,
          by: sessionOf(call),
          at: time,
          role,
          account: role.account,
          session: 'x',
        });
      });
      return [record, ...taken];
    },
  },
];
