import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { roleWideIntent } from '../../src/core/action/intent.ts';
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

describe.each(REFUSING)('with %s', (_, refuse, why) => {
  afterEach(async () => {
    await server('REPLICAOF', 'NO', 'ONE');
    await server('CONFIG', 'SET', 'maxmemory', '0');
  });

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
    const done = await lab.run(`revoke ${session.accessKeyId}`);
    expect([done.status, done.stderr]).toEqual([
      0,
      expect.stringContaining('note: not recorded in the ledger'),
    ]);
    expect(await lab.iam.names(role)).toHaveLength(1);
    expect(await lab.iam.names(next)).toHaveLength(1);
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
    await server('REPLICAOF', 'NO', 'ONE');
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
});
