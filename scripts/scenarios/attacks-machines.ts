import { session, user } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, BOTO, CLI, callerIdentity, deniedRole } from '../records.ts';
import { BACKUP, backupNight, instanceDay, instanceSession, podDay, podSession } from './machines.ts';
import { DATA, ROLES, SHOP } from './organisation.ts';
import { PEOPLE } from './people.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';

/** Attacks with credentials of machines. */
export const MACHINE_ATTACKS: readonly Story[] = [
  {
    name: 'stolen-instance-credentials',
    title: 'An instance’s credentials, used from a hosting provider',
    text: 'The shop’s web instance fetches its credentials from EC2 every few hours and calls AWS from Frankfurt. On day 30 a server-side request forgery reads them from the metadata service. Half an hour later a rented server in the Netherlands calls GetCallerIdentity with them, and assumes the data platform’s administrator role.',
    why: 'An instance never leaves AWS. One event is enough; the second shows where the attacker went, and its lineage names the instance role.',
    seed: 1,
    tell(stage) {
      quietDays(stage, [...PEOPLE, instanceDay]);
      const stolen = instanceSession(stage, stage.at(30, '09:14:00'));
      const thief = { by: session(stolen), from: address('hoster', 13), with: CLI };
      const asks = stage.at(30, '09:47:12');
      const takes = stage.at(30, '09:48:40');
      stage.add(callerIdentity({ ...thief, at: asks, account: SHOP }));
      stage.add(
        assumeRole({ ...thief, at: takes, account: DATA, role: ROLES.dataAdmin, session: 'maintenance' }),
      );
      const rules = ['workload-credentials-outside'];
      return [
        { time: asks, eventName: 'GetCallerIdentity', atLeast: 90, rules },
        { time: takes, eventName: 'AssumeRole', atLeast: 90, rules: [...rules, 'sensitive-role'] },
      ];
    },
    alerts: { atLeast: 1, atMost: 2 },
  },
  {
    name: 'stolen-user-key-role-enumeration',
    title: 'A leaked access key tries every role it can think of',
    text: 'The backup machine’s access key is in an old image. On day 31 somebody in Lagos finds it, asks for sixteen roles within four minutes, and is granted one.',
    why: 'Sixteen names in four minutes are somebody looking for a way in. The grant that follows is what does the damage.',
    seed: 2,
    tell(stage) {
      quietDays(stage, [...PEOPLE, backupNight], 31);
      const thief = { by: BACKUP, from: address('lagos', 3), with: BOTO, account: SHOP };
      const names = [
        'admin',
        'Admin',
        'Administrator',
        'root',
        'prod',
        'production',
        'deploy',
        'terraform',
        'ci',
        'jenkins',
        'lambda',
        'ops',
        'devops',
        'support',
        'billing',
        'security',
      ];
      names.forEach((name, n) => {
        const at = stage.at(31, `21:${10 + Math.floor(n / 4)}:${10 + (n % 4) * 13}`);
        stage.add(deniedRole({ ...thief, at, role: { account: SHOP, name } }));
      });
      const granted = stage.at(31, '21:15:02');
      stage.add(assumeRole({ ...thief, at: granted, role: ROLES.developer, session: 'test' }));
      return [
        { time: stage.at(31, '21:13:49'), eventName: 'AssumeRole', atLeast: 90, rules: ['role-enumeration'] },
        {
          time: granted,
          eventName: 'AssumeRole',
          atLeast: 90,
          rules: ['role-enumeration', 'new-country', 'new-network', 'new-role-for-actor'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 4 },
  },
  {
    name: 'pod-token-outside',
    title: 'A pod’s session, used from a home connection',
    text: 'The checkout pod’s web identity token is in a support bundle. On day 30 a home connection in Lagos calls AWS with the session that the pod got that morning.',
    why: 'The cluster calls from one address in Frankfurt, every day for a month.',
    seed: 3,
    tell(stage) {
      quietDays(stage, [...PEOPLE, podDay]);
      const stolen = podSession(stage, stage.at(30, '05:20:00'));
      const asks = stage.at(30, '05:58:09');
      stage.add(
        callerIdentity({
          at: asks,
          by: session(stolen),
          from: address('lagos', 8),
          with: BOTO,
          account: SHOP,
        }),
      );
      return [
        { time: asks, eventName: 'GetCallerIdentity', atLeast: 90, rules: ['workload-credentials-outside'] },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'leaked-key-validation',
    title: 'A secret scanner finds a key',
    text: 'On day 30 somebody runs TruffleHog over a public repository. It finds an access key of the organisation, and tries it.',
    why: 'Whoever ran it, the key is public.',
    seed: 4,
    tell(stage) {
      quietDays(stage, PEOPLE, 12);
      const asks = stage.at(12, '16:20:31');
      stage.add(
        callerIdentity({
          at: asks,
          by: user(SHOP, 'reporting'),
          from: address('runners', 44),
          with: 'TruffleHog',
          account: SHOP,
        }),
      );
      return [{ time: asks, eventName: 'GetCallerIdentity', atLeast: 70, rules: ['credential-validation'] }];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'offensive-framework',
    title: 'Pacu, under its own name',
    text: 'On day 30 Pacu uses the backup machine’s key from a hosting provider, and does not hide its name. It is denied one role and granted another.',
    why: 'The name alone is conclusive; the hosting provider and the unfamiliar client only add to it.',
    seed: 5,
    tell(stage) {
      quietDays(stage, [...PEOPLE, backupNight]);
      const thief = {
        by: BACKUP,
        from: address('hoster', 40),
        with: 'Pacu/1.6.0 Boto3/1.35.90 md/Botocore#1.35.90 os/linux#6.11.2-kali',
        account: SHOP,
      };
      const first = stage.at(30, '11:02:00');
      const second = stage.at(30, '11:03:30');
      stage.add(deniedRole({ ...thief, at: first, role: ROLES.deploy }));
      stage.add(assumeRole({ ...thief, at: second, role: ROLES.developer, session: 'pacu' }));
      return [
        { time: first, eventName: 'AssumeRole', atLeast: 70, rules: ['offensive-framework'] },
        {
          time: second,
          eventName: 'AssumeRole',
          atLeast: 90,
          rules: ['offensive-framework', 'attack-tooling', 'new-network'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 3 },
  },
];
