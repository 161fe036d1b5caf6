import { service, user } from '../callers.ts';
import {
  assumeRole,
  BOTO,
  CLI,
  callerIdentity,
  deniedRole,
  serviceRole,
  stsCall,
  withWebIdentity,
} from '../records.ts';
import type { Technique } from './attack.ts';
import type { Cast } from './cast.ts';
import { pipelineCall, podCall, vendorCall } from './machines.ts';
import { clock, sessionOf } from './scene.ts';
import { at, type Net, pick } from './world.ts';

/** A network where a thief sits: a hoster, or a line in a country without anybody of the organisation. */
const lair = ({ scene: { stage, world } }: Cast): Net =>
  pick(stage, [
    ...world.hosters.slice(3),
    ...(world.access.get('VN') ?? []),
    ...(world.access.get('NG') ?? []),
  ]);
const hour = ({ scene: { stage } }: Cast) => clock(stage, stage.dice(23));

/** Names of roles that somebody tries who knows none. */
export const GUESSED = [
  'Admin',
  'Backup',
  'Billing',
  'Database',
  'Deploy',
  'Security',
  'Support',
  'Terraform',
  'Ops',
] as const;

export const accountOf = ({ scene }: Cast) => scene.accounts[0] ?? '';
/** A key that others have not stolen yet: each technique has its own victim. */
const keyOf = ({ keys }: Cast, n: number) =>
  keys[n % keys.length] ?? { name: 'x', role: { account: '', name: '' } };
export const keyCall = (cast: Cast, n: number, day: number, net = lair(cast)) => {
  const { name, role } = keyOf(cast, n);
  const by = user(accountOf(cast), name);
  return {
    at: cast.scene.stage.at(day, hour(cast)),
    by,
    from: at(net, 77),
    with: BOTO,
    account: role.account,
    role,
    session: name,
  };
};

export const MACHINE_TECHNIQUES: readonly Technique[] = [
  {
    id: 'instance credentials outside AWS',
    group: 'workloads',
    grade: 'conclusive',
    act(cast, day) {
      const { role, id } = pick(cast.scene.stage, cast.instances).instance;
      const issued = {
        at: cast.scene.stage.at(day, '06:00:00'),
        by: service('ec2.amazonaws.com'),
        account: role.account,
        role,
        session: id,
        from: '',
        seconds: 23_700,
      };
      const by = sessionOf(issued, { ec2RoleDelivery: '2.0' });
      return [
        serviceRole(issued),
        callerIdentity({
          at: cast.scene.stage.at(day, '08:12:40'),
          by,
          from: at(lair(cast), 5),
          with: CLI,
          account: role.account,
        }),
      ];
    },
  },
  {
    id: 'pod session on a home line',
    group: 'workloads',
    grade: 'conclusive',
    act(cast, day) {
      const { role, subject, net } = pick(cast.scene.stage, cast.pods);
      const call = podCall(cast.scene, role, subject, net, { day, hour: 9, swapped: cast.swapped });
      const federatedProvider = call.by['identityProvider'];
      const by = sessionOf(call, { webIdFederationData: { federatedProvider, attributes: {} } });
      return [
        withWebIdentity(call),
        callerIdentity({ ...call, by, at: call.at.replace(/:\d\dZ$/, ':59Z'), from: at(lair(cast), 6) }),
      ];
    },
  },
  {
    id: 'roles tried in minutes',
    group: 'keys',
    grade: 'conclusive',
    act(cast, day) {
      const call = keyCall(cast, 0, day);
      return GUESSED.map((name, n) =>
        deniedRole({
          ...call,
          at: call.at.replace(/:\d\d:\d\dZ$/, `:1${n % 6}:0${n}Z`),
          role: { account: accountOf(cast), name },
        }),
      );
    },
  },
  {
    id: 'roles tried one an hour',
    group: 'keys',
    grade: 'subtle',
    act(cast, day) {
      const call = keyCall(cast, 1, day);
      const names = ['Admin', 'Backup', 'Billing', 'Database', 'Deploy', 'Security', 'Support', 'Terraform'];
      return names.map((name, n) =>
        deniedRole({
          ...call,
          at: cast.scene.stage.at(day, `${String(2 + n * 2).padStart(2, '0')}:30:00`),
          role: { account: accountOf(cast), name },
        }),
      );
    },
  },
  {
    id: 'stolen key takes an administrator’s role',
    group: 'keys',
    grade: 'conclusive',
    act: (cast, day) => [
      assumeRole({ ...keyCall(cast, 2, day), role: { account: accountOf(cast), name: 'PlatformAdmin' } }),
    ],
  },
  {
    id: 'stolen key in its usual role, elsewhere',
    group: 'keys',
    grade: 'subtle',
    act: (cast, day) => [assumeRole(keyCall(cast, 3, day))],
  },
  {
    id: 'stolen key tried by a secret scanner',
    group: 'keys',
    grade: 'conclusive',
    act: (cast, day) => [callerIdentity({ ...keyCall(cast, 4, day), with: 'TruffleHog' })],
  },
  {
    id: 'offensive framework',
    group: 'keys',
    grade: 'conclusive',
    act: (cast, day) => [callerIdentity({ ...keyCall(cast, 5, day), with: 'Pacu/1.5 Boto3/1.34' })],
  },
  {
    id: 'federation token with full rights',
    group: 'keys',
    grade: 'conclusive',
    act(cast, day) {
      const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      });
      const credentials = {
        accessKeyId: `ASIAFEDERATED${day}EXAMPLE`,
        expiration: 'Dec 1, 2026, 9:00:00 PM',
      };
      return [
        stsCall(
          'GetFederationToken',
          keyCall(cast, 6, day),
          { name: 'support', policy, durationSeconds: 129_600 },
          { credentials },
        ),
      ];
    },
  },
  {
    id: 'lateral move from the machine itself',
    group: 'keys',
    grade: 'subtle',
    act: (cast, day) => [
      assumeRole({
        ...keyCall(cast, 7, day, cast.keys[7 % cast.keys.length]?.net),
        role: { account: accountOf(cast), name: 'PlatformAdmin' },
      }),
    ],
  },
  {
    id: 'root of a member account',
    group: 'keys',
    grade: 'conclusive',
    act(cast, day) {
      const credentials = { accessKeyId: `ASIAROOT${day}EXAMPLE`, expiration: 'Dec 1, 2026, 9:15:00 PM' };
      return [
        stsCall(
          'AssumeRoot',
          keyCall(cast, 8, day),
          { targetPrincipal: cast.scene.accounts[3] },
          { credentials },
        ),
      ];
    },
  },
  {
    id: 'vendor’s role by another account',
    group: 'outsiders',
    grade: 'conclusive',
    act(cast, day) {
      const vendor = cast.vendors[0];
      if (vendor === undefined) return [];
      const stranger = { ...vendor, account: '800000000001', net: lair(cast), externalId: undefined };
      return [assumeRole(vendorCall(stranger, cast.scene.stage.at(day, hour(cast))))];
    },
  },
  {
    id: 'vendor without its external id',
    group: 'outsiders',
    grade: 'subtle',
    act(cast, day) {
      const vendor = cast.vendors[1];
      if (vendor === undefined) return [];
      const elsewhere = { ...vendor, net: lair(cast), externalId: undefined };
      return [assumeRole(vendorCall(elsewhere, cast.scene.stage.at(day, hour(cast))))];
    },
  },
  {
    id: 'pipeline’s token outside its runners',
    group: 'federation',
    grade: 'subtle',
    act(cast, day) {
      const pipeline = cast.pipelines[1];
      if (pipeline === undefined) return [];
      return [
        withWebIdentity(
          pipelineCall(cast.scene, { ...pipeline, nets: [lair(cast)] }, { day, ref: 'ref:refs/heads/main' }),
        ),
      ];
    },
  },
  {
    id: 'service’s role taken by hand',
    group: 'workloads',
    grade: 'subtle',
    act(cast, day) {
      const { role } = pick(cast.scene.stage, cast.services);
      const call = keyCall(cast, 9, day, cast.keys[9 % cast.keys.length]?.net);
      return [assumeRole({ ...call, account: role.account, role })];
    },
  },
];
