import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { roleWideIntent } from '../../src/core/action/intent.ts';
import { idIn } from '../support/acting-lab.ts';
import { always, nth } from '../support/aws-faults.ts';
import { startRolewarden } from '../support/cli.ts';
import { digest, FOREIGN, LAB, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const ROLE = 'arn:aws:iam::111122223333:role/Deploy';
const now = Math.floor(Date.now() / 1_000) * 1_000;
const without = (name: string, audit = true) =>
  lab.config(
    name,
    `store: {url: "redis://127.0.0.1:1"}\n${audit ? 'revocation: {audit: {folder: audit}}\n' : ''}`,
  );

describe('rolewarden undo', () => {
  it('writes the tombstone, removes the policy, and finds nothing the second time', async () => {
    const role = await lab.iam.role('undo-one');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const done = await lab.run(`undo ${id} --by alice`);
    expect([done.status, done.stderr]).toEqual([
      0,
      expect.stringContaining(`undone: rolewarden-${id} removed`),
    ]);
    expect(await lab.iam.names(role)).toEqual([]);
    expect(await lab.link.ledger.action(id)).toMatchObject({ state: 'undone', by: 'alice' });
    expect(existsSync(join(lab.audit, `undo-${id}.json`))).toBe(true);
    const again = await lab.run(`undo ${id} --format json`);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'absent', tombstone: true });
    expect(again.status).toBe(0);
  });

  it.each([
    ['no id', 'badid', '"badid" is not an action\'s id: nothing was changed, none of the 2 was undone'],
    [
      'known nowhere',
      '0'.repeat(16),
      `no action ${'0'.repeat(16)} in the ledger, in the audit folder, or in IAM: nothing was changed`,
    ],
  ])('undoes none of several if one is %s, and says so', async (_, wrong, words) => {
    const role = await lab.iam.role(`undo-wrong-${wrong.slice(0, 5)}`);
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const { status, stderr } = await lab.run(`undo ${id} ${wrong}`);
    expect([status, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(words)]);
    expect([await lab.iam.names(role), await lab.state(id)]).toEqual([[policyName(id)], 'applied']);
  });

  it('says of a role that is not there that it is not, since its name may be mistyped', async () => {
    const typo = await lab.run(`undo --role arn:aws:iam::${LAB}:role/undo-typo`);
    expect([typo.status, typo.stderr]).toEqual([
      0,
      `absent: no policy of Rolewarden on role undo-typo in ${LAB}: there is no such role\n  what to do: Check its name and the account. If it was deleted, its denies are gone with it.\n`,
    ]);
    const role = await lab.iam.role('undo-there');
    expect((await lab.run(`undo --role ${role.arn}`)).stderr).toBe(
      `absent: no policy of Rolewarden on role undo-there in ${LAB}\n`,
    );
  });

  it('ends what a worker has not written yet', async () => {
    const intent = sessionIntent(await lab.iam.role('undo-early'), 'alice', now);
    await lab.record(intent, 'ready');
    const done = await lab.run(`undo ${intent.actionId}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('absent: ')]);
    expect(await lab.state(intent.actionId)).toBe('undone');
  });

  it('says of what waited for a person that it is decided, and how it is ended all the same', async () => {
    const intent = sessionIntent(await lab.iam.role('undo-waiting'), 'alice', now);
    await lab.record(intent, 'pending');
    const { stderr } = await lab.run(`undo ${intent.actionId}`);
    expect(stderr).toContain('it was never written and never will be, as if rejected\n');
    expect(stderr).toContain(`rolewarden revoke ${intent.accessKeyId}`);
    expect((await lab.run(`pending`)).stdout).not.toContain(intent.actionId);
  });

  it('says nothing of the kind of what was written', async () => {
    const id = idIn(await lab.run(`revoke --role ${(await lab.iam.role('undo-twice')).arn}`));
    await lab.run(`undo ${id}`);
    expect((await lab.run(`undo ${id}`)).stderr).not.toContain('never written');
  });

  it.each([
    ['by the record in the audit folder', true, ''],
    ['by --target', false, 'target'],
    ['by a search of the account', false, ''],
  ])('works with the store down, %s', async (how, audit, option) => {
    const role = await lab.iam.role(`undo-down-${digest(how)}`);
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const target = option === '' ? '' : `--target ${role.arn}`;
    const done = await lab.run(`undo ${id} ${target} --config ${without('down.yaml', audit)}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining(`undone: rolewarden-${id}`)]);
    expect(done.stderr).toContain('WARNING: no tombstone was written');
    expect(done.stderr).toContain('undo again');
    expect(done.stderr).toContain('containment was tampered with');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('does not wait for a store that is frozen', async () => {
    const role = await lab.iam.role('undo-frozen');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    lab.redis.child.kill('SIGSTOP');
    const done = await lab.run(`undo ${id}`);
    lab.redis.child.kill('SIGCONT');
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('WARNING: no tombstone')]);
    expect(await lab.iam.names(role)).toEqual([]);
    expect((await lab.run(`undo ${id}`)).stderr).not.toContain('WARNING');
    expect(await lab.state(id)).toBe('undone');
  });

  it('takes all of a role back, and leaves a foreign policy', async () => {
    const role = await lab.iam.role('undo-role', { Path: '/team/' });
    await lab.run(`revoke --role ${role.arn} --before 1h`);
    await lab.run(`revoke --role ${role.arn} --before 2h`);
    const foreign = `rolewarden-${'f'.repeat(16)}`;
    await lab.iam.put(role, foreign, FOREIGN);
    const done = await lab.run(`undo --role ${role.arn}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(`FOREIGN: ${foreign}`)]);
    expect(done.stderr.match(/^undone: /gm)).toHaveLength(2);
    expect(await lab.iam.names(role)).toEqual([foreign]);
  });

  it('takes all of a role back however its name is spelled', async () => {
    const role = await lab.iam.role('undo-spelled');
    const intent = sessionIntent(role, 'alice', now);
    await lab.record(intent, 'ready');
    await lab.run(`undo --role ${role.arn.replace('undo-spelled', 'Undo-Spelled')}`);
    expect(await lab.state(intent.actionId)).toBe('undone');
  });

  it.each([
    ['what the ledger has of it', always('ListRolePolicies', 'stale-list'), ''],
    ['what is listed a second later', nth('ListRolePolicies', 'stale-list', 1), 'down'],
  ])('takes all of a role back though IAM lists nothing yet: %s', async (how, script, store) => {
    const role = await lab.iam.role(`undo-stale-${digest(how)}`);
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    lab.aws.use(script);
    const config = store === '' ? '' : `--config ${without('stale.yaml')}`;
    const done = await lab.run(`undo --role ${role.arn} ${config}`);
    lab.aws.use(() => undefined);
    expect([done.status, done.stderr]).toEqual([
      0,
      expect.stringContaining(`undone: rolewarden-${id} removed`),
    ]);
    expect(await lab.iam.names(role)).toEqual([]);
    expect(existsSync(join(lab.audit, `undo-${id}.json`))).toBe(true);
  });

  it('takes all back since a time, with tombstones for what is under way', async () => {
    const [a, b, old] = [
      await lab.iam.role('undo-all-a'),
      await lab.iam.user('undo-all-b'),
      await lab.iam.role('undo-all-c'),
    ];
    await lab.run(`revoke --role ${a.arn}`);
    await lab.run(`revoke --user ${b.arn}`);
    const earlier = roleWideIntent(old, now - 7_200_000, digest);
    await lab.iam.put(old, policyName(earlier.actionId), denyPolicy(earlier));
    const early = sessionIntent(old, 'early', now);
    await lab.record(early, 'ready');
    const done = await lab.run('undo --all --since 1h --account 123456789012');
    expect(done.stderr).toContain('role undo-all-a in 123456789012');
    expect([await lab.iam.names(a), await lab.iam.names(b)]).toEqual([[], []]);
    expect(await lab.iam.names(old)).toEqual([policyName(earlier.actionId)]);
    expect(await lab.state(early.actionId)).toBe('undone');
    const stray = await lab.run('undo --all --since 1h --account 999999999999');
    expect([stray.status, stray.stderr]).toEqual(['ERR_USAGE', expect.stringContaining('is not reached')]);
  });

  it('goes on to the end when nobody reads its lines any more', async () => {
    const roles = await Promise.all(
      ['a', 'b', 'c', 'd'].map((letter) => lab.iam.role(`undo-unread-${letter}`)),
    );
    for (const { arn } of roles) await lab.run(`revoke --role ${arn}`);
    const words = ['undo', '--all', '--since', '1h', '--account', '123456789012', '--format', 'json'];
    const { child, ended } = startRolewarden([...words, '--config', join(lab.folder, 'lab.yaml')]);
    child.stdout?.destroy();
    const { stderr } = await ended;
    expect(await Promise.all(roles.map((role) => lab.iam.names(role)))).toEqual([[], [], [], []]);
    for (const { name } of roles) expect(stderr).toContain(`role ${name} in`);
  });

  it('takes back what the ledger has, though a search of the account does not show it yet', async () => {
    const role = await lab.iam.role('undo-all-stale');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    lab.aws.use(always('GetAccountAuthorizationDetails', 'stale-list'));
    const done = await lab.run('undo --all --since 1m --account 123456789012');
    lab.aws.use(() => undefined);
    expect([done.status, done.stderr]).toEqual([
      0,
      expect.stringContaining(`undone: rolewarden-${id} removed`),
    ]);
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('writes back what the undone policy had covered', async () => {
    const role = await lab.iam.role('undo-covering');
    const ids: string[] = [];
    for (const name of ['s1', 's2', 's3', 's4', 's5', 's6', 's7']) {
      const intent = sessionIntent(role, name, now - 600_000);
      await lab.approved(intent);
      ids.push(intent.actionId);
    }
    const wide = idIn(await lab.run(`revoke --role ${role.arn} --before 1m`));
    const last = sessionIntent(role, 'last', now);
    await lab.approved(last);
    const kept = [wide, last.actionId].map(policyName).sort();
    expect([...(await lab.iam.names(role))].sort()).toEqual(kept);
    expect(await lab.link.ledger.action(ids[0] ?? '')).toMatchObject({
      state: 'verified',
      detail: expect.stringContaining(`covered by ${policyName(wide)}`),
    });
    const sweep = await lab.run('sweep --dry-run');
    expect(sweep.stderr).not.toContain('undo-covering');
    const blind = await lab.run(`undo ${wide} --config ${without('undo-covering.yaml')}`);
    expect(blind.status).toBe(1);
    expect(blind.stderr).toMatch(/NOT written back: denies on role undo-covering .* had covered/);
    for (const id of ids) expect(blind.stderr).toContain(policyName(id));
    expect(blind.stderr).not.toContain(policyName(last.actionId));
    expect(blind.stderr).toContain(`undo again: rolewarden undo ${wide}\n`);
    const done = await lab.run(`undo ${wide}`);
    expect(done.status).toBe(0);
    expect(done.stderr.match(/^written back: /gm)).toHaveLength(7);
    expect([...(await lab.iam.names(role))].sort()).toEqual([...ids, last.actionId].map(policyName).sort());
  });

  it('names without a store also what the covered denies had covered before', async () => {
    const role = await lab.iam.role('undo-covering-twice');
    const first = sessionIntent(role, 's1', now - 600_000).actionId;
    await lab.approved(sessionIntent(role, 's1', now - 600_000));
    const order = async (before: string) =>
      idIn(await lab.run(`revoke --role ${role.arn} --before ${before}`));
    // each as if it had been removed to make room for the next
    const second = await order('5m');
    await lab.iam.remove(role, policyName(first));
    const third = await order('1m');
    await lab.iam.remove(role, policyName(second));
    const blind = await lab.run(`undo ${third} --config ${without('undo-covering-twice.yaml')}`);
    expect(blind.status).toBe(1);
    expect(blind.stderr).toContain(`${policyName(second)}, ${policyName(first)}, by their audit records`);
  });

  it('says without a store and a record that it does not know what the policy had covered', async () => {
    const role = await lab.iam.role('undo-unseen');
    const away = without('undo-unseen.yaml');
    const id = idIn(await lab.run(`revoke --role ${role.arn} --config ${away}`));
    const blind = await lab.run(
      `undo ${id} --target ${role.arn} --config ${without('undo-none.yaml', false)}`,
    );
    expect([blind.status, blind.stderr]).toEqual([
      0,
      expect.stringContaining(`note: whether ${policyName(id)} had covered other denies`),
    ]);
    const seen = idIn(await lab.run(`revoke --role ${role.arn} --before 2h --config ${away}`));
    const done = await lab.run(`undo ${seen} --config ${away}`);
    expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('had covered other')]);
  });

  it.each([
    ['undo', 'undo takes one of'],
    ['undo xyz', 'is not an action'],
    ['undo 0123456789abcdef', 'no action 0123456789abcdef'],
    ['undo --all', '--all and --since go together'],
    ['undo 0123456789abcdef --since 1h', '--all and --since go together'],
    ['undo --all --since soon', '--since cannot be "soon"'],
    ['undo 0123456789abcdef --account 111122223333', '--account goes with --all'],
    [`undo --role ${ROLE} --account 111122223333`, '--account goes with --all'],
    [`undo --role ${ROLE} --target ${ROLE}`, '--target goes with one ACTION_ID'],
    [`undo --all --since 1h --target ${ROLE}`, '--target goes with one ACTION_ID'],
    [`undo ${'0123456789abcdef '.repeat(2)} --target ${ROLE}`, '--target goes with one ACTION_ID'],
  ])('%s is refused', async (line, words) => {
    const { status, stderr } = await lab.run(line);
    expect([status, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(words)]);
  });
});
