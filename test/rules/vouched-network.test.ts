import { describe, expect, it } from 'vitest';
import { type Caller, session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { assumeRole, callerIdentity, MAC_CLI, type RawCloudTrail } from '../../scripts/records.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { daily, judgedLast } from '../support/cases.ts';
import { A, B, call, next, role, take } from '../support/chain.ts';

const SANDBOX = '999988887777';
const person = (name: string, day: number, account = A): Caller =>
  session({
    role: {
      account,
      name: 'AWSReservedSSO_Admin_7243976e43c75fc5',
      path: '/aws-reserved/sso.amazonaws.com/',
    },
    session: `${name}@example.com`,
    key: `ASIA${name.toUpperCase()}${day}EXAMPLE`,
    issuedAt: '2026-03-02T00:00:00Z',
  });
const at = (stage: Stage, day: number, by: Caller, place: PlaceName, account = A) =>
  callerIdentity({ at: stage.at(day, '09:00'), by, from: address(place, 9), with: MAC_CLI, account });

/** Thirty days of four people and a machine's user, and on some of them others in a place of their own. */
const organisation = (place: PlaceName, others: (day: number) => readonly Caller[]): Stage => {
  const stage = createStage(7);
  daily(stage, (day) => [
    ...['ann', 'ben', 'cem', 'dora'].map((name) => at(stage, day, person(name, day), 'berlinOffice')),
    take(stage, { day, role: role('job'), by: user(A, 'bot'), place: 'cellar' }),
  ]);
  for (const day of [16, 20, 26, 28]) stage.add(...others(day).map((by) => at(stage, day, by, place)));
  return stage;
};
const users =
  (account: string, count = 2) =>
  () =>
    Array.from({ length: count }, (_, n) => user(account, `u${n}`));

async function judged(stage: Stage, records: readonly RawCloudTrail[]): Promise<Finding | undefined> {
  stage.add(...records.slice(0, -1));
  return judgedLast(stage, records.at(-1) ?? {});
}
/** The thief in that place with ann's session of this morning, who becomes an administrator. */
const phished = (stage: Stage, place: PlaceName) =>
  judged(stage, [
    callerIdentity({
      ...{ at: stage.at(30, '08:30'), by: person('ann', 30), from: address('berlinOffice', 9) },
      ...{ with: MAC_CLI, account: A },
    }),
    take(stage, { role: role('ProdAdmin'), by: person('ann', 30), place }),
  ]);
/** The machine's user there, in its usual role: what `key-out-of-place` gives. */
const keyThere = async (stage: Stage, place: PlaceName, by = user(A, 'bot')) => {
  const finding = await judged(stage, [take(stage, { role: role('job'), by, place })]);
  return finding?.signals.find(({ ruleId }) => ruleId === 'key-out-of-place')?.points;
};

describe('users of one account who were somewhere for days', () => {
  it.each(['lagos', 'mumbai'] as const)('do not vouch for people of another: %s', async (place) => {
    const finding = await phished(organisation(place, users(SANDBOX)), place);
    expect(finding?.score).toBe(
      (
        await phished(
          organisation(place, () => []),
          place,
        )
      )?.score,
    );
    expect(finding?.level).toBe('critical');
  });

  it('do not vouch for machines of another', async () => {
    expect(await keyThere(organisation('lagos', users(SANDBOX)), 'lagos')).toBe(50);
    expect(await keyThere(organisation('lagos', users(SANDBOX, 20)), 'lagos')).toBe(50);
  });

  it('do not at a cloud’s other addresses for a machine that goes through many accounts', async () => {
    const stage = organisation('runners', users(SANDBOX));
    const spree = Array.from({ length: 8 }, (_, n) =>
      take(stage, {
        role: role('audit', `2222222222${n + 10}`),
        ...{ by: user(A, 'bot'), place: 'runners', host: 60, time: `09:00:${n + 10}` },
      }),
    );
    const finding = await judged(stage, spree);
    expect(finding?.signals.find(({ ruleId }) => ruleId === 'fan-out')?.points).toBe(90);
  });

  it('vouch for those of their own account', async () => {
    expect(await keyThere(organisation('lagos', users(A)), 'lagos')).toBe(25);
  });

  it('vouch for a session that one of their account took of a role elsewhere', async () => {
    const stage = organisation('lagos', users(A));
    const issue = (day: number) =>
      call(stage, { by: user(A, 'erin'), role: role('job', B), day, place: 'cellar', time: '08:50' });
    daily(stage, (day) => [assumeRole(issue(day)), at(stage, day, next(issue(day)), 'cellar', B)]);
    const finding = await judged(stage, [assumeRole(issue(30)), at(stage, 30, next(issue(30)), 'lagos', B)]);
    expect(finding?.signals.find(({ ruleId }) => ruleId === 'new-network')?.points).toBe(4);
  });

  it('vouch together with another account’s, or with a person', async () => {
    const two = () => [user(SANDBOX, 'u'), user(B, 'u')];
    expect(await keyThere(organisation('lagos', two), 'lagos')).toBe(25);
    const mixed = (day: number) => [user(SANDBOX, 'u'), person('ben', day)];
    expect(await keyThere(organisation('lagos', mixed), 'lagos')).toBe(25);
  });

  it('vouch if they are so many that the list has no room for others', async () => {
    expect(await keyThere(organisation('lagos', users(SANDBOX, 64)), 'lagos')).toBe(25);
  });
});

describe('an organisation of one account', () => {
  it('knows the network of two of its users, for its people, too', async () => {
    const finding = await phished(organisation('berlinMobile', users(A)), 'berlinMobile');
    expect(finding?.signals.find(({ ruleId }) => ruleId === 'token-two-networks')?.points).toBe(5);
    expect(finding?.signals.find(({ ruleId }) => ruleId === 'new-network')?.points).toBe(4);
  });
});
