import { user } from '../callers.ts';
import { assumeRole, BOTO, CLI, callerIdentity, withSaml } from '../records.ts';
import type { Technique } from './attack.ts';
import { permissionSet, sessionOf } from './scene.ts';
import { abroad, account, later, own, ownSignIn, victim } from './victims.ts';
import { at } from './world.ts';

/** Attacks with people’s sessions, and with roles that people take. */
export const PEOPLE_TECHNIQUES: readonly Technique[] = [
  {
    id: 'phished session from another country, to administrator',
    group: 'people',
    grade: 'conclusive',
    act(cast, day) {
      const who = victim(cast, 0);
      const first = own(cast, who, day);
      const role = permissionSet(account(cast), 'AdministratorAccess');
      const thief = {
        ...first.call,
        at: later(first.call.at, 40),
        from: at(abroad(cast), 9),
        with: CLI,
        role,
        account: role.account,
      };
      return [first.record, withSaml(thief)];
    },
  },
  {
    id: 'session token used from a hosting provider',
    group: 'people',
    grade: 'subtle',
    act(cast, day) {
      const who = victim(cast, 1);
      const { call, record } = own(cast, who, day);
      const net = cast.scene.world.hosters[5] ?? abroad(cast);
      return [
        record,
        callerIdentity({ ...call, by: sessionOf(call), at: later(call.at, 25), from: at(net, 4), with: CLI }),
      ];
    },
  },
  {
    id: 'borrowed session name',
    group: 'people',
    grade: 'subtle',
    act(cast, day) {
      const who = victim(cast, 2);
      const blamed = victim(cast, 3);
      const { call, record } = own(cast, who, day);
      const role = { account: account(cast), name: 'Developer' };
      return [
        record,
        assumeRole({
          ...call,
          by: sessionOf(call),
          at: later(call.at, 12),
          role,
          account: role.account,
          session: blamed.mail,
        }),
      ];
    },
  },
  {
    id: 'borrowed sourceIdentity',
    group: 'people',
    grade: 'conclusive',
    act(cast, day) {
      const who = victim(cast, 4);
      const blamed = victim(cast, 5);
      const { call, record } = own(cast, who, day);
      const role = { account: account(cast), name: 'Developer' };
      return [
        record,
        assumeRole({
          ...call,
          by: sessionOf(call),
          at: later(call.at, 12),
          role,
          account: role.account,
          session: 'work',
          extra: { sourceIdentity: blamed.mail },
        }),
      ];
    },
  },
  {
    id: 'break-glass role',
    group: 'people',
    grade: 'conclusive',
    act(cast, day) {
      const { call, record } = own(cast, victim(cast, 6), day);
      const role = { account: account(cast), name: 'BreakGlassAdmin' };
      return [
        record,
        assumeRole({
          ...call,
          by: sessionOf(call),
          at: later(call.at, 3),
          role,
          account: role.account,
          session: 'x',
        }),
      ];
    },
  },
  {
    id: 'two roles that keep each other alive',
    group: 'chains',
    grade: 'conclusive',
    act(cast, day) {
      let { call, record } = own(cast, victim(cast, 7), day);
      const records = [record];
      for (let n = 1; n <= 4; n++) {
        const role = {
          account: cast.scene.accounts[n % 2] ?? '',
          name: n % 2 ? 'BuildMirror' : 'BuildTools',
        };
        const next = {
          ...call,
          by: sessionOf(call),
          at: later(call.at, 50),
          role,
          account: role.account,
          session: 'b',
          provider: '',
        };
        record = assumeRole(next);
        records.push(record);
        call = next;
      }
      return records;
    },
  },
  {
    id: 'administrator of every account',
    group: 'chains',
    grade: 'conclusive',
    act(cast, day) {
      const net = abroad(cast);
      const by = user(account(cast), cast.users[0]?.name ?? 'x');
      return cast.scene.accounts.map((target, n) => {
        const role = { account: target, name: 'OrganizationAccountAccessRole' };
        return assumeRole({
          at: cast.scene.stage.at(day, `03:00:1${n}`),
          by,
          from: at(net, 3),
          with: BOTO,
          account: target,
          role,
          session: 's',
        });
      });
    },
  },
  {
    id: 'odd session goes on to a data role',
    group: 'chains',
    grade: 'subtle',
    act(cast, day) {
      const who = victim(cast, 8);
      const { call, record } = ownSignIn(cast, who, {
        day,
        time: '03:20:00',
        net: abroad(cast),
        client: CLI,
      });
      const role = { account: cast.scene.accounts[2] ?? '', name: 'LedgerData' };
      return [
        record,
        assumeRole({
          ...call,
          by: sessionOf(call),
          at: later(call.at, 6),
          role,
          account: role.account,
          session: 'x',
        }),
      ];
    },
  },
];
