import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revoke } from '../../src/actions/ending/revoking.ts';
import { parseConfig } from '../../src/config/load.ts';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import { openExecutors } from '../../src/effects/executors.ts';
import { idIn, issued } from '../support/acting-lab.ts';
import { always } from '../support/aws-faults.ts';
import { sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const now = Math.floor(Date.now() / 1_000) * 1_000;
const down = (folder: string) =>
  lab.config(
    `down-${folder}.yaml`,
    `store: {url: "redis://127.0.0.1:1"}\nrevocation: {audit: {folder: ${folder}}}\n`,
  );

describe('an undo while the store is down', () => {
  it('stays when the store is back, by its record in the audit folder that the workers share', async () => {
    const role = await lab.iam.role('undone-down');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    await lab.run(`undo ${id} --by alice --config ${down('audit')}`);
    const { stderr } = await lab.run('sweep');
    expect(stderr).not.toContain(`rewritten: ${policyName(id)}`);
    expect(await lab.iam.names(role)).toEqual([]);
    expect(await lab.known(id)).toMatchObject({ state: 'undone', by: 'alice' });
  });

  it('is taken for a removal by somebody where the record is elsewhere', async () => {
    const role = await lab.iam.role('undone-elsewhere');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    await lab.run(`undo ${id} --config ${down('laptop')}`);
    expect((await lab.run('sweep')).stderr).toContain(`rewritten: ${policyName(id)}`);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });

  it('stays, too, if the session was undone and ended again before', async () => {
    const role = await lab.iam.role('undone-twice');
    const session = issued(role, 'alice');
    await lab.link.store.learn({ sightings: [], sessions: [session] });
    const id = idIn(await lab.run(`revoke ${session.accessKeyId}`));
    await lab.run(`undo ${id}`);
    await lab.run(`revoke ${session.accessKeyId}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.run(`undo ${id} --by bob --config ${down('audit')}`);
    expect((await lab.run('sweep')).stderr).not.toContain(`rewritten: ${policyName(id)}`);
    expect(await lab.iam.names(role)).toEqual([]);
    expect(await lab.known(id)).toMatchObject({ state: 'undone', by: 'bob' });
  });

  it('is not meant by the record of an undo after which the session was ended anew', async () => {
    const role = await lab.iam.role('undone-before');
    const session = issued(role, 'alice');
    await lab.link.store.learn({ sightings: [], sessions: [session] });
    const id = idIn(await lab.run(`revoke ${session.accessKeyId}`));
    await lab.run(`undo ${id}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.run(`revoke ${session.accessKeyId}`);
    await lab.iam.remove(role, policyName(id));
    expect((await lab.run('sweep')).stderr).toContain(`rewritten: ${policyName(id)}`);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });
});

describe('a worker that comes back to what was undone while the store was down', () => {
  it.each([
    ['before it wrote', 'ready'],
    ['and the store had lost everything', undefined],
  ] as const)('does not write it: %s', async (how, state) => {
    const role = await lab.iam.role(`undone-worker-${state ?? 'lost'}`);
    const intent = sessionIntent(role, how.replaceAll(' ', '-'), now);
    await lab.iam.put(role, policyName(intent.actionId), denyPolicy(intent));
    if (state !== undefined) await lab.record(intent, state, { by: 'rolewarden' });
    await lab.run(`undo ${intent.actionId} --target ${role.arn} --by alice --config ${down('audit')}`);
    const executors = openExecutors(parseConfig({ revocation: { optIn: false } }, 'lab'), {
      AWS_REGION: 'us-east-1',
    });
    const order = {
      mode: 'auto',
      by: 'rolewarden',
      finding: null,
      notes: [],
      deadline: Date.now() + 20_000,
    } as const;
    const parts = executors.revoking(lab.link.ledger, lab.audit);
    const done = await revoke(parts, { ...order, intent });
    executors.close();
    expect(done).toMatchObject({ outcome: 'refused', detail: 'alice has undone it' });
    expect(await lab.iam.names(role)).toEqual([]);
    expect(await lab.state(intent.actionId)).toBe('undone');
  });
});

describe('what an undo says is still denied', () => {
  it('names the deny of all sessions that still covers the one let in again', async () => {
    const role = await lab.iam.role('still-covered');
    const one = sessionIntent(role, 'alice', now);
    await lab.approved(one);
    const wide = idIn(await lab.run(`revoke --role ${role.arn}`));
    const { status, stderr } = await lab.run(`undo ${one.actionId}`);
    expect(stderr).not.toContain('allowed again');
    expect(stderr).toContain(`its sessions are still denied, by ${policyName(wide)}\n`);
    expect(stderr).toContain(`what to do: To allow them: rolewarden undo ${wide}\n`);
    expect(status).toBe(0);
  });

  it('names single denies that stand after that of all sessions is gone', async () => {
    const role = await lab.iam.role('still-single');
    const one = sessionIntent(role, 'alice', now);
    await lab.approved(one);
    const wide = idIn(await lab.run(`revoke --role ${role.arn}`));
    const { stderr } = await lab.run(`undo ${wide}`);
    expect(stderr).toContain(`are allowed again, except those denied by ${policyName(one.actionId)}\n`);
  });

  it('names the sessions that were ended with the one let in again, and one command takes them back', async () => {
    const [first, second] = [await lab.iam.role('with-parent'), await lab.iam.role('with-child')];
    const parent = issued(first, 'alice');
    const child = issued(second, 'chained', parent.accessKeyId);
    await lab.link.store.learn({ sightings: [], sessions: [parent, child] });
    const ended = await lab.run(`revoke ${parent.accessKeyId}`);
    const [a = '', b = ''] = [...ended.stderr.matchAll(/to undo: rolewarden undo (\S+)/g)].map(
      ([, id]) => id,
    );
    const { status, stderr, stdout } = await lab.run(`undo ${a} --format json`);
    expect(stderr).toContain('STILL denied: 1 session issued with it\n');
    expect(stderr).toContain(`what to do: To allow it too: rolewarden undo ${b}\n`);
    expect(stdout).toContain(`"outcome":"still-denied"`);
    expect(status).toBe(0);
    const rest = await lab.run(`undo ${a} ${b}`);
    expect(rest.status).toBe(0);
    expect(rest.stderr).toContain(`undone: ${policyName(b)}`);
    expect(rest.stderr).not.toContain('STILL');
    expect(await lab.iam.names(second)).toEqual([]);
  });
});

describe('an undo of all of a role', () => {
  it('leaves what awaits approval to people, and says so', async () => {
    const role = await lab.iam.role('undo-role-waiting');
    const waits = sessionIntent(role, 'eve', now);
    await lab.record(waits, 'pending');
    const done = await lab.run(`undo --role ${role.arn}`);
    expect(done.status).toBe(0);
    expect(done.stderr).toContain(`still awaits approval: ${waits.actionId}`);
    expect(await lab.state(waits.actionId)).toBe('pending');
  });
});

describe('an undo that AWS does not allow', () => {
  it('says that no worker writes it again, and that the sweep removes it', async () => {
    const role = await lab.iam.role('undo-denied');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    lab.aws.use(always('DeleteRolePolicy', 'denied'));
    const done = await lab.run(`undo ${id}`);
    lab.aws.use(() => undefined);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('NOT undone')]);
    expect(done.stderr).toContain('it is recorded as undone: the sweep removes it within the hour');
    expect((await lab.run('sweep')).stderr).toContain(`removed (resurrected): ${policyName(id)}`);
  });

  it('says the same with credentials that AWS does not know', async () => {
    const role = await lab.iam.role('undo-nobody');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    lab.aws.use(always('GetCallerIdentity', 'denied'));
    const [one, all, sweep] = [
      await lab.run(`undo ${id}`),
      await lab.run('undo --all --since 1h'),
      await lab.run('sweep'),
    ];
    lab.aws.use(() => undefined);
    expect([one.status, one.stderr]).toEqual([1, expect.stringContaining('NOT undone')]);
    expect(one.stderr).toContain('it is recorded as undone: the sweep removes it within the hour');
    expect([all.status, sweep.status]).toEqual(['ERR_AWS', 'ERR_AWS']);
  });
});

describe('an undo while what was issued with the session is being ended', () => {
  it('ends that, too: what was just written is taken back, and nothing more is written', async () => {
    const roles = [
      await lab.iam.role('midway'),
      await lab.iam.role('midway-1'),
      await lab.iam.role('midway-2'),
    ];
    const [role, first, second] = roles;
    if (role === undefined || first === undefined || second === undefined) throw new Error('no roles');
    const parent = issued(role, 'alice');
    const sessions = [
      parent,
      issued(first, 'one', parent.accessKeyId),
      issued(second, 'two', parent.accessKeyId),
    ];
    await lab.link.store.learn({ sightings: [], sessions });
    let undone: Promise<unknown> = Promise.resolve();
    const start = lab.aws.count('PutRolePolicy');
    lab.aws.use(({ action, n }) => {
      if (action !== 'PutRolePolicy' || n !== start + 2) return undefined;
      undone = lab.link.ledger
        .actions()
        .then((all) => all.find(({ intent }) => intent.target.name === 'midway')?.actionId ?? '')
        .then((id) => lab.link.ledger.change(id, ['applied'], { state: 'undone', by: 'bob', detail: '' }));
      return undefined;
    });
    const done = await lab.run(`revoke ${parent.accessKeyId} --by alice`);
    lab.aws.use(() => undefined);
    await undone;
    expect([await lab.iam.names(first), await lab.iam.names(second)]).toEqual([[], []]);
    expect(done.status).toBe(1);
    expect(done.stderr.match(/bob has undone it, with the session that it was issued with/g)).toHaveLength(2);
    expect((await lab.run('pending')).stdout).not.toContain('midway');
  });
});

describe('an undo without an audit folder', () => {
  it('says that what the undone policy had covered is not written back, and one with a folder does that', async () => {
    const role = await lab.iam.role('undone-unrecorded');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const covered = sessionIntent(role, 'alice', now - 600_000);
    await lab.record(covered, 'verified', { detail: coveredWords(policyName(id)) });
    const none = lab.config('unrecorded.yaml', `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n`);
    const done = await lab.run(`undo ${id} --config ${none}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(`undone: ${policyName(id)}`)]);
    expect(done.stderr).toMatch(
      /NOT written back: .*was covered by the policy that was undone, and is allowed again/,
    );
    expect(done.stderr).toContain('revocation.audit.folder is not set');
    expect(await lab.iam.names(role)).toEqual([]);
    expect((await lab.run(`undo ${id}`)).stderr).toContain('written back: ');
    expect(await lab.iam.names(role)).toEqual([policyName(covered.actionId)]);
  });

  it('says nothing of that where nothing was covered', async () => {
    const role = await lab.iam.role('undone-nothing-covered');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const none = lab.config('unrecorded.yaml', `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n`);
    const done = await lab.run(`undo ${id} --config ${none}`);
    expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('written back')]);
  });
});
