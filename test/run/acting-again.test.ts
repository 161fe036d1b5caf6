import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { policyName } from '../../src/core/action/deny-policy.ts';
import type { Target } from '../../src/core/event/target.ts';
import { idIn, issued } from '../support/acting-lab.ts';
import { FOREIGN, sessionIntent } from '../support/iam-lab.ts';
import { type RecordedLab, recordedLab } from '../support/proxied-lab.ts';

let lab: RecordedLab;
beforeAll(async () => {
  lab = await recordedLab(inject('aws'));
});
afterAll(() => lab.close());

/** A session of a new role that was revoked by a person. */
async function revoked(name: string): Promise<{ role: Target; key: string; id: string }> {
  const role = await lab.iam.role(name, { Tags: [] });
  const session = issued(role, 'alice');
  await lab.link.store.learn({ sightings: [], sessions: [session] });
  const done = await lab.run(`revoke ${session.accessKeyId} --by alice`);
  expect(done.status).toBe(0);
  return { role, key: session.accessKeyId, id: idIn(done) };
}

describe('a deny that the ledger says stands, and IAM does not have', () => {
  it.each(['applied', 'verified'] as const)('is written again by revoke: %s', async (state) => {
    const { id, key, role } = await revoked(`again-${state}`);
    await lab.link.ledger.change(id, ['applied'], { state, by: 'rolewarden', detail: '' });
    await lab.iam.remove(role, policyName(id));
    const done = await lab.run(`revoke ${key} --by bob`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('revoked: session')]);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
    expect(await lab.link.ledger.action(id)).toMatchObject({ state: 'applied', by: 'bob' });
  });

  it('is written again by approve; one that stands is not touched', async () => {
    const { id, role } = await revoked('again-approve');
    lab.aws.reset();
    const stands = await lab.run(`approve ${id}`);
    expect([stands.status, stands.stderr]).toEqual([0, expect.stringContaining('in force already')]);
    expect(lab.aws.mutations()).toEqual([]);
    await lab.iam.remove(role, policyName(id));
    const done = await lab.run(`approve ${id} --by bob`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('revoked: session')]);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });

  it('is not said to stand where a guard-rail keeps it from being written', async () => {
    const { id, key, role } = await revoked('again-guarded');
    await lab.iam.remove(role, policyName(id));
    await lab.iam.tag(role, 'rolewarden:protected', 'true');
    for (const line of [`revoke ${key}`, `approve ${id}`]) {
      const { status, stderr } = await lab.run(line);
      expect([status, stderr]).toEqual([1, expect.stringContaining('is protected by its tag')]);
    }
    expect([await lab.iam.names(role), await lab.state(id)]).toEqual([[], 'failed']);
  });

  it('is not said to stand where somebody put another document in its place', async () => {
    const { id, key, role } = await revoked('again-foreign');
    await lab.iam.put(role, policyName(id), FOREIGN);
    const { status, stderr } = await lab.run(`revoke ${key}`);
    expect([status, stderr]).toEqual([1, expect.stringContaining('it was not touched')]);
    expect(await lab.state(id)).toBe('failed');
  });

  it('is not said to stand where IAM does not answer, and the record stays as it is', async () => {
    const { id, key } = await revoked('again-unanswered');
    const denied = { status: 403, body: { __type: 'AccessDenied', message: 'not allowed' } };
    lab.aws.answer(({ operation }) => (operation === 'GetRolePolicy' ? denied : undefined));
    const { status, stderr } = await lab.run(`revoke ${key}`);
    lab.aws.reset();
    expect([status, stderr]).toEqual([1, expect.stringContaining('whether the policy stands')]);
    expect(await lab.state(id)).toBe('applied');
  });

  it('stands where another policy covers it', async () => {
    const { id, key, role } = await revoked('again-covered');
    const wide = idIn(await lab.run(`revoke --role ${role.arn}`));
    const detail = `covered by ${policyName(wide)}; removed to make room`;
    await lab.link.ledger.change(id, ['applied'], { state: 'verified', by: 'rolewarden', detail });
    await lab.iam.remove(role, policyName(id));
    lab.aws.reset();
    expect((await lab.run(`revoke ${key}`)).status).toBe(0);
    expect(lab.aws.mutations()).toEqual([]);
    await lab.iam.remove(role, policyName(wide));
    expect((await lab.run(`revoke ${key}`)).status).toBe(0);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });
});

describe('the kill switch', () => {
  it('pulled while the policy is written takes it back; what stood before stays', async () => {
    const { id, key, role } = await revoked('again-killed');
    const other = await lab.iam.role('again-killed-late');
    lab.aws.answer(({ operation }) => {
      if (operation === 'PutRolePolicy') killed = lab.link.ledger.kill('carol');
      return undefined;
    });
    let killed: Promise<void> | undefined;
    const { status, stderr } = await lab.run(`revoke --role ${other.arn}`);
    lab.aws.reset();
    await killed;
    expect([status, stderr]).toEqual([1, expect.stringContaining('carol has stopped all actions')]);
    expect(await lab.iam.names(other)).toEqual([]);
    expect((await lab.run('pending')).stdout).toContain(other.name);
    expect((await lab.run(`revoke ${key}`)).status).toBe(1);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
    await lab.run('resume');
  });
});

describe('a person who orders again what a person has ended', () => {
  it('is obeyed after an undo, and can undo again', async () => {
    const { id, key, role } = await revoked('again-undone');
    await lab.run(`undo ${id} --by alice`);
    const done = await lab.run(`revoke ${key} --by bob`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('revoked: session')]);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
    expect(await lab.link.ledger.action(id)).toMatchObject({
      state: 'applied',
      by: 'bob',
      detail: expect.stringContaining('alice has undone'),
    });
    expect((await lab.run(`undo ${id}`)).status).toBe(0);
    expect([await lab.iam.names(role), await lab.state(id)]).toEqual([[], 'undone']);
  });

  it('is obeyed after a rejection; approve is not such an order', async () => {
    const role = await lab.iam.role('again-rejected');
    const session = issued(role, 'alice');
    await lab.link.store.learn({ sightings: [], sessions: [session] });
    const intent = { ...sessionIntent(role, 'alice', session.time), accessKeyId: session.accessKeyId };
    const dry = await lab.run(`revoke ${session.accessKeyId} --dry-run`);
    const actionId = idIn(dry);
    await lab.record({ ...intent, actionId }, 'rejected', { by: 'alice' });
    const late = await lab.run(`approve ${actionId}`);
    expect([late.status, late.stderr]).toEqual([
      1,
      expect.stringContaining(`rolewarden revoke ${session.accessKeyId}`),
    ]);
    expect((await lab.run(`revoke ${session.accessKeyId}`)).status).toBe(0);
    expect(await lab.iam.names(role)).toEqual([policyName(actionId)]);
  });

  it('changes no last word while the kill switch is pulled', async () => {
    const { id, key, role } = await revoked('again-stopped');
    await lab.run(`undo ${id}`);
    await lab.run('stop --by carol');
    const { status, stderr } = await lab.run(`revoke ${key}`);
    await lab.run('resume');
    expect([status, stderr]).toEqual([1, expect.stringContaining('carol has stopped')]);
    expect([await lab.iam.names(role), await lab.state(id)]).toEqual([[], 'undone']);
  });

  it('orders the session named, not what was issued with it and undone by itself', async () => {
    const { key, role } = await revoked('again-parent');
    const child = await lab.iam.role('again-child');
    const next = issued(child, 'next', key);
    await lab.link.store.learn({ sightings: [], sessions: [next] });
    await lab.run(`revoke ${key}`);
    const [name = ''] = await lab.iam.names(child);
    await lab.run(`undo ${name}`);
    const done = await lab.run(`revoke ${key}`);
    expect([done.status, done.stderr]).toEqual([
      1,
      expect.stringContaining(`rolewarden revoke ${next.accessKeyId}`),
    ]);
    expect([(await lab.iam.names(role)).length, await lab.iam.names(child)]).toEqual([1, []]);
    expect((await lab.run(`revoke ${next.accessKeyId}`)).status).toBe(0);
    expect(await lab.iam.names(child)).toEqual([name]);
  });
});
