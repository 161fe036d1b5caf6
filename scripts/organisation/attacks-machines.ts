import {
  assumeRole,
  CLI,
  callerIdentity,
  deniedRole,
  serviceRole,
  stsCall,
  withWebIdentity,
} from '../records.ts';
import type { Technique } from './attack.ts';
import { handedOut, podCall } from './machines.ts';
import { sessionOf } from './scene.ts';
import { GUESSED, keyCall, lair } from './thief.ts';
import { account } from './victims.ts';
import { at, pick } from './world.ts';

/** Attacks with what machines and users’ programs hold. */
export const MACHINE_TECHNIQUES: readonly Technique[] = [
  {
    id: 'instance credentials outside AWS',
    group: 'workloads',
    grade: 'conclusive',
    act(cast, day) {
      const { instance } = pick(cast.scene.stage, cast.instances);
      const issued = handedOut(instance, cast.scene.stage.at(day, '06:00:00'));
      const by = sessionOf(issued, { ec2RoleDelivery: '2.0' });
      return [
        serviceRole(issued),
        callerIdentity({
          at: cast.scene.stage.at(day, '08:12:40'),
          by,
          from: at(lair(cast), 5),
          with: CLI,
          account: issued.account,
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
          role: { account: account(cast), name },
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
          role: { account: account(cast), name },
        }),
      );
    },
  },
  {
    id: 'stolen key takes an administrator’s role',
    group: 'keys',
    grade: 'conclusive',
    act: (cast, day) => [
      assumeRole({ ...keyCall(cast, 2, day), role: { account: account(cast), name: 'PlatformAdmin' } }),
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
        role: { account: account(cast), name: 'PlatformAdmin' },
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
];
