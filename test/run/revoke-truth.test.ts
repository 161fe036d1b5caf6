import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { atDesk } from '../../src/commands/acting/acting.ts';
import { approve } from '../../src/commands/acting/approve.ts';
import { type ActingLab, actingLab, idIn } from '../support/acting-lab.ts';
import { sessionIntent } from '../support/iam-lab.ts';

let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
afterAll(() => lab.close());

const now = Math.floor(Date.now() / 1_000) * 1_000;
const PROTECTED = [{ Key: 'rolewarden:protected', Value: 'true' }];

describe('what goes on after all sessions of a target were ended', () => {
  it('is said of a user: its keys and password, and what it obtained in roles', async () => {
    const user = await lab.iam.user('truth-user');
    const { stderr } = await lab.run(`revoke --user ${user.arn}`);
    expect(stderr).toContain('  not ended: its access keys and password, which can request new sessions\n');
    expect(stderr).toContain("what to do: aws iam list-access-keys --user-name 'truth-user'; then for each ");
    expect(stderr).toContain('  not ended: sessions that it obtained in roles');
  });

  it('is said of a role: what its sessions obtained elsewhere, and what runs as it', async () => {
    const role = await lab.iam.role('truth-role');
    const { stderr } = await lab.run(`revoke --role ${role.arn}`);
    expect(stderr).toContain('  not ended: sessions that these obtained in other roles');
    expect(stderr).toContain('  denied, too: what runs as the role');
  });

  it('is not said of one session, whose descendants were looked for', async () => {
    const intent = sessionIntent(await lab.iam.role('truth-session'), 'alice', now);
    await lab.record(intent, 'pending');
    expect((await lab.run(`approve ${intent.actionId}`)).stderr).not.toContain('not ended');
  });
});

describe('an order that nobody can carry out', () => {
  it('is not left to be decided, and may be given again once it can be', async () => {
    const role = await lab.iam.role('truth-protected', { Tags: PROTECTED });
    const order = `revoke --role ${role.arn} --before 2026-06-01T12:00:00Z`;
    const { status, stderr } = await lab.run(order);
    expect([status, stderr]).toEqual([1, expect.stringContaining('is protected by its tag')]);
    expect((await lab.run('pending')).stdout).not.toContain('truth-protected');
    await lab.iam.untag(role, 'rolewarden:protected');
    expect((await lab.run(order)).status).toBe(0);
  });
});

describe('an approval that came second', () => {
  it('says who was first, and what they decided', async () => {
    const intent = sessionIntent(await lab.iam.role('truth-second'), 'alice', now);
    await lab.record(intent, 'pending');
    const known = await lab.known(intent.actionId);
    const said: string[] = [];
    const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const config = lab.config(
      'second.yaml',
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\nrevocation: {audit: {folder: audit}}\n`,
    );
    const around = { environment: { AWS_REGION: 'us-east-1' }, signal: new AbortController().signal };
    const status = await atDesk({ config, by: 'alice' }, around, async (desk) => {
      const change = { state: 'rejected' as const, by: 'bob', detail: '' };
      await lab.link.ledger.change(intent.actionId, ['pending'], change);
      return approve(desk, await desk.store(), known);
    });
    err.mockRestore();
    expect(status).toBe(1);
    expect(said.join('')).toContain('  bob has rejected it at ');
    expect(said.join('')).toContain(`To end it anyway: rolewarden revoke ${intent.accessKeyId}`);
  });
});

describe('an id of another kind', () => {
  it.each([
    ['2b2bbfa4fdbb3235', 'rolewarden approve 2b2bbfa4fdbb3235'],
    ['fbee5db7-1a5d-4575-b43f-c7d0a076b7a2', 'rolewarden explain fbee5db7-1a5d-4575-b43f-c7d0a076b7a2'],
    ['AKIAIOSFODNN7EXAMPLE', 'aws iam update-access-key'],
  ])('%s leads to what takes it', async (id, command) => {
    const { status, stderr } = await lab.run(`revoke ${id}`);
    expect([status, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(command)]);
  });
});

describe('what is in force', () => {
  it('is listed with who ordered it and its undo, until it was undone', async () => {
    const role = await lab.iam.role('truth-standing');
    const id = idIn(await lab.run(`revoke --role ${role.arn} --by alice`));
    const { stderr, stdout } = await lab.run('pending --in-force');
    expect(stdout).toMatch(
      new RegExp(
        `in force ${id}  for 0 min, by alice\n.*truth-standing.*\n.*denies: .*\n.*\n.*rolewarden undo ${id}\n`,
      ),
    );
    expect(stderr).toMatch(/^\d+ in force\n$/);
    const line = (await lab.run('pending --in-force --format json')).stdout
      .split('\n')
      .find((one) => one.includes(id));
    expect(JSON.parse(line ?? '')).toMatchObject({
      schema: 'rolewarden.in-force/1',
      by: 'alice',
      actionId: id,
    });
    await lab.run(`undo ${id}`);
    expect((await lab.run('pending --in-force')).stdout).not.toContain(id);
  });

  it('names the key of a session, by which alerts know it', async () => {
    const intent = sessionIntent(await lab.iam.role('truth-key'), 'alice', now);
    const key = `  key ${intent.accessKeyId}\n`;
    await lab.record(intent, 'pending');
    expect((await lab.run('pending')).stdout).toContain(key);
    await lab.run(`approve ${intent.actionId}`);
    expect((await lab.run('pending --in-force')).stdout).toContain(key);
    const { stdout } = await lab.run('pending --in-force --format json');
    expect(stdout).toContain(`"accessKeyId":"${intent.accessKeyId}"`);
  });
});

describe('a rejection of what was begun', () => {
  it.each([
    ['failed', true],
    ['ready', true],
    ['pending', false],
  ] as const)('says of %s whether a policy may stand', async (state, may) => {
    const intent = sessionIntent(await lab.iam.role(`truth-begun-${state}`), 'alice', now);
    await lab.record(intent, state);
    const { status, stderr } = await lab.run(`reject ${intent.actionId} --by bob`);
    expect(status).toBe(0);
    expect(stderr.includes(`To be certain now: rolewarden undo ${intent.actionId}`)).toBe(may);
  });
});

describe('a clock that is slow by less than the limit', () => {
  it('spares none of the newest sessions', async () => {
    const role = await lab.iam.role('truth-slow');
    const real = Date.now.bind(Date);
    const begun = real();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() - 20_000);
    const done = await lab.run(`revoke --role ${role.arn}`);
    clock.mockRestore();
    expect(done.status).toBe(0);
    const [name = ''] = await lab.iam.names(role);
    const until = /"aws:TokenIssueTime":"([^"]+)"/.exec(await lab.iam.get(role, name))?.[1] ?? '';
    expect(Date.parse(until)).toBeGreaterThanOrEqual(Math.floor(begun / 1_000) * 1_000);
    expect(Date.parse(until)).toBeLessThan(real() + 2_000);
  });
});

describe('an order while everything is stopped', () => {
  it('says first what stands in the way, then what ends it, then what leaves it', async () => {
    const role = await lab.iam.role('truth-stopped');
    await lab.run('stop --by bob');
    const { stderr } = await lab.run(`revoke --role ${role.arn}`);
    await lab.run('resume');
    expect(stderr).toMatch(
      /rolewarden resume.*\n.*Fix that first.*\n.*rolewarden approve .*\n.*rolewarden reject /,
    );
  });
});
