import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyName } from '../../src/core/action/deny-policy.ts';
import type { Intent } from '../../src/core/action/intent.ts';
import { idIn, issued } from '../support/acting-lab.ts';
import { sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const HOUR = 3_600_000;
const now = Math.floor(Date.now() / 1_000) * 1_000;

/** An action that was first heard of long ago. */
async function heardOf(intent: Intent, ago: number): Promise<void> {
  await lab.record(intent, 'pending');
  await lab.rewrite(intent.actionId, { since: Date.now() - ago, changed: Date.now() - ago });
}

describe('what a person approved long after it was found', () => {
  it('is among what was written since, and what waits under way is ended', async () => {
    const role = await lab.iam.role('late-undo');
    const intent = { ...sessionIntent(role, 'late', now - 3 * HOUR), expiresAt: now + HOUR };
    await heardOf(intent, 3 * HOUR);
    expect((await lab.run(`approve ${intent.actionId}`)).status).toBe(0);
    const ready = { ...sessionIntent(role, 'ready', now - 3 * HOUR), expiresAt: now + HOUR };
    await heardOf(ready, 3 * HOUR);
    await lab.link.ledger.change(ready.actionId, ['pending'], { state: 'ready', by: 'alice', detail: '' });
    const done = await lab.run('undo --all --since 1h --account 123456789012');
    expect(done.stderr).toContain(`undone: ${policyName(intent.actionId)}`);
    expect(await lab.iam.names(role)).toEqual([]);
    expect(await lab.state(ready.actionId)).toBe('undone');
  });

  it('is known by the audit folder where there is no store', async () => {
    const role = await lab.iam.role('late-storeless');
    const config = lab.config('storeless.yaml', 'revocation: {audit: {folder: elsewhere}}\n');
    const id = idIn(await lab.run(`revoke --role ${role.arn} --before 5h --config ${config}`));
    await lab.run(`undo --all --since 1h --config ${config}`);
    expect(await lab.iam.names(role)).not.toContain(policyName(id));
  });

  it('is left where it was written before', async () => {
    const role = await lab.iam.role('late-before');
    const intent = sessionIntent(role, 'early', now);
    await lab.approved(intent);
    await lab.rewrite(intent.actionId, { written: Date.now() - 2 * HOUR });
    await lab.run('undo --all --since 1h --account 123456789012');
    expect(await lab.iam.names(role)).toEqual([policyName(intent.actionId)]);
  });

  it('has its sessions followed for fifteen minutes from then', async () => {
    const [role, leaf] = [await lab.iam.role('late-parent'), await lab.iam.role('late-leaf')];
    const session = issued(role, 'alice');
    const intent = { ...sessionIntent(role, 'alice', now), accessKeyId: session.accessKeyId };
    await heardOf(intent, HOUR);
    expect((await lab.run(`approve ${intent.actionId}`)).status).toBe(0);
    await lab.link.ledger.change(intent.actionId, ['applied'], { state: 'verified', by: 'lab', detail: '' });
    const late = issued(leaf, 'late', session.accessKeyId);
    await lab.link.store.learn({ sightings: [], sessions: [session, late] });
    await lab.run('sweep');
    expect(await lab.iam.names(leaf)).toHaveLength(1);
  });
});
