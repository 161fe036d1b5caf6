import { type Caller, type RoleName, session, user } from '../callers.ts';
import { address, type PlaceName } from '../places.ts';
import { assumeRole, BOTO, deniedRole, issuedKey, MAC_CLI } from '../records.ts';
import { DATA, ROLES, SHOP } from './organisation.ts';
import { ALICE, BOB, PEOPLE, signIn } from './people.ts';
import { quietDays, type Stage } from './stage.ts';
import type { Story } from './story.ts';

const BUILD: RoleName = { account: SHOP, name: 'BuildTools' };
const MIRROR: RoleName = { account: DATA, name: 'BuildMirror' };
const SCANNER: RoleName = { account: SHOP, name: 'CostScanner' };

interface Hop {
  readonly at: string;
  readonly by: Caller;
  readonly from: PlaceName;
  readonly role: RoleName;
  readonly name: string;
}

/** Adds the record of a role being assumed. Returns the caller of the next hop: the session that it issued. */
function hop(stage: Stage, { at, by, from, role, name }: Hop): Caller {
  const call = {
    at,
    by,
    from: address(from, 9),
    with: BOTO,
    account: role.account,
    role,
    session: name,
  };
  stage.add(assumeRole(call));
  return session({ role, session: name, key: issuedKey(call), issuedAt: at });
}

/** One night of the platform team's cost scanner, which takes a role in one account. */
function scannerNight(stage: Stage, day: number): void {
  const by = user(SHOP, 'cost-scanner');
  hop(stage, { at: stage.at(day, '03:10:00'), by, from: 'cellar', role: SCANNER, name: 'scan' });
}

const accountOf = (n: number) => `22222222220${n}`;

/** Attacks that go from role to role. */
export const CHAIN_ATTACKS: readonly Story[] = [
  {
    name: 'juggled-roles',
    title: 'Two roles that keep each other alive',
    text: 'The cost scanner’s key is stolen. Two build roles trust each other, and every fifty minutes the thief uses each to assume the other, so that access never ends, whatever happens to the key.',
    why: 'A chained session lives an hour at most: a chain that returns to a role it came from is built to outlive that, and a revocation.',
    seed: 21,
    tell(stage) {
      quietDays(stage, [...PEOPLE, scannerNight]);
      let by: Caller = user(SHOP, 'cost-scanner');
      const times = ['08:00:00', '08:50:00', '09:40:00', '10:30:00', '11:20:00'].map((at) =>
        stage.at(30, at),
      );
      times.forEach((at, n) => {
        by = hop(stage, { at, by, from: 'hoster', role: n % 2 === 0 ? BUILD : MIRROR, name: 'build' });
      });
      return [
        { time: times[0] ?? '', eventName: 'AssumeRole', atLeast: 70, rules: ['stranger-in-the-seat'] },
        {
          time: times[3] ?? '',
          eventName: 'AssumeRole',
          atLeast: 70,
          rules: ['role-juggling', 'hosting-network'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 4 },
  },
  {
    name: 'borrowed-name',
    title: 'Bob’s session, under Alice’s name',
    text: 'Somebody else at home uses Bob’s laptop. They assume the Developer role with his session, and name the new session after Alice’s e-mail address, so that the trail of what follows blames her.',
    why: 'Later logs show only the session name; the lineage shows who really asked.',
    seed: 22,
    tell(stage) {
      quietDays(stage, PEOPLE);
      const issued = signIn(stage, BOB, stage.at(30, '14:02:00'), 'berlinHome');
      const takes = stage.at(30, '14:20:31');
      const call = { at: takes, by: session(issued), from: address('berlinHome', 1), with: MAC_CLI };
      stage.add(assumeRole({ ...call, account: SHOP, role: ROLES.developer, session: ALICE.mail }));
      return [{ time: takes, eventName: 'AssumeRole', atLeast: 60, rules: ['borrowed-name', 'new-hop'] }];
    },
    alerts: { atLeast: 0, atMost: 1 },
  },
  {
    name: 'every-account-at-once',
    title: 'One key, nine accounts, forty seconds',
    text: 'On day 30 the cost scanner’s key turns up at a hosting provider, and is used to assume the organisation’s administrator role in nine member accounts within forty seconds.',
    why: 'The scanner works in one account, from the company’s own server room; nine accounts in a minute are a loop over the organisation.',
    seed: 23,
    tell(stage) {
      quietDays(stage, [...PEOPLE, scannerNight]);
      const by = user(SHOP, 'cost-scanner');
      const name = 'OrganizationAccountAccessRole';
      const times = Array.from({ length: 9 }, (_, n) =>
        stage.at(30, `11:00:${String(n * 5).padStart(2, '0')}`),
      );
      times.forEach((at, n) => {
        hop(stage, { at, by, from: 'hoster', role: { account: accountOf(n), name }, name: 'scan' });
      });
      return [
        { time: times[0] ?? '', eventName: 'AssumeRole', atLeast: 70, rules: ['fan-out', 'hosting-network'] },
        { time: times[8] ?? '', eventName: 'AssumeRole', atLeast: 90, rules: ['fan-out'] },
      ];
    },
    alerts: { atLeast: 1, atMost: 4 },
  },
  {
    name: 'one-role-an-hour',
    title: 'A stolen key that tries one role an hour',
    text: 'From an ordinary home connection the cost scanner’s key is tried on one role after another, one an hour, all day: too slow for any threshold that counts minutes.',
    why: 'A scanner asks for its one role; eight role names in a day are somebody who does not know which one will let them in.',
    seed: 24,
    tell(stage) {
      quietDays(stage, [...PEOPLE, scannerNight]);
      const by = user(SHOP, 'cost-scanner');
      const names = ['Admin', 'Backup', 'Billing', 'Database', 'Deploy', 'Security', 'Support', 'Terraform'];
      names.forEach((name, n) => {
        const at = stage.at(30, `${String(9 + n).padStart(2, '0')}:17:00`);
        const call = { at, by, from: address('lisbon', 4), with: BOTO, account: SHOP };
        stage.add(deniedRole({ ...call, role: { account: SHOP, name } }));
      });
      return [
        { time: stage.at(30, '09:17:00'), eventName: 'AssumeRole', atLeast: 50, rules: ['key-out-of-place'] },
        {
          time: stage.at(30, '16:17:00'),
          eventName: 'AssumeRole',
          atLeast: 90,
          rules: ['key-out-of-place', 'slow-role-enumeration'],
        },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
];
