import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { idIn, issued } from '../support/acting-lab.ts';
import { FOREIGN } from '../support/iam-lab.ts';
import { type RecordedLab, recordedLab } from '../support/proxied-lab.ts';

let lab: RecordedLab;
beforeAll(async () => {
  lab = await recordedLab(inject('aws'));
});
afterAll(() => lab.close());
beforeEach(() => lab.aws.reset());

describe('rolewarden revoke', () => {
  it('shows the exact policy with --dry-run, and changes nothing', async () => {
    const role = await lab.iam.role('revoke-dry');
    lab.aws.reset();
    const dry = await lab.run(
      `revoke --role ${role.arn} --before 2026-06-01T12:00:00Z --dry-run --format json`,
    );
    expect(dry.status).toBe(0);
    const line = JSON.parse(dry.stdout);
    expect(line).toMatchObject({ command: 'revoke', scope: 'role', outcome: 'would-write', against: [] });
    expect(JSON.parse(line.document).Statement[0].Condition).toEqual({
      DateLessThanEquals: { 'aws:TokenIssueTime': '2026-06-01T12:00:00Z' },
    });
    expect(dry.stderr).toContain(line.document);
    expect(dry.stderr).toContain('dry run: nothing was changed');
    expect(lab.aws.calls.length).toBeGreaterThan(2);
    expect(lab.aws.mutations()).toEqual([]);
    expect(await lab.state(line.actionId)).toBeUndefined();
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('ends all sessions of a role, records it, and says the line that takes it back', async () => {
    const role = await lab.iam.role('revoke-wide-cli', { Tags: [] });
    const done = await lab.run(`revoke --role ${role.arn} --by alice`);
    const id = idIn(done);
    expect([done.status, done.stdout]).toEqual([0, '']);
    expect(done.stderr).toContain(`to undo: rolewarden undo ${id}`);
    expect(await lab.iam.names(role)).toEqual([`rolewarden-${id}`]);
    expect(await lab.link.ledger.action(id)).toMatchObject({ state: 'applied', by: 'alice', finding: null });
    expect(readdirSync(lab.audit)).toContain(`revoke-${id}.json`);
  });

  it('ends one session, and those that were issued with it', async () => {
    const role = await lab.iam.role('revoke-session');
    const child = await lab.iam.role('revoke-child');
    const first = issued(role, 'alice');
    const next = issued(child, 'next', first.accessKeyId);
    await lab.link.store.learn({ sightings: [], sessions: [first, next] });
    const dry = await lab.run(`revoke ${first.accessKeyId} --dry-run`);
    expect(dry.stderr).toContain(`would revoke: session ${role.uniqueId}:alice`);
    expect(dry.stderr).toContain(`would revoke: session ${child.uniqueId}:next`);
    const done = await lab.run(`revoke ${first.accessKeyId}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('no other session')]);
    const [name = ''] = await lab.iam.names(role);
    expect(await lab.iam.get(role, name)).toContain(`"aws:userid":"${role.uniqueId}:alice"`);
    expect(await lab.iam.names(child)).toHaveLength(1);
    const unknown = await lab.run('revoke ASIAUNKNOWNUNKNOWN00');
    expect([unknown.status, unknown.stderr]).toEqual(['ERR_USAGE', expect.stringContaining('--role ARN')]);
  });

  it('says what ends a session that no policy on its own can name', async () => {
    const role = await lab.iam.role('revoke-odd-child');
    const instance = await lab.iam.role('revoke-odd-instance');
    const sso = {
      ...role,
      name: 'AWSReservedSSO_Admin_0123456789abcdef',
      arn: 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
    };
    const bob = { key: 'user:arn:aws:iam::123456789012:user/bob', kind: 'user', name: 'bob' } as const;
    const ec2 = { key: 'service:ec2.amazonaws.com', kind: 'service', name: 'ec2.amazonaws.com' } as const;
    const own = { ...issued(role, 'own'), actor: bob, role: undefined, assumedRoleId: undefined };
    const portal = issued(sso, 'alice@example.com');
    const child = issued(role, 'child', portal.accessKeyId);
    const machine = { ...issued(instance, 'i-0a1b2c3d4e5f60718'), actor: ec2, assumedRoleId: undefined };
    await lab.link.store.learn({ sightings: [], sessions: [own, portal, child, machine] });
    const said = async ({ accessKeyId }: { readonly accessKeyId: string }) => {
      const { status, stderr } = await lab.run(`revoke ${accessKeyId}`);
      expect([status, stderr]).toEqual([1, expect.stringContaining(`NOT revoked: session ${accessKeyId}`)]);
      return stderr;
    };
    expect(await said(own)).toContain('rolewarden revoke --user arn:aws:iam::123456789012:user/bob');
    const words = await said(portal);
    expect(words).toContain('active sessions');
    expect(words).toContain(`rolewarden revoke ${child.accessKeyId}`);
    expect(words).not.toContain('--role');
    const held = await said(machine);
    expect(held).toContain(`rolewarden revoke --role ${instance.arn}`);
    expect(held).toContain('stop and start');
    expect(lab.aws.mutations()).toEqual(['CreateRole', 'CreateRole']);
  });

  it('does not keep an order for a role that is not there, and advises no policy on it', async () => {
    const done = await lab.run('revoke --role arn:aws:iam::123456789012:role/never-there');
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('check its name')]);
    expect(done.stderr).not.toContain('put-role-policy');
    expect((await lab.run('pending')).stdout).not.toContain('never-there');
  });

  it('names the way past a policy that was planted under its name', async () => {
    const role = await lab.iam.role('revoke-planted');
    const planted = issued(role, 'alice');
    await lab.link.store.learn({ sightings: [], sessions: [planted] });
    const name = idIn(await lab.run(`revoke ${planted.accessKeyId} --dry-run`));
    await lab.iam.put(role, `rolewarden-${name}`, FOREIGN);
    const done = await lab.run(`revoke ${planted.accessKeyId}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('it was not touched')]);
    expect(done.stderr).toContain(`rolewarden revoke --role ${role.arn}`);
  });

  it('refuses a protected role, whoever asks', async () => {
    const role = await lab.iam.role('revoke-protected', {
      Tags: [{ Key: 'rolewarden:protected', Value: 'true' }],
    });
    for (const how of ['', '--dry-run']) {
      const { status, stderr } = await lab.run(`revoke --role ${role.arn} ${how}`);
      expect([status, stderr]).toEqual([1, expect.stringContaining('is protected by its tag')]);
    }
    const config = lab.config(
      'guarded.yaml',
      `revocation: {protected: ["*revoke-guarded"], audit: {folder: audit}}\n`,
    );
    const guarded = await lab.iam.role('revoke-guarded');
    const { status, stderr } = await lab.run(`revoke --role ${guarded.arn} --config ${config}`);
    expect([status, stderr]).toEqual([1, expect.stringContaining('is protected by the configuration')]);
    expect([await lab.iam.names(role), await lab.iam.names(guarded)]).toEqual([[], []]);
  });

  it('works role-wide without a store, with the record written first', async () => {
    const role = await lab.iam.role('revoke-storeless');
    const config = lab.config('storeless.yaml', 'revocation: {audit: {folder: elsewhere}}\n');
    const done = await lab.run(`revoke --role ${role.arn} --config ${config}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('not recorded in the ledger')]);
    const id = idIn(done);
    expect(readdirSync(join(lab.folder, 'elsewhere'))).toContain(`revoke-${id}.json`);
    expect(await lab.state(id)).toBeUndefined();
    expect(await lab.iam.names(role)).toEqual([`rolewarden-${id}`]);
  });

  it('does nothing without a place for the record, or while it is switched off', async () => {
    const role = await lab.iam.role('revoke-nowhere');
    const nowhere = lab.config('nowhere.yaml', 'revocation: {}\n');
    expect((await lab.run(`revoke --role ${role.arn} --config ${nowhere}`)).status).toBe(
      'ERR_CONFIG_INVALID',
    );
    const off = lab.config('off.yaml', 'revocation: {enabled: false, audit: {folder: audit}}\n');
    const { status, stderr } = await lab.run(`revoke --role ${role.arn} --config ${off}`);
    expect([status, stderr]).toEqual([1, expect.stringContaining('kill switch of the configuration')]);
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it.each([
    ['', 'takes one ACCESS_KEY_ID'],
    ['ASIAUNKNOWNUNKNOWN00 --role arn:aws:iam::123456789012:role/x', 'takes one ACCESS_KEY_ID'],
    ['AKIAIOSFODNN7EXAMPLE', 'is not the access key id of a session'],
    ['--role arn:aws:sts::123456789012:assumed-role/x/y', '--role cannot be'],
    ['--role arn:aws:iam::123456789012:role/x --before 2099-01-01T00:00:00Z', 'is in the future'],
    ['--role arn:aws:iam::123456789012:role/x --before yesterday', '--before cannot be "yesterday"'],
    ['ASIAUNKNOWNUNKNOWN00 --before 1h', '--before goes with --role'],
  ])('%s is refused, and calls nothing', async (line, words) => {
    const { status, stderr } = await lab.run(`revoke ${line}`);
    expect([status, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(words)]);
    expect(lab.aws.calls).toEqual([]);
  });

  it.each([
    [4, 'ahead'],
    [-4, 'behind'],
  ])(
    'of all sessions is refused by a clock that is %d minutes off, unless a time is named',
    async (minutes, word) => {
      const role = await lab.iam.role(`revoke-clock-${word}`);
      const real = Date.now.bind(Date);
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + minutes * 60_000);
      const off = await lab.run(`revoke --role ${role.arn}`);
      const ago = await lab.run(`revoke --role ${role.arn} --before 1h --dry-run --format json`);
      expect([off.status, off.stderr]).toEqual([1, expect.stringMatching(`2\\d\\d s ${word}`)]);
      expect([ago.status, JSON.parse(ago.stdout).outcome]).toEqual([1, 'refused']);
      expect(await lab.iam.names(role)).toEqual([]);
      const [, named = ''] = /it is now: (--before \S+)/.exec(off.stderr) ?? [];
      const future = new Date(real() + 60_000).toISOString();
      const late = await lab.run(`revoke --role ${role.arn} --before ${future}`);
      expect([late.status, late.stderr]).toEqual(['ERR_USAGE', expect.stringContaining('is in the future')]);
      clock.mockRestore();
      const done = await lab.run(`revoke --role ${role.arn} ${named}`);
      expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('revoked: ')]);
      expect((await lab.run(`undo --role ${role.arn}`)).status).toBe(0);
      expect(await lab.iam.names(role)).toEqual([]);
    },
  );

  it('stands though its outcome cannot be written any more, and says so', async () => {
    const role = await lab.iam.role('revoke-unwritten');
    const path = join(lab.folder, 'lost');
    const config = lab.config('lost.yaml', 'revocation: {audit: {folder: lost}}\n');
    lab.aws.answer(({ operation }) => {
      if (operation === 'PutRolePolicy') {
        rmSync(path, { recursive: true });
        writeFileSync(path, '');
      }
      return undefined;
    });
    const done = await lab.run(`revoke --role ${role.arn} --config ${config}`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('note: ')]);
    expect(done.stderr).toContain('the audit record of action');
    expect(await lab.iam.names(role)).toHaveLength(1);
  });

  it('stands though the ledger went away at the write, and says so', async () => {
    const role = await lab.iam.role('revoke-lost-ledger');
    lab.aws.answer(({ operation }) => {
      if (operation === 'PutRolePolicy') lab.redis.child.kill('SIGSTOP');
      return undefined;
    });
    const done = await lab.run(`revoke --role ${role.arn}`);
    lab.redis.child.kill('SIGCONT');
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('the ledger could not be told')]);
    expect(done.stderr).toContain('to undo: rolewarden undo');
    expect(await lab.iam.names(role)).toHaveLength(1);
  });

  it('ends with 130 on Ctrl-C, and says that nothing is certain', async () => {
    const role = await lab.iam.role('revoke-interrupted');
    const abort = new AbortController();
    lab.aws.answer(({ operation }) => {
      if (operation !== 'PutRolePolicy') return undefined;
      abort.abort();
      return { status: 503, body: {} };
    });
    const ended = await lab.run(`revoke --role ${role.arn}`, { signal: abort.signal });
    expect([ended.status, ended.stderr]).toEqual([
      130,
      expect.stringContaining('may or may not have been done'),
    ]);
  });
});
