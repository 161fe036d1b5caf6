import { root, samlUser, user, webIdentity } from '../callers.ts';
import {
  assumeRole,
  BOTO,
  CLI,
  callerIdentity,
  consoleLogin,
  MAC_CLI,
  stsCall,
  withSaml,
  withWebIdentity,
} from '../records.ts';
import type { Technique } from './attack.ts';
import type { Cast } from './cast.ts';
import { pipelineCall } from './machines.ts';
import { type Person, signIn } from './people.ts';
import { permissionSet, sessionOf } from './scene.ts';
import { at, type Net, pick } from './world.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
const abroad = ({ scene: { stage, world } }: Cast): Net =>
  pick(stage, [
    ...(world.access.get('VN') ?? []),
    ...(world.access.get('NG') ?? []),
    ...world.hosters.slice(4),
  ]);
const account = ({ scene }: Cast) => scene.accounts[0] ?? '';

/** Somebody who has been there since the beginning; every technique has a victim of its own. */
function victim({ people }: Cast, n: number): Person {
  const old = people.filter(
    ({ from, until, trip, vpn }) => from === 0 && until > 60 && trip === undefined && vpn === undefined,
  );
  const one = (old.length > 0 ? old : people)[n % Math.max(1, old.length)];
  if (one === undefined) throw new Error('an organisation without people');
  return one;
}

/** The victim's own sign-in, at home or in the office, on the thief's day. */
const own = (cast: Cast, who: Person, day: number) =>
  ownSignIn(cast, who, {
    day,
    time: `${String(10 - Math.min(who.zone, 8)).padStart(2, '0')}:05:00`,
    net: who.home,
  });

/** A sign-in whose record is returned instead of added. */
function ownSignIn(cast: Cast, who: Person, how: Parameters<typeof signIn>[2]) {
  const silent = { ...cast.scene, stage: { ...cast.scene.stage, add: () => {} } };
  const call = signIn(silent, who, {
    role: who.roles[0] ?? permissionSet(account(cast), 'ReadOnlyAccess'),
    ...how,
  });
  return { call, record: withSaml(call) };
}

const later = (time: string, minutes: number) =>
  new Date(Date.parse(time) + minutes * 60_000).toISOString().replace('.000Z', 'Z');

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
    id: 'session token used from a hoster',
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
      const [who, blamed] = [victim(cast, 2), victim(cast, 3)];
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
      const [who, blamed] = [victim(cast, 4), victim(cast, 5)];
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
  {
    id: 'root signs in to the console',
    group: 'sign-in',
    grade: 'conclusive',
    act: (cast, day) => [
      consoleLogin({
        at: cast.scene.stage.at(day, '02:40:00'),
        by: root(account(cast)),
        from: at(abroad(cast), 2),
        with: BROWSER,
        account: account(cast),
        mfa: false,
      }),
    ],
  },
  {
    id: 'passwords sprayed, one opens',
    group: 'sign-in',
    grade: 'conclusive',
    act(cast, day) {
      const from = at(abroad(cast), 2);
      const login = (name: string, n: number, ok: boolean) =>
        consoleLogin({
          at: cast.scene.stage.at(day, `04:0${n}:00`),
          by: user(account(cast), name, { key: '' }),
          from,
          with: BROWSER,
          account: account(cast),
          mfa: false,
          ok,
        });
      const tried = cast.users.slice(0, 8).map(({ name }, n) => login(name, n, false));
      return [...tried, login(cast.users[8]?.name ?? 'x', 9, true)];
    },
  },
  {
    id: 'rogue SAML provider',
    group: 'federation',
    grade: 'conclusive',
    act(cast, day) {
      const role = cast.users[0]?.role ?? { account: '', name: '' };
      const who = victim(cast, 9);
      const call = {
        at: cast.scene.stage.at(day, '13:00:00'),
        by: samlUser(who.mail),
        from: at(abroad(cast), 8),
        with: BROWSER,
        account: role.account,
        role,
        session: who.mail,
      };
      return [withSaml({ ...call, provider: `arn:aws:iam::${role.account}:saml-provider/backup-idp` })];
    },
  },
  ...(
    [
      ['repository of a stranger', 'conclusive', 'evil/tools', 'ref:refs/heads/main'],
      ['pull request', 'conclusive', '', 'pull_request'],
      ['unseen branch', 'subtle', '', 'ref:refs/heads/hotfix-0'],
      ['unseen repository of the owner', 'subtle', 'acme/sandbox', 'ref:refs/heads/main'],
    ] as const
  ).map(
    ([id, grade, repository, ref]): Technique => ({
      id,
      group: 'federation',
      grade,
      act(cast, day) {
        const pipeline = cast.pipelines[0];
        if (pipeline === undefined) return [];
        const used = repository === '' ? pipeline : { ...pipeline, repository };
        return [withWebIdentity(pipelineCall(cast.scene, used, { day, ref }))];
      },
    }),
  ),
  {
    id: 'rogue OIDC provider',
    group: 'federation',
    grade: 'conclusive',
    act(cast, day) {
      const pipeline = cast.pipelines[2];
      if (pipeline === undefined) return [];
      const call = pipelineCall(cast.scene, pipeline, { day, ref: 'ref:refs/heads/main' });
      const by = webIdentity(
        pipeline.role.account,
        'id.evil.example',
        `repo:${pipeline.repository}:ref:refs/heads/main`,
      );
      return [withWebIdentity({ ...call, by, from: at(abroad(cast), 1) })];
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
