import { describe, expect, it } from 'vitest';
import type { PlaceName } from '../../scripts/places.ts';
import type { RawCloudTrail } from '../../scripts/records.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { daily, judgedLast } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

/** One of the machines that have the role `Shared`, at one of its addresses. */
interface Machine {
  readonly session: number;
  readonly host: number;
  readonly place?: PlaceName;
}
/** Machines that were there every day. */
const USUAL: readonly Machine[] = [1, 2, 3].map((n) => ({ session: n, host: n }));
/** A machine of theirs that started today, at an address that nobody had. */
const INNOCENT: Machine = { session: 4, host: 40 };

const clock = (second: number) => new Date((9 * 3_600 + second) * 1_000).toISOString().slice(11, 19);
const by = ({ session }: Machine, day = 30) => sessionOf('Shared', `ASIASHARED${day}X${session}EXAMPLE`);
const grant = (stage: Stage, machine: Machine, second: number, name: string, account = '111122223333') =>
  take(stage, {
    role: role(name, account),
    ...{ by: by(machine), place: machine.place ?? 'awsFrankfurt', host: machine.host, time: clock(second) },
  });

/** Thirty days of machines that take one role. */
const stageOf = (): Stage => {
  const stage = createStage(7);
  const usual = (day: number) =>
    USUAL.map((machine) =>
      take(stage, {
        ...{ day, role: role('reader'), by: by(machine, day), place: 'awsFrankfurt', host: machine.host },
      }),
    );
  daily(stage, usual);
  return stage;
};

/** A thief takes a role in one account after another, each time as the machine that `who` says. */
const spree = (stage: Stage, accounts: number, who: (n: number) => Machine, from = 0) =>
  Array.from({ length: accounts }, (_, n) =>
    grant(stage, who(n), from + n * 5, 'audit', `2222222222${from + n + 10}`),
  );

/** The finding about the last of the records that follow the quiet days. */
async function judged(stage: Stage, records: readonly RawCloudTrail[]): Promise<Finding | undefined> {
  stage.add(...records.slice(0, -1));
  return judgedLast(stage, records.at(-1) ?? {});
}
const pointsOf = (finding: Finding | undefined, rule: string) =>
  finding?.signals.find(({ ruleId }) => ruleId === rule)?.points ?? 0;

const THIEVES: readonly (readonly [string, (n: number) => Machine])[] = [
  ['in one session, at one address', () => ({ session: 9, host: 50 })],
  ['in one session, at a new address each time', (n) => ({ session: 9, host: 20 + n })],
  ['in a new session each time, at one address', (n) => ({ session: 10 + n, host: 50 })],
];
/** So does a thief who is not to be taken for several machines. */
const SCATTERED: (typeof THIEVES)[number] = [
  'in a new session and at a new address each time',
  (n) => ({ session: 10 + n, host: 20 + n }),
];

describe('a thief who has the role of many machines', () => {
  it.each([...THIEVES, SCATTERED])('is found %s', async (_, who) => {
    const stage = stageOf();
    const finding = await judged(stage, spree(stage, 8, who));
    expect(pointsOf(finding, 'fan-out')).toBe(90);
    expect(finding?.level).toBe('critical');
  });

  it('is found with three sessions, each of which takes three accounts elsewhere', async () => {
    const stage = stageOf();
    const three = (n: number) => ({ session: 10 + Math.floor(n / 3), host: 20 + Math.floor(n / 3) });
    expect(pointsOf(await judged(stage, spree(stage, 9, three)), 'fan-out')).toBe(90);
  });

  it('is found with another session elsewhere, once that takes as many as anybody may not', async () => {
    const stage = stageOf();
    const two = (n: number) => ({ session: n < 8 ? 9 : 10, host: n < 8 ? 50 : 51 });
    expect(pointsOf(await judged(stage, spree(stage, 12, two)), 'fan-out')).toBe(60);
  });

  it('is found when he scatters his calls after a loud session, which would have the rest overlooked', async () => {
    const stage = stageOf();
    const loudFirst = (n: number) => ({ session: n < 6 ? 9 : 10 + n, host: n < 6 ? 50 : 14 + n });
    expect(pointsOf(await judged(stage, spree(stage, 14, loudFirst)), 'fan-out')).toBe(90);
  });

  it('is found among three hundred grants of the machines’ own role, in a hundred sessions', async () => {
    const stage = stageOf();
    for (let n = 0; n < 300; n++) {
      const machine = { session: 100 + (n % 100), host: 1 + (n % 3) };
      stage.add(grant(stage, machine, n, 'reader'));
    }
    const grants = Array.from({ length: 8 }, (_, n) =>
      grant(stage, { session: 9, host: 50 }, n * 40, 'audit', `2222222222${n + 10}`),
    );
    expect(pointsOf(await judged(stage, grants), 'fan-out')).toBe(90);
  });

  it('takes many roles, in a new session each time, and has their points', async () => {
    const stage = stageOf();
    const names = ['app', 'db', 'billing', 'network', 'audit'];
    const grants = names.map((name, n) => grant(stage, { session: 10 + n, host: 20 + n }, n * 5, name));
    expect(pointsOf(await judged(stage, grants), 'many-new-roles')).toBe(30);
  });
});

describe('another machine with the role, at a new address, minutes after the thief', () => {
  it.each(THIEVES)('does not inherit the accounts that he took %s', async (_, who) => {
    const stage = stageOf();
    const own = grant(stage, INNOCENT, 120, 'ProdAdmin');
    const finding = await judged(stage, [...spree(stage, 12, who), own]);
    expect(pointsOf(finding, 'fan-out')).toBe(15);
    expect(finding?.level).not.toBe('critical');
  });

  it.each(THIEVES)('does not inherit the roles that he took %s', async (_, who) => {
    const stage = stageOf();
    const names = ['app', 'db', 'billing', 'network', 'audit', 'mail', 'queue'];
    const grants = names.map((name, n) => grant(stage, who(n), n * 5, name));
    const finding = await judged(stage, [...grants, grant(stage, INNOCENT, 120, 'ProdAdmin')]);
    expect(pointsOf(finding, 'many-new-roles')).toBe(0);
    expect(finding?.level).not.toBe('critical');
  });

  it('does not at its usual address, either', async () => {
    const stage = stageOf();
    const [usual = INNOCENT] = USUAL;
    const grants = spree(stage, 12, () => ({ session: 9, host: 50 }));
    const finding = await judged(stage, [...grants, grant(stage, usual, 120, 'ProdAdmin')]);
    expect(pointsOf(finding, 'fan-out')).toBe(0);
  });
});
