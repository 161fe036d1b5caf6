import { session } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, callerIdentity, MAC_CLI } from '../records.ts';
import { backupNight, functionDay, instanceDay, pipelineRun, podDay } from './machines.ts';
import { ROLES, SHOP } from './organisation.ts';
import { ALICE, BOB, PEOPLE, personDay, signIn } from './people.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';

const QUIET = { atLeast: 0, atMost: 0 };

/** Harmless stories that look unusual. */
export const BENIGN: readonly Story[] = [
  {
    name: 'on-call-at-night',
    title: 'Alice is on call',
    text: 'On the nights of days 30 and 32 Alice is paged, and at two and at three o’clock signs in from home with her own laptop, for the administrator role.',
    why: 'Only the hour is unusual; everything else is hers.',
    seed: 21,
    tell(stage) {
      quietDays(stage, PEOPLE);
      for (const [day, time] of [
        [30, '02:10:00'],
        [32, '03:22:00'],
      ] as const) {
        const issued = signIn(stage, ALICE, stage.at(day, time), 'berlinHome', 2);
        stage.add(
          callerIdentity({
            at: stage.at(day, '03:40:00'),
            by: session(issued),
            from: address('berlinHome', 2),
            with: MAC_CLI,
            account: SHOP,
          }),
        );
      }
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'traveller',
    title: 'Bob flies to New York',
    text: 'Bob works in Berlin on day 30, flies in the afternoon, and works from the New York office’s network on days 31 to 33.',
    why: 'There was time enough for the flight, and colleagues work from there.',
    seed: 22,
    tell(stage) {
      quietDays(stage, PEOPLE);
      signIn(stage, BOB, stage.at(30, '08:15:00'), 'berlinHome');
      for (const day of [31, 32, 33]) signIn(stage, BOB, stage.at(day, '14:20:00'), 'newYork', 11);
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'new-colleague',
    title: 'Erin’s first two weeks',
    text: 'Erin starts on day 30: a new name, a home network in Lisbon that nobody here had used, read-only access, and on her fourth day the Developer role.',
    why: 'Everything is new because she is new: without a history nothing can be said about habits.',
    seed: 23,
    tell(stage) {
      quietDays(stage, PEOPLE, 44);
      const erin = {
        mail: 'erin@example.com',
        role: ROLES.readOnly,
        places: ['lisbon'],
        hours: [9, 10, 13, 15, 16],
        client: MAC_CLI,
      } as const;
      for (let day = 30; day < 44; day++) personDay(stage, erin, day);
      const issued = signIn(stage, erin, stage.at(33, '11:00:00'), 'lisbon');
      stage.add(
        assumeRole({
          at: stage.at(33, '11:05:00'),
          by: session(issued),
          from: address('lisbon', 1),
          with: MAC_CLI,
          account: SHOP,
          role: ROLES.developer,
          session: 'erin',
        }),
      );
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'new-pipeline',
    title: 'A second repository deploys',
    text: 'The shop’s repository deploys most days. On day 30 a second repository of the same organisation begins to deploy with a role of its own, from the same kind of hosted runners.',
    why: 'A new pipeline with a new role has no habits to break.',
    seed: 24,
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun], 36);
      for (let day = 30; day < 36; day++)
        pipelineRun(stage, day, 'example-org/search', 'ref:refs/heads/main', {
          account: SHOP,
          name: 'SearchDeploy',
          path: '/ci/',
        });
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'sdk-upgrade',
    title: 'Everybody upgrades on one day',
    text: 'On day 30 the command line and the SDKs move to a new version everywhere: people, the backup machine, instances and pods.',
    why: 'A newer version of a known client does not count.',
    seed: 25,
    tell(stage) {
      quietDays(stage, [...PEOPLE, backupNight, instanceDay, podDay, functionDay]);
      const upgraded = { ...ALICE, client: ALICE.client.replace('2.22.12', '2.27.0') };
      for (let day = 30; day < 34; day++) personDay(stage, upgraded, day);
      return [];
    },
    alerts: QUIET,
  },
];
