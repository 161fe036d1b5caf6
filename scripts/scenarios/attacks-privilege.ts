import { root, session, user } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, BOTO, CLI, issuedKey, stsCall } from '../records.ts';
import { DATA, ROLES, SHOP } from './organisation.ts';
import { ALICE, DAVE, PEOPLE, signIn } from './people.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';

/** Attacks that try to get more rights: tokens that outlive their key, root, data of other accounts. */
export const PRIVILEGE_ATTACKS: readonly Story[] = [
  {
    name: 'federation-token-persistence',
    title: 'A federation token that outlives its key',
    text: 'On day 30 a stolen key of Dave’s is used to get a federation token with full rights and the longest lifetime, so that access survives when the theft of the key is discovered.',
    why: 'A federation token with full rights is how this kind of persistence is done, and Dave never asked for one.',
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
    text: 'On day 30 a session of Alice’s, used from a hosting provider, assumes root of the data account to unlock a bucket policy.',
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
    text: 'On day 30 a phished session of Alice’s, used from São Paulo, assumes the Developer role, and from there the data platform’s administrator role, to look like the machines that work there.',
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
    title: 'Root without MFA, and an attempt on the decoy',
    text: 'On day 30 the root user asks for credentials from Mumbai. An hour before, somebody with Dave’s key asked for the decoy role, which exists only so that thieves ask for it.',
    why: 'Nobody has a legitimate reason for either.',
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
