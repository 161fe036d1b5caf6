import { opaque, outsider } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, BOTO, CLI } from '../records.ts';
import { vendorDay } from './machines.ts';
import { ROLES, SHOP } from './organisation.ts';
import { ALICE, DAVE, PEOPLE, signIn } from './people.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';

/** Attacks with credentials of people. */
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
    title: 'The vendor’s role, assumed by an account that nobody knows',
    text: 'A metrics vendor’s account assumes its role every night. On day 30 the role’s trust policy has been changed, and an account never seen before assumes it from a hosting provider.',
    why: 'A role meant for one outside account has no business with another.',
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
    text: 'Dave’s laptop is stolen with its sessions. At 03:12 UTC on day 30 they are used to assume the break-glass role, from a network that he never used.',
    why: 'Every use of the emergency role must be looked at, and this one is not Dave’s.',
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
    text: 'A phished session of Alice’s signs in through a Tor exit on day 30. The operator has configured a list of Tor exits.',
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
];
