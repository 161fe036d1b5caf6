import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Intent } from '../../src/core/action/intent.ts';
import { aFinding } from '../report/a-finding.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { sessionIntent } from '../support/iam-lab.ts';

let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
afterAll(() => lab.close());

const now = Math.floor(Date.now() / 1_000) * 1_000;

async function waiting(name: string, tags: { Key: string; Value: string }[] = []): Promise<Intent> {
  const intent = sessionIntent(await lab.iam.role(name, { Tags: tags }), 'alice', now);
  await lab.record(intent, 'pending', { detail: 'the breaker of all is open\u001b[2J' });
  return intent;
}

describe('why something waits', () => {
  it('has each reason once: the one that its first line ends with is not repeated', async () => {
    const finding = aFinding();
    const intent = sessionIntent(await lab.iam.role('decide-why'), 'alice', now);
    await lab.record(intent, 'pending', { finding });
    const { stdout } = await lab.run('pending');
    for (const { summary } of finding.signals) expect(stdout.split(summary)).toHaveLength(2);
    await lab.link.ledger.change(intent.actionId, ['pending'], { state: 'rejected', by: 'lab', detail: '' });
  });
});

describe('what waits for a person', () => {
  it('is listed with the two commands, and goes through approve once', async () => {
    const intent = await waiting('decide-approve');
    const { actionId, target } = intent;
    const list = await lab.run('pending');
    expect(list.status).toBe(0);
    expect(list.stdout).toContain(`pending ${actionId}`);
    expect(list.stdout).toContain(`rolewarden approve ${actionId}\n  rolewarden reject ${actionId}`);
    expect(list.stdout).toContain('waits: the breaker of all is open\\u{1b}[2J');
    expect(list.stdout).toContain('kill switch: not pulled');
    const json = (await lab.run('pending --format json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(json).toContainEqual(
      expect.objectContaining({ schema: 'rolewarden.pending/1', actionId, score: null }),
    );

    const done = await lab.run(`approve ${actionId} --by alice`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining(`rolewarden undo ${actionId}`)]);
    expect(await lab.iam.names(target)).toEqual([`rolewarden-${actionId}`]);
    expect(await lab.link.ledger.action(actionId)).toMatchObject({ state: 'applied', by: 'alice' });
    expect((await lab.run('pending')).stdout).not.toContain(actionId);
    const again = await lab.run(`approve rolewarden-${actionId}`);
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('in force already')]);
    const reject = await lab.run(`reject ${actionId}`);
    expect([reject.status, reject.stderr]).toEqual([1, expect.stringContaining('it is in force')]);
  });

  it('is left alone once it was rejected', async () => {
    const { actionId, target } = await waiting('decide-reject');
    const done = await lab.run(`reject ${actionId} --by bob --reason expected`);
    expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('rejected by bob')]);
    expect(await lab.link.ledger.action(actionId)).toMatchObject({ state: 'rejected', detail: 'expected' });
    const late = await lab.run(`approve ${actionId}`);
    expect([late.status, late.stderr]).toEqual([1, expect.stringContaining('bob has rejected it')]);
    expect((await lab.run(`reject ${actionId}`)).status).toBe(1);
    expect(await lab.iam.names(target)).toEqual([]);
  });

  it('is refused for a protected role, and stays open for another try', async () => {
    const { actionId, target } = await waiting('decide-protected', [
      { Key: 'rolewarden:protected', Value: 'yes' },
    ]);
    const no = await lab.run(`approve ${actionId}`);
    expect([no.status, no.stderr]).toEqual([1, expect.stringContaining('is protected by its tag')]);
    expect(await lab.iam.names(target)).toEqual([]);
    expect((await lab.run('pending')).stdout).toContain(`failed ${actionId}`);
  });

  it('is shown while it is being tried, and not once its session is over', async () => {
    const intent = {
      ...sessionIntent(await lab.iam.role('decide-tried'), 'alice', now),
      expiresAt: now + 3_600_000,
    };
    await lab.record(intent, 'ready', { by: 'rolewarden', detail: 'Throttling: Rate exceeded' });
    const shown = await lab.run('pending');
    expect(shown.stdout).toMatch(new RegExp(`ready ${intent.actionId} [^]*tried: Throttling: Rate exceeded`));
    expect(shown.stderr).toContain('1 being tried, ');
    await lab.rewrite(intent.actionId, { intent: { ...intent, expiresAt: now - 60_000 } });
    expect((await lab.run('pending')).stderr).not.toContain('being tried');
  });

  it('is over when the session is', async () => {
    const intent = sessionIntent(await lab.iam.role('decide-late'), 'alice', now - 7_200_000);
    await lab.record(intent, 'pending');
    const { status, stderr } = await lab.run(`approve ${intent.actionId}`);
    expect([status, stderr]).toEqual([1, expect.stringContaining('nothing is left to deny')]);
  });

  it.each(['approve 0123456789abcdef', 'reject 0123456789abcdef', 'approve nonsense', 'approve'])(
    '%s is unknown',
    async (line) => {
      const { status, stderr } = await lab.run(line);
      expect([status, stderr]).toEqual(['ERR_USAGE', expect.stringContaining('rolewarden pending')]);
    },
  );
});

describe('what people paste for an id', () => {
  it.each([
    [
      'approve 3af0087b-0d72-4153-a7c6-53ae0e3465c0',
      'rolewarden explain 3af0087b-0d72-4153-a7c6-53ae0e3465c0',
    ],
    ['reject ASIAEXAMPLEEXAMPLE01', 'rolewarden revoke ASIAEXAMPLEEXAMPLE01'],
    ['undo 0123abcd', 'all 16 characters'],
    ['undo ASIAEXAMPLEEXAMPLE01', '`rolewarden pending --in-force` names the action'],
    ['undo', 'rolewarden undo --help'],
  ])('%s is told what takes it', async (line, words) => {
    const { status, stderr } = await lab.run(line);
    expect([status, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(words)]);
  });

  it('may be in capitals', async () => {
    const { actionId } = await waiting('decide-capitals');
    const { status } = await lab.run(`reject ${actionId.toUpperCase()}`);
    expect([status, await lab.state(actionId)]).toEqual([0, 'rejected']);
  });

  it('of a breaker is told that none is open', async () => {
    const { stderr } = await lab.run('approve --breaker none');
    expect(stderr).toBe('no breaker "none" is open\nnothing: no other is open, either');
  });
});

describe('the kill switch and the breakers', () => {
  it('of the configuration has the same words in each command', async () => {
    const { actionId, target } = await waiting('decide-off');
    const off = lab.config(
      'decide-off.yaml',
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\nrevocation: {enabled: false, audit: {folder: audit}}\n`,
    );
    for (const line of [
      `approve ${actionId}`,
      `revoke --role ${target.arn}`,
      `revoke --role ${target.arn} --dry-run`,
    ]) {
      const { status, stderr } = await lab.run(`${line} --config ${off}`);
      const words = 'the kill switch of the configuration is pulled (revocation.enabled: false)';
      expect([status, stderr]).toEqual([1, expect.stringContaining(words)]);
    }
  });

  it('stop holds approve and revoke back until resume', async () => {
    const { actionId, target } = await waiting('decide-stopped');
    const stop = await lab.run('stop --by carol --reason drill');
    expect([stop.status, stop.stderr]).toEqual([0, expect.stringContaining('stopped by carol (drill)')]);
    for (const line of [
      `approve ${actionId}`,
      `revoke --role ${target.arn}`,
      `revoke --role ${target.arn} --dry-run`,
    ]) {
      const { status, stderr } = await lab.run(line);
      expect([status, stderr]).toEqual([1, expect.stringContaining('carol (drill) has stopped all actions')]);
    }
    expect(await lab.state(actionId)).toBe('pending');
    const undone = await waiting('decide-stopped-undone');
    await lab.link.ledger.change(undone.actionId, ['pending'], { state: 'undone', by: 'dana', detail: '' });
    const late = await lab.run(`approve ${undone.actionId}`);
    expect([late.status, late.stderr]).toEqual([1, expect.stringContaining('dana has undone it')]);
    expect(late.stderr).not.toContain('still waits');
    expect((await lab.run('pending')).stdout).toContain('kill switch PULLED by carol');
    expect((await lab.run('resume')).stderr).toContain('it was pulled by carol');
    expect((await lab.run(`approve ${actionId}`)).status).toBe(0);
  });

  it('a breaker is named with its reason, and closed by a person', async () => {
    const caps = { perRole: 1, perAccount: 0, perAccountDay: 10, perHour: 10, reserved: 0 };
    const asked = { actionId: '0'.repeat(16), accountId: '123456789012', target: 'role/x', critical: false };
    await lab.link.ledger.admit(asked, caps);
    const scope = 'account:123456789012';
    const { stdout } = await lab.run('pending');
    expect(stdout).toContain(`breaker open: ${scope}`);
    expect(stdout).toContain(`rolewarden approve --breaker ${scope}`);
    const wrong = await lab.run('approve --breaker all');
    expect([wrong.status, wrong.stderr]).toEqual(['ERR_USAGE', expect.stringContaining(`open are ${scope}`)]);
    expect((await lab.run(`approve --breaker ${scope}`)).stderr).toContain('breaker closed');
    expect(await lab.link.ledger.breakers()).toEqual([]);
  });

  it.each(['pending', 'approve 0123456789abcdef', 'reject 0123456789abcdef', 'stop', 'resume'])(
    '%s needs the store',
    async (line) => {
      const away = lab.config('away.yaml', 'store: {url: "redis://127.0.0.1:1"}\n');
      const none = lab.config('none.yaml', 'revocation: {}\n');
      for (const config of [away, none]) {
        const { status, stderr } = await lab.run(`${line} --config ${config}`);
        expect([status, stderr]).toEqual([
          'ERR_STORE_UNAVAILABLE',
          expect.stringContaining(line === 'stop' ? 'revocation.enabled' : 'rolewarden revoke --role'),
        ]);
      }
    },
  );
});
