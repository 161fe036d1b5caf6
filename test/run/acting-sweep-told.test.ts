import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { policyName } from '../../src/core/action/deny-policy.ts';
import type { Fault } from '../support/aws-faults.ts';
import { FOREIGN, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';
import { FOUND, type Line, minus, mixedState, RECENT, SPENT, sweepLab } from '../support/sweep-lab.ts';

let lab: AccountLab;
let place: ReturnType<typeof sweepLab>;
beforeAll(async () => {
  lab = await accountLab();
  place = sweepLab(lab);
});
afterEach(() => place.reset());
afterAll(() => lab.close());

const textOf = ({ detail, kind, policyName: name, target }: Line) => `${kind} ${name} ${target} ${detail}`;
const named = (lines: readonly Line[], ...kinds: readonly string[]) =>
  lines
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ policyName: name, target }) => `${target} ${name}`)
    .sort();

describe('what a dry run announces is what the sweep does', () => {
  it('of policies and records in every state', async () => {
    await mixedState(lab, place);
    const { after, announced, before, done, dry, told } = await place.bothRuns();
    expect(told.map(textOf)).toEqual(announced.map(textOf));
    expect(new Set(announced.map(({ kind }) => kind))).toEqual(
      new Set(FOUND.filter((kind) => kind !== 'failed')),
    );
    expect(minus(before.iam, after.iam)).toEqual(named(announced, 'expired', 'resurrected'));
    expect(named(announced, 'missing')).toEqual(expect.arrayContaining(minus(after.iam, before.iam)));
    for (const [key, document] of after.iam) expect(document).toBe(before.iam.get(key) ?? document);
    const ended = [...after.ledger].filter(
      ([key, state]) => state === 'removed' && before.ledger.get(key) !== 'removed',
    );
    const noted = named(announced, 'expired', 'over').filter(
      (key) => before.ledger.has(key) && before.ledger.get(key) !== 'undone',
    );
    expect(ended.map(([key]) => key).sort()).toEqual(noted);
    for (const ran of [dry, done]) {
      expect([ran.status, ran.stderr]).toEqual([1, expect.stringContaining('account 999999999999')]);
      expect(ran.stderr).not.toContain('told-abroad');
    }
  });

  it('without the store', async () => {
    const target = await place.role('told-storeless');
    const old = await place.stands(sessionIntent(target, 'expired', SPENT), 'verified');
    await place.stands(sessionIntent(target, 'back', RECENT), 'undone');
    await place.stands(sessionIntent(target, 'stray', RECENT));
    await lab.iam.put(target, 'rolewarden-notes', FOREIGN);
    const away = lab.config('away.yaml', 'store: {url: "redis://127.0.0.1:1"}\n');
    const { after, announced, before, done, dry, told } = await place.bothRuns(`--config ${away}`);
    expect(told.map(textOf)).toEqual(announced.map(textOf));
    expect(announced.map(({ kind }) => kind)).toEqual(['expired', 'foreign']);
    expect(minus(before.iam, after.iam)).toEqual([`${target.arn} ${policyName(old.actionId)}`]);
    expect([dry.status, done.status]).toEqual([1, 1]);
  });

  it('of a role that is gone, or cannot be read, though the account’s list has it', async () => {
    const gone = await place.role('told-gone');
    await place.stands(sessionIntent(gone, 'expired', SPENT), 'verified');
    await place.stands(sessionIntent(gone, 'failed', RECENT), 'failed');
    await place.stands(sessionIntent(gone, 'back', RECENT), 'undone');
    const lost = await place.stands(sessionIntent(gone, 'lost', RECENT), 'verified');
    const closed = await place.role('told-closed');
    await place.stands(sessionIntent(closed, 'expired', SPENT), 'verified');
    const faults = new Map<string | null, Fault>([
      ['told-gone', 'no-such-entity'],
      ['told-closed', 'denied'],
    ]);
    lab.aws.use(({ action, body }) =>
      action === 'GetRole' ? faults.get(new URLSearchParams(body).get('RoleName')) : undefined,
    );
    const { announced, dry, done, told } = await place.bothRuns();
    expect(told.map(textOf)).toEqual(announced.map(textOf));
    expect(named(announced, 'missing')).toEqual([`${gone.arn} ${policyName(lost.actionId)}`]);
    expect(named(announced, 'failed')).toEqual([`${closed.arn} null`]);
    expect([dry.status, done.status]).toEqual([1, 1]);
  });
});

describe('a sweep that IAM refuses a removal', () => {
  it('says which one, and what it did beside it', async () => {
    const target = await place.role('told-refused');
    const first = await place.stands(sessionIntent(target, 'first', SPENT), 'verified');
    const second = await place.stands(sessionIntent(target, 'second', SPENT), 'verified');
    const back = await place.stands(sessionIntent(target, 'back', RECENT), 'undone');
    await place.stands(sessionIntent(target, 'stray', RECENT));
    lab.aws.use(({ action, body }) =>
      action === 'DeleteRolePolicy' && body.includes(second.actionId) ? 'denied' : undefined,
    );
    const { after, announced, before, told } = await place.bothRuns();
    const refused = policyName(second.actionId);
    expect(told.map(({ kind, policyName: name }) => [kind, name])).toEqual(
      announced.map(({ kind, policyName: name }) => [name === refused ? 'failed' : kind, name]),
    );
    expect(minus(before.iam, after.iam)).toEqual(
      [first, back].map(({ actionId }) => `${target.arn} ${policyName(actionId)}`).sort(),
    );
    expect([await lab.state(first.actionId), await lab.state(second.actionId)]).toEqual([
      'removed',
      'verified',
    ]);
  });
});
