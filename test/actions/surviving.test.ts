import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { policyName } from '../../src/core/action/deny-policy.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { chained, taken } from '../support/armed.ts';
import { called, ended, type Worker, worker } from '../support/ended-lab.ts';
import { redisCli } from '../support/redis-cluster.ts';

let lab: ActingLab;
const workers: Worker[] = [];
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
beforeEach(() => redisCli(lab.redis.port, ['FLUSHALL']));
afterAll(async () => {
  for (const one of workers) one.close();
  await lab.close();
});

async function open(revocation: Readonly<Record<string, unknown>> = {}): Promise<Worker> {
  const made = await worker(lab, revocation);
  workers.push(made);
  return made;
}
const proposals = async () =>
  (await lab.link.ledger.actions()).filter(({ intent }) => intent.scope === 'role');
const wide = ({ heard }: Worker) =>
  heard().flatMap(({ actions }) => actions.filter(({ action }) => action === 'revoke-role'));

describe('a session that was ended and verified, and is seen succeeding', () => {
  it('is put before a person: all sessions of the role, and why', async () => {
    const one = await open();
    const { action, key, role } = await ended(lab, one, 'decoy-lives');
    expect((await one.deliver(called(role, key)))?.status).toBe('analyzed');
    const [proposal, ...more] = await proposals();
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({
      state: 'pending',
      by: 'rolewarden',
      finding: { id: action.finding?.id },
    });
    expect(proposal?.detail).toMatch(
      new RegExp(
        `^${policyName(action.actionId)} is in place .* ${key} called s3:ListBuckets from .* at 2\\d+-.*Z`,
      ),
    );
    expect(await lab.iam.names(role)).toEqual([policyName(action.actionId)]);
    expect(wide(one)).toEqual([expect.objectContaining({ outcome: 'pending', mode: 'confirm' })]);
    const said = one.heard().at(-1);
    expect(said?.procedure.join('\n')).toContain(`rolewarden revoke --role ${role.arn}`);
    expect((await lab.run('pending')).stdout).toContain(key);
    expect((await lab.run(`approve ${proposal?.actionId}`)).status).toBe(0);
    expect(await lab.iam.names(role)).toContain(policyName(proposal?.actionId ?? ''));
  });

  it('is put there once: however many calls, workers and restarts, also after a person has said no', async () => {
    const [one, two] = [await open(), await open()];
    const { key, role } = await ended(lab, one, 'decoy-lives-once');
    await Promise.all([
      one.deliver(called(role, key, { ago: 20_000 })),
      two.deliver(called(role, key, { ago: 15_000, nonce: 'b' })),
    ]);
    for (const ago of [12_000, 9_000]) await one.deliver(called(role, key, { ago }));
    const [proposal, ...more] = await proposals();
    expect(more).toEqual([]);
    expect((await lab.run(`reject ${proposal?.actionId}`)).status).toBe(0);
    const later = await open();
    await later.deliver(called(role, key, { ago: 5_000 }));
    for (const each of [one, two, later]) await each.settle();
    expect((await proposals()).map(({ state }) => state)).toEqual(['rejected']);
    expect([one, two, later].flatMap(wide)).toHaveLength(1);
  });

  it('is told by another worker where the first died over it', async () => {
    const one = await open();
    const { action, key, role } = await ended(lab, one, 'decoy-lives-died');
    await one.deliver(called(role, key));
    const [proposal] = await proposals();
    const { actionId } = action;
    await redisCli(lab.redis.port, [
      'EVAL',
      "for _,k in ipairs(redis.call('KEYS','rw:e:*')) do redis.call('DEL',k) end",
      '0',
    ]);
    const debt = { matter: 'order', behind: actionId, actionId: proposal?.actionId, turn: action.since };
    await lab.link.ledger.owe('x', JSON.stringify({ ...debt, at: Date.now() - 61_000 }));
    const two = await open();
    await two.settle();
    expect(wide(two)).toEqual([
      expect.objectContaining({ outcome: 'pending', detail: expect.stringContaining(key) }),
    ]);
  });

  it('counts where it takes another role, and where a deny of all sessions stands that it is older than', async () => {
    const one = await open();
    const { key, role } = await ended(lab, one, 'decoy-lives-chains');
    const next = await lab.iam.role('lives-next');
    await one.deliver(chained(next, role, key, Date.now() - 10_000));
    expect(await proposals()).toHaveLength(1);

    await redisCli(lab.redis.port, ['FLUSHALL']);
    const two = await open({ scope: 'role' });
    const all = await ended(lab, two, 'decoy-lives-wide');
    const earlier = taken(all.role, { at: Date.now() - 9 * 60_000, session: 'bob', by: 'bob' });
    const older = /"accessKeyId":"(ASIA[A-Z0-9]+)","expiration"/.exec(JSON.stringify(earlier))?.[1] ?? '';
    await two.deliver(earlier, 'arn:aws:sqs:us-east-1:123456789012:elsewhere');
    await two.deliver(called(all.role, older));
    const made = (await proposals()).filter(({ actionId }) => actionId !== all.action.actionId);
    expect(made).toEqual([
      expect.objectContaining({ state: 'pending', detail: expect.stringContaining('issued before it') }),
    ]);
  });

  it('ends no session that is yet to be issued, whatever is kept of the first sighting', async () => {
    const one = await open();
    const { action, key, role } = await ended(lab, one, 'decoy-lives-forged');
    const time = Date.now() + 10 * 365 * 86_400_000;
    await lab.link.ledger.decide(`lives|${action.actionId}`, JSON.stringify({ time, words: 'made up' }));
    await one.deliver(called(role, key));
    const [proposal] = await proposals();
    expect(proposal?.intent.until).toBeLessThanOrEqual(Date.now());
    expect(proposal?.detail).toContain('s3:ListBuckets');
  });

  it('waits with its reason where everything is stopped', async () => {
    const one = await open();
    const { key, role } = await ended(lab, one, 'decoy-lives-stopped');
    await lab.link.ledger.kill('carol');
    await one.deliver(called(role, key));
    const [entry] = wide(one);
    expect(entry?.detail).toMatch(/carol has stopped all actions.*; .*s3:ListBuckets/);
    expect((await proposals()).map(({ state }) => state)).toEqual(['pending']);
  });

  it('comes again where the ledger cannot be asked', async () => {
    const one = await open();
    const { key, role } = await ended(lab, one, 'decoy-lives-lost');
    const readable = (keys: string) =>
      redisCli(lab.redis.port, ['ACL', 'SETUSER', 'default', 'resetkeys', keys]);
    // all but the records of actions
    await readable('~rw:[^x]*');
    const body = called(role, key);
    expect((await one.deliver(body))?.status).toBe('failed');
    await readable('~*');
    expect((await one.deliver(body))?.status).toBe('analyzed');
    expect(await proposals()).toHaveLength(1);
  });
});

describe('nothing is proposed', () => {
  it('for a call of the first minute', async () => {
    const one = await open();
    const { key, role, verifiedAt } = await ended(lab, one, 'decoy-quiet-minute', 70_000);
    const at = (ms: number) => ({ ago: Date.now() - verifiedAt - ms });
    await one.deliver(called(role, key, at(55_000)));
    expect(await proposals()).toEqual([]);
    await one.deliver(called(role, key, at(65_000)));
    expect(await proposals()).toHaveLength(1);
  });

  it.each([
    { what: 'that was denied', how: { error: 'AccessDenied' } },
    { what: 'that no policy is asked for', how: { name: 'sts:GetCallerIdentity' } },
    { what: 'to the sign-in service', how: { name: 'signin:GetSigninToken' } },
    { what: 'that a service makes with it', how: { from: 'athena.amazonaws.com' } },
  ])('for a call $what', async ({ how, what }) => {
    const one = await open();
    const { key, role } = await ended(lab, one, `decoy-quiet-${what.replaceAll(' ', '-')}`);
    expect((await one.deliver(called(role, key, how)))?.status).toBe('analyzed');
    expect([await proposals(), wide(one)]).toEqual([[], []]);
    // and yet it would have been
    await one.deliver(called(role, key));
    expect(await proposals()).toHaveLength(1);
  });

  it('for another key of the role, whatever its session’s name', async () => {
    const one = await open();
    const { role } = await ended(lab, one, 'decoy-quiet-other');
    await one.deliver(called(role, 'ASIAANOTHERKEYEXAMPLE'));
    expect(await proposals()).toEqual([]);
  });

  it('for an action that was undone', async () => {
    const one = await open();
    const { action, key, role } = await ended(lab, one, 'decoy-quiet-undone');
    expect((await lab.run(`undo ${action.actionId}`)).status).toBe(0);
    await one.deliver(called(role, key));
    expect([await proposals(), wide(one)]).toEqual([[], []]);
  });

  it('for a policy that was taken away and written again a moment ago', async () => {
    const one = await open();
    const { action, key, role } = await ended(lab, one, 'decoy-quiet-rewritten');
    await lab.rewrite(action.actionId, { written: Date.now() - 30_000 });
    await one.deliver(called(role, key));
    expect(await proposals()).toEqual([]);
  });

  it('from a source that is not trusted, or a clock that is ahead', async () => {
    const one = await open();
    const { key, role } = await ended(lab, one, 'decoy-quiet-source');
    await one.deliver(called(role, key), 'arn:aws:sqs:us-east-1:123456789012:elsewhere');
    await one.deliver(called(role, key, { ago: -60_000 }));
    expect(await proposals()).toEqual([]);
  });

  it.each([
    ['protected', { protected: ['arn:aws:iam::*:role/decoy-quiet-*'] }],
    ['in shadow', { mode: 'shadow' }],
    ['off', { mode: 'off' }],
  ])('where the role is %s by now', async (name, revocation) => {
    const one = await open();
    const { key, role } = await ended(lab, one, `decoy-quiet-${name.replace(' ', '-')}`);
    const two = await open(revocation);
    expect((await two.deliver(called(role, key)))?.status).toBe('analyzed');
    expect([await proposals(), wide(two)]).toEqual([[], []]);
  });
});
