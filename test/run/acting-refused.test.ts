import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { roleWideIntent } from '../../src/core/action/intent.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { idIn, issued } from '../support/acting-lab.ts';
import { digest, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';
import { redisCli } from '../support/redis-cluster.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const server = (...words: readonly string[]) => redisCli(lab.redis.port, words);
/** A store that answers and takes nothing: full, as after a flood (ADR 0052), or a replica, as in a failover. */
const REFUSING = [
  [
    'a store that is full',
    () => server('CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction'),
    'OOM',
  ],
  ['a store that is a replica', () => server('REPLICAOF', '127.0.0.1', '1'), 'READONLY'],
] as const;
const recover = async () => {
  await server('REPLICAOF', 'NO', 'ONE');
  await server('CONFIG', 'SET', 'maxmemory', '0');
};

describe.each(REFUSING)('with %s', (_, refuse, why) => {
  afterEach(recover);

  it.each([
    ['by its id', (id: string) => id],
    ['by its role', (_: string, arn: string) => `--role ${arn}`],
    ['with everything since a time', () => '--all --since 10m'],
  ])('undo takes a revocation back %s, and says that no tombstone was written', async (how, line) => {
    const role = await lab.iam.role(`refused-undo-${why}-${how.replaceAll(' ', '-')}`);
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    await refuse();
    const done = await lab.run(`undo ${line(id, role.arn)}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining(`undone: ${policyName(id)}`)]);
    expect(done.stderr).toMatch(new RegExp(`WARNING: no tombstone was written \\(.*${why}`));
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('undo says that what the undone policy had covered is not written back, and a second one does that', async () => {
    const role = await lab.iam.role(`refused-covered-${why}`);
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const covered = sessionIntent(role, 'alice', Date.now() - 600_000);
    await lab.record(covered, 'verified', { detail: coveredWords(policyName(id)) });
    await refuse();
    const done = await lab.run(`undo ${id}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(`undone: ${policyName(id)}`)]);
    expect(done.stderr).toMatch(/NOT written back: denies on role .* that the undone policy had covered/);
    expect(done.stderr).toContain(`undo again: rolewarden undo ${id}\n`);
    expect(done.stderr.match(/^undone:/gm)).toHaveLength(1);
    expect(await lab.iam.names(role)).toEqual([]);
    await recover();
    expect((await lab.run(`undo ${id}`)).status).toBe(0);
    expect(await lab.iam.names(role)).toEqual([policyName(covered.actionId)]);
    expect(await lab.state(id)).toBe('undone');
  });

  it('revoke ends all sessions of a role, unrecorded', async () => {
    const role = await lab.iam.role(`refused-role-${why}`);
    await refuse();
    const done = await lab.run(`revoke --role ${role.arn}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('revoked: all sessions of role')]);
    expect(done.stderr).toMatch(new RegExp(`note: not recorded in the ledger \\(.*${why}`));
    expect(await lab.iam.names(role)).toEqual([policyName(idIn(done))]);
  });

  it('revoke ends one session, and those that were issued with it', async () => {
    const [role, next] = [
      await lab.iam.role(`refused-one-${why}`),
      await lab.iam.role(`refused-next-${why}`),
    ];
    const session = issued(role, 'alice');
    const child = issued(next, 'alice', session.accessKeyId);
    await lab.link.store.learn({ sightings: [], sessions: [session, child] });
    await refuse();
    const done = await lab.run(`revoke ${session.accessKeyId} --format json`);
    expect([done.status, done.stderr]).toEqual([
      0,
      expect.stringContaining('note: not recorded in the ledger'),
    ]);
    expect(await lab.iam.names(role)).toHaveLength(1);
    expect(await lab.iam.names(next)).toHaveLength(1);
    // the command that records it ends no other session of the role
    const again = `revoke ${session.accessKeyId}`;
    expect(done.stderr).toContain(`record it: rolewarden ${again}\n`);
    expect(done.stderr).not.toContain('--before');
    // of the one that was issued with it, too
    expect(done.stderr).toContain(`record it: rolewarden revoke ${child.accessKeyId}\n`);
    const records = done.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(records).toEqual(
      Array(2).fill(
        expect.objectContaining({ outcome: 'applied', unrecorded: expect.stringContaining(why) }),
      ),
    );
    await recover();
    expect((await lab.run(again)).status).toBe(0);
    expect(await lab.iam.names(role)).toEqual([policyName(idIn(done))]);
    expect(await lab.state(idIn(done))).toBe('applied');
  });

  it('a new order after an undo is carried out at once, with the warning that a sweep undoes it again', async () => {
    const role = await lab.iam.role(`refused-anew-${why}`);
    const session = issued(role, 'alice');
    await lab.link.store.learn({ sightings: [], sessions: [session] });
    const line = `revoke ${session.accessKeyId}`;
    const id = idIn(await lab.run(line));
    expect((await lab.run(`undo ${id} --by carol`)).status).toBe(0);
    await refuse();
    const done = await lab.run(line);
    expect([done.status, done.stderr]).toEqual([
      1,
      expect.stringContaining(
        'WARNING: the ledger says that carol has undone it: the sweep will remove this deny',
      ),
    ]);
    expect(done.stderr).toContain(`takes records, record it: rolewarden ${line}\n`);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
    await recover();
    expect((await lab.run(line)).status).toBe(0);
    await lab.run('sweep');
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });

  it('sweep removes what has expired, and counts what the store did not take', async () => {
    const role = await lab.iam.role(`refused-sweep-${why}`);
    const intent = roleWideIntent(role, Date.now() - 13 * HOUR, digest);
    await lab.record(intent, 'verified');
    await lab.iam.put(role, policyName(intent.actionId), denyPolicy(intent));
    await refuse();
    const done = await lab.run('sweep --emf');
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(why)]);
    expect(done.stderr).toMatch(/^sweep: [1-9]\d* expired .* [1-9]\d* failed/m);
    expect(done.stdout).toContain('SweepFailures');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('revoke is stopped by the kill switch that the ledger has', async () => {
    const role = await lab.iam.role(`refused-stopped-${why}`);
    await lab.link.ledger.kill('carol');
    await refuse();
    const done = await lab.run(`revoke --role ${role.arn}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('carol has stopped all actions')]);
    expect(await lab.iam.names(role)).toEqual([]);
    await recover();
    await lab.link.ledger.kill(undefined);
  });
});

describe('with a store that is full', () => {
  afterEach(() => server('CONFIG', 'SET', 'maxmemory', '0'));

  it('sweep fails if it could not restore a deny that somebody removed, and says which', async () => {
    const gone = sessionIntent(await lab.iam.role('refused-missing'), 'alice', Date.now() - HOUR);
    await lab.record(gone, 'verified');
    await server('CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction');
    const done = await lab.run('sweep --emf');
    expect([done.status, done.stderr]).toEqual([1, expect.stringMatching(/^sweep: .* [1-9]\d* failed/m)]);
    expect(done.stderr).toMatch(new RegExp(`${gone.actionId}.*OOM`));
    expect(done.stdout).toMatch(/"SweepFailures":[1-9]/);
    await server('CONFIG', 'SET', 'maxmemory', '0');
    expect((await lab.run('sweep')).stderr).toContain(`rewritten: ${policyName(gone.actionId)}`);
  });

  it('doctor fails, and approve says what works meanwhile', async () => {
    expect((await lab.run('doctor')).stdout).toMatch(/ok +redis-room +memory has no limit/);
    await server('CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction');
    const { status, stdout } = await lab.run('doctor');
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/fail +redis-room +\d+ % of maxmemory is used: it takes nothing more/),
    ]);
    const waiting = sessionIntent(await lab.iam.role('refused-approve'), 'alice', Date.now());
    await server('CONFIG', 'SET', 'maxmemory', '0');
    await lab.record(waiting, 'pending');
    await server('CONFIG', 'SET', 'maxmemory', '100kb');
    const approved = await lab.run(`approve ${waiting.actionId}`);
    expect([approved.status, approved.stderr]).toEqual([
      'ERR_STORE_UNAVAILABLE',
      expect.stringMatching(
        /OOM.*make room in it.*`rolewarden revoke` and `rolewarden undo` work meanwhile, unrecorded/s,
      ),
    ]);
  });

  it('revoke is taken back by a kill switch that is pulled while it writes', async () => {
    const role = await lab.iam.role('refused-late');
    await server('CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction');
    const pulled = join(lab.audit, 'switch-9.json');
    onTestFinished(() => {
      lab.aws.use(() => undefined);
      rmSync(pulled, { force: true });
    });
    lab.aws.use(({ action }) => {
      if (action === 'PutRolePolicy') writeFileSync(pulled, '');
      return undefined;
    });
    const done = await lab.run(`revoke --role ${role.arn}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('has stopped all actions')]);
    expect(await lab.iam.names(role)).toEqual([]);
  });
});

it('revoke goes on unrecorded with a store that has too few replicas for a write', async () => {
  const role = await lab.iam.role('refused-replicas');
  await server('CONFIG', 'SET', 'min-replicas-to-write', '1');
  const done = await lab.run(`revoke --role ${role.arn}`);
  await server('CONFIG', 'SET', 'min-replicas-to-write', '0');
  expect([done.status, done.stderr]).toEqual([0, expect.stringMatching(/not recorded.*NOREPLICAS/)]);
});

it('revoke does nothing with a store that fails otherwise: what it knows against the order is not known', async () => {
  const role = await lab.iam.role('refused-right');
  await server('ACL', 'SETUSER', 'default', '-hget');
  const done = await lab.run(`revoke --role ${role.arn}`);
  await server('ACL', 'SETUSER', 'default', '+@all');
  expect([done.status, done.stderr]).toEqual(['ERR_STORE_UNAVAILABLE', expect.stringMatching(/NOPERM/)]);
  expect(await lab.iam.names(role)).toEqual([]);
});
