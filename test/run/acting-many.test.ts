import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../src/core/event/target.ts';
import { issued } from '../support/acting-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const LIVE = 52;

/** One of many sessions that were issued with a key. */
function child(target: Target, n: number, parent: string, kind: 'LIVE' | 'SPENT') {
  return {
    ...issued(target, `n${n}`, parent),
    accessKeyId: `ASIA${kind}${String(n).padStart(12, '0')}`,
  };
}

/** What the audit folder says of those that live on. */
function audited(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('outcome-'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ outcome }) => outcome === 'descendants-left')
    .map(({ detail }) => detail);
}

describe('a session that issued more than are ended one by one', () => {
  it('uses up no room with what has ended, or may not be ended', async () => {
    const [role, leaf] = [await lab.iam.role('many-spent'), await lab.iam.role('many-leaf')];
    const parent = issued(role, 'alice');
    const spent = Array.from({ length: 60 }, (_, n) => {
      return { ...child(role, n, parent.accessKeyId, 'SPENT'), expiresAt: Date.now() - 1_000 };
    });
    const last = { ...child(leaf, 99, parent.accessKeyId, 'LIVE'), accessKeyId: 'ASIAZZZZZZZZZZZZZZZZ' };
    await lab.link.store.learn({ sightings: [], sessions: [parent, ...spent, last] });
    const done = await lab.run(`revoke ${parent.accessKeyId}`);
    expect([done.status, (await lab.iam.names(leaf)).length]).toEqual([0, 1]);
  });

  it('is said, with what ends the others: by the command, beside the record, and as an alert', async () => {
    const role = await lab.iam.role('many-parent');
    const parent = issued(role, 'alice');
    const leaves: Target[] = [];
    for (let n = 0; n < LIVE; n++) leaves.push(await lab.iam.role(`many-leaf-${n}`));
    const children = leaves.map((leaf, n) => child(leaf, n, parent.accessKeyId, 'LIVE'));
    await lab.link.store.learn({ sightings: [], sessions: [parent, ...children] });
    const done = await lab.run(`revoke ${parent.accessKeyId} --by alice`);
    expect(done.status).toBe(1);
    expect(done.stderr).toContain('2 more sessions issued with');
    const names = await Promise.all(leaves.map((leaf) => lab.iam.names(leaf)));
    const left = leaves.filter((_, n) => names[n]?.length === 0);
    expect(left).toHaveLength(2);
    for (const { arn } of left) expect(done.stderr).toContain(`rolewarden revoke --role ${arn}\n`);
    expect(audited(lab.audit)).toEqual([expect.stringContaining('2 more sessions')]);
    const dry = await lab.run(`revoke ${parent.accessKeyId} --dry-run`);
    expect([dry.status, dry.stderr]).toEqual([1, expect.stringContaining('2 more sessions')]);
    await lab.link.ledger.change(actionOf(done.stderr), ['applied'], {
      state: 'verified',
      by: 'lab',
      detail: '',
    });
    const swept = await lab.run('sweep --log-level silent');
    expect([swept.status, swept.stderr]).toEqual([1, expect.stringMatching(/left: .*2 more sessions/)]);
    expect((await lab.run('sweep')).stderr).not.toContain('left: ');
    expect((await lab.link.ledger.owed()).size).toBe(0);
  }, 120_000);
});

/** The action that a command names first. */
function actionOf(text: string): string {
  return /rolewarden undo ([0-9a-f]{16})/.exec(text)?.[1] ?? '';
}
