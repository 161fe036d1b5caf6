import { opaque, outsider, root, session, user } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, BOTO, CLI, issuedKey, stsCall } from '../records.ts';
import { vendorDay } from './machines.ts';
import { DATA, ROLES, SHOP } from './organisation.ts';
import { ALICE, DAVE, PEOPLE, signIn } from './people.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';

export const PEOPLE_ATTACKS: readonly Story[] = [
  {
    name: 'impossible-travel',
    title: 'Alice in Berlin, and forty minutes later in São Paulo',
    text: 'Alice signs in from the office in the morning, as on every working day. Forty minutes later a phished session of hers signs in from São Paulo, with a Linux client, for the administrator role.',
    why: 'Nobody flies 8,000 km in forty minutes, and country, network and client are new at once.',
    seed: 6,
    tell(stage) {
      quietDays(stage, PEOPLE);
      signIn(stage, ALICE, stage.at(30, '08:05:00'), 'berlinOffice');
      const stolen = stage.at(30, '08:45:20');
      signIn(stage, { ...ALICE, client: CLI }, stolen, 'saoPaulo', 7);
      return [
        {
          time: stolen,
          eventName: 'AssumeRoleWithSAML',
          atLeast: 90,
          rules: ['impossible-travel', 'new-country', 'new-network', 'sensitive-role'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'vendor-account-swapped',
    title: 'The vendor’s role, taken by an account that nobody knows',
    text: 'A metrics vendor’s account takes its role every night. On day 30 the role’s trust policy has been changed, and an account that was never seen takes it from a hoster.',
    why: 'A role that belongs to one outsider has no business with another.',
    seed: 7,
    tell(stage) {
      quietDays(stage, [...PEOPLE, vendorDay]);
      const takes = stage.at(30, '01:40:00');
      stage.add(
        assumeRole({
          at: takes,
          by: outsider('555566667777', opaque('AROA', 'stranger', 10), 'metrics'),
          from: address('hoster', 21),
          with: BOTO,
          account: SHOP,
          role: ROLES.metrics,
          session: 'metrics',
        }),
      );
      return [
        {
          time: takes,
          eventName: 'AssumeRole',
          atLeast: 70,
          rules: ['unknown-account', 'new-caller-for-role'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'break-glass-at-night',
    title: 'The emergency role, at three in the morning, with no emergency',
    text: 'Dave’s laptop is stolen with its sessions. At 03:12 UTC on day 30 the break-glass role is taken with them, from a network that he never used.',
    why: 'Each use of the emergency role must be looked at, and this one is not Dave.',
    seed: 8,
    tell(stage) {
      quietDays(stage, PEOPLE);
      const takes = stage.at(30, '03:12:44');
      stage.add(
        assumeRole({
          at: takes,
          by: DAVE,
          from: address('lisbon', 6),
          with: CLI,
          account: SHOP,
          role: ROLES.breakGlass,
          session: 'dave',
        }),
      );
      return [
        {
          time: takes,
          eventName: 'AssumeRole',
          atLeast: 90,
          rules: ['break-glass-role', 'sensitive-role', 'off-hours', 'new-country'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'tor-to-admin',
    title: 'Through Tor to the administrator’s role',
    text: 'A phished session of Alice’s signs in through a Tor exit on day 30. The operator keeps a list of exits.',
    why: 'She never uses Tor, and the exit’s country is new to everybody.',
    seed: 9,
    config:
      'lists:\n  - {name: tor-exits, path: tor-exits.txt, kind: tor}\n  - {name: blocklist, path: blocklist.txt, kind: threat}\n',
    files: {
      'tor-exits.txt': `# Tor exits of the story\n${address('torExit', 3)}\n${address('torExit', 4)}\n`,
      'blocklist.txt': `# made-up blocklist\n${address('torExit', 3)}\n`,
    },
    tell(stage) {
      quietDays(stage, PEOPLE);
      const stolen = stage.at(30, '19:30:05');
      signIn(stage, ALICE, stolen, 'torExit', 3);
      return [
        {
          time: stolen,
          eventName: 'AssumeRoleWithSAML',
          atLeast: 70,
          rules: ['anonymising-network', 'threat-listed-address', 'new-country', 'sensitive-role'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'federation-token-persistence',
    title: 'A federation token that outlives its key',
    text: 'On day 30 a stolen key of Dave’s issues a federation token with full rights and the longest life, so that the access survives when the key is found.',
    why: 'Full rights in a federation token are how this persistence is done; Dave never issued one.',
    seed: 10,
    tell(stage) {
      quietDays(stage, PEOPLE);
      const call = {
        at: stage.at(30, '12:20:00'),
        by: user(SHOP, 'dave'),
        from: address('hoster', 33),
        with: BOTO,
        account: SHOP,
      };
      const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      });
      const answered = {
        credentials: { accessKeyId: issuedKey(call), expiration: 'Apr 3, 2026, 12:20:00 AM' },
        federatedUser: {
          federatedUserId: `${SHOP}:support`,
          arn: `arn:aws:sts::${SHOP}:federated-user/support`,
        },
        packedPolicySize: 4,
      };
      stage.add(
        stsCall('GetFederationToken', call, { name: 'support', policy, durationSeconds: 129_600 }, answered),
      );
      return [
        {
          time: call.at,
          eventName: 'GetFederationToken',
          atLeast: 90,
          rules: ['federation-token', 'session-policy-admin'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'assume-root-abuse',
    title: 'Root of a member account',
    text: 'On day 30 a session of Alice’s, used from a hoster, assumes root of the data account to unlock a bucket policy.',
    why: 'Nobody here has ever used AssumeRoot.',
    seed: 11,
    tell(stage) {
      quietDays(stage, PEOPLE);
      const issued = signIn(stage, ALICE, stage.at(30, '07:50:00'), 'berlinOffice');
      const call = {
        at: stage.at(30, '10:11:12'),
        by: session(issued),
        from: address('hoster', 8),
        with: CLI,
        account: SHOP,
      };
      const asked = {
        targetPrincipal: DATA,
        taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
        durationSeconds: 900,
      };
      stage.add(
        stsCall('AssumeRoot', call, asked, {
          credentials: { accessKeyId: issuedKey(call), expiration: 'Apr 1, 2026, 10:26:12 AM' },
        }),
      );
      return [{ time: call.at, eventName: 'AssumeRoot', atLeast: 90, rules: ['assume-root', 'new-network'] }];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'chain-to-data',
    title: 'From a phished session to the data account, in three hops',
    text: 'On day 30 a phished session of Alice’s in São Paulo takes the Developer role, and from there the data platform’s administrator role, to look like the machines that live there.',
    why: 'The last event names two machines’ roles; its lineage names Alice and São Paulo.',
    seed: 12,
    tell(stage) {
      quietDays(stage, PEOPLE);
      signIn(stage, ALICE, stage.at(30, '08:00:00'), 'berlinOffice');
      const stolen = signIn(stage, { ...ALICE, client: CLI }, stage.at(30, '08:30:00'), 'saoPaulo', 9);
      const first = {
        at: stage.at(30, '08:31:10'),
        by: session(stolen),
        from: address('saoPaulo', 9),
        with: CLI,
        account: SHOP,
        role: ROLES.developer,
        session: 'alice',
      };
      const hop = { role: ROLES.developer, session: 'alice', key: issuedKey(first), issuedAt: first.at };
      const second = {
        at: stage.at(30, '08:32:45'),
        by: session(hop),
        from: address('saoPaulo', 9),
        with: CLI,
        account: DATA,
        role: ROLES.dataAdmin,
        session: 'etl',
      };
      stage.add(assumeRole(first), assumeRole(second));
      return [
        {
          time: stage.at(30, '08:30:00'),
          eventName: 'AssumeRoleWithSAML',
          atLeast: 90,
          rules: ['impossible-travel'],
        },
        {
          time: first.at,
          eventName: 'AssumeRole',
          atLeast: 70,
          rules: ['new-role-for-actor', 'new-country'],
        },
        { time: second.at, eventName: 'AssumeRole', atLeast: 20, rules: ['sensitive-role'] },
      ];
    },
    alerts: { atLeast: 1, atMost: 3 },
  },
  {
    name: 'root-and-decoy',
    title: 'Root without MFA, and a hand on the decoy',
    text: 'On day 30 the root user asks for credentials from Mumbai. An hour before, somebody with Dave’s key asked for a role that exists only to be asked for.',
    why: 'Nobody has a reason for either.',
    seed: 13,
    config: 'roles:\n  decoy: ["arn:aws:iam::*:role/prod-db-owner"]\n',
    tell(stage) {
      quietDays(stage, PEOPLE);
      const decoy = stage.at(30, '13:05:00');
      stage.add(
        assumeRole({
          at: decoy,
          by: DAVE,
          from: address('berlinHome', 9),
          with: CLI,
          account: SHOP,
          role: { account: SHOP, name: 'prod-db-owner' },
          session: 'dave',
        }),
      );
      const call = {
        at: stage.at(30, '14:00:00'),
        by: root(SHOP),
        from: address('mumbai', 2),
        with: CLI,
        account: SHOP,
      };
      stage.add(
        stsCall('GetSessionToken', call, null, {
          credentials: { accessKeyId: issuedKey(call), expiration: 'Apr 1, 2026, 3:00:00 PM' },
        }),
      );
      return [
        { time: decoy, eventName: 'AssumeRole', atLeast: 90, rules: ['decoy-role'] },
        { time: call.at, eventName: 'GetSessionToken', atLeast: 50, rules: ['root-use', 'new-country'] },
      ];
    },
    alerts: { atLeast: 1, atMost: 2 },
  },
];
