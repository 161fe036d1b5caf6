import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { roleWideIntent } from '../../src/core/action/intent.ts';
import { idIn, linesAbout } from '../support/acting-lab.ts';
import { digest, FOREIGN, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const HOUR = 3_600_000;
const now = Math.floor(Date.now() / 1_000) * 1_000;

describe('rolewarden sweep', () => {
  it('removes what has expired, leaves what is foreign, and says what would be done first', async () => {
    const role = await lab.iam.role('sweep-expired');
    const old = roleWideIntent(role, now - 13 * HOUR, digest);
    const live = roleWideIntent(role, now - 11 * HOUR, digest);
    const foreign = `rolewarden-${'e'.repeat(16)}`;
    for (const intent of [old, live]) {
      await lab.iam.put(role, policyName(intent.actionId), denyPolicy(intent));
      await lab.record(intent, 'verified');
    }
    await lab.iam.put(role, foreign, FOREIGN);
    const dry = await lab.run('sweep --dry-run');
    expect(dry.stderr).toContain(`would remove (expired): ${policyName(old.actionId)}`);
    expect(dry.stderr).toMatch(/\nsweep \(dry run\): \d+ expired and \d+ undone would be removed/);
    expect(await lab.iam.names(role)).toHaveLength(3);
    expect(await lab.state(old.actionId)).toBe('verified');

    const done = await lab.run('sweep --format json');
    expect(done.status).toBe(0);
    const lines = done.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'expired', actionId: old.actionId }));
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'foreign', policyName: foreign }));
    expect([...(await lab.iam.names(role))].sort()).toEqual([policyName(live.actionId), foreign].sort());
    expect([await lab.state(old.actionId), await lab.state(live.actionId)]).toEqual(['removed', 'verified']);
    expect(linesAbout('sweep-expired', await lab.run('sweep'))).toEqual([expect.stringContaining('foreign')]);
  });

  it('has said what it removed, when it is interrupted', async () => {
    const names: string[] = [];
    for (const name of ['sweep-cut-a', 'sweep-cut-b', 'sweep-cut-c']) {
      const role = await lab.iam.role(name);
      const old = roleWideIntent(role, now - 13 * HOUR, digest);
      await lab.iam.put(role, policyName(old.actionId), denyPolicy(old));
      names.push(policyName(old.actionId));
    }
    const cut = new AbortController();
    lab.aws.use(({ action, n }) => {
      if (action !== 'DeleteRolePolicy' || n < 2) return undefined;
      cut.abort();
      return 'throttle';
    });
    const done = await lab.run('sweep', { signal: cut.signal });
    lab.aws.use(() => undefined);
    expect([done.status, done.stderr]).toEqual([130, expect.stringContaining('interrupted')]);
    expect(names.filter((name) => done.stderr.includes(`removed (expired): ${name}`))).toHaveLength(1);
    await lab.run('sweep');
  });

  it('names drift: a policy without a record, a record without its policy', async () => {
    const role = await lab.iam.role('sweep-drift');
    const stray = roleWideIntent(role, now - HOUR, digest);
    await lab.iam.put(role, policyName(stray.actionId), denyPolicy(stray));
    const gone = sessionIntent(role, 'gone', now - HOUR);
    await lab.record(gone, 'verified');
    const bare = sessionIntent(await lab.iam.role('sweep-bare'), 'bare', now - HOUR);
    await lab.record(bare, 'verified');
    const over = roleWideIntent(role, now - 14 * HOUR, digest);
    await lab.record(over, 'verified');
    const done = await lab.run('sweep');
    expect(linesAbout('sweep-drift', done)).toEqual([
      expect.stringContaining(`unrecorded: ${policyName(stray.actionId)}`),
      expect.stringContaining(`missing: ${policyName(gone.actionId)}`),
      expect.stringContaining(`over: ${policyName(over.actionId)}`),
      expect.stringContaining(`rewritten: ${policyName(gone.actionId)}`),
    ]);
    expect(linesAbout('sweep-bare', done)).toEqual([
      expect.stringContaining('missing: '),
      expect.stringContaining('rewritten: '),
    ]);
    expect(await lab.state(over.actionId)).toBe('removed');
    const both = [stray, gone].map(({ actionId }) => policyName(actionId));
    expect([...(await lab.iam.names(role))].sort()).toEqual(both.sort());
  });

  it('says whose a deny is that was ordered without Redis, and how it is recorded', async () => {
    const role = await lab.iam.role('sweep-without');
    const away = lab.config(
      'sweep-away.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {audit: {folder: audit}}\n',
    );
    const made = await lab.run(`revoke --role ${role.arn} --by alice --config ${away}`);
    const id = idIn(made);
    const record = /what to do: When the store is there, record it: rolewarden (.*)$/m.exec(made.stderr)?.[1];
    const { stderr } = await lab.run('sweep');
    expect(stderr).toMatch(
      new RegExp(
        `unrecorded: rolewarden-${id} on role sweep-without in \\d+: .*alice ordered it at 2.*Z, by its audit record, as \`rolewarden revoke --role\` without Redis does`,
      ),
    );
    expect(linesAbout('sweep-without', { stderr, stdout: '', status: 0 }).join()).not.toContain(
      'somebody else',
    );
    expect(stderr).toContain(`verified and written back: rolewarden ${record}\n`);
    expect(stderr).toContain(`what to do: To undo it: rolewarden undo ${id}\n`);
    expect((await lab.run(`${record} --by bob`)).status).toBe(0);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
    expect(linesAbout('sweep-without', await lab.run('sweep'))).toEqual([]);
    expect((await lab.run('pending --in-force')).stdout).toContain(`in force ${id}`);
  });

  it('says of a deny that is back without a record who undid it, and not that it is to be recorded', async () => {
    const role = await lab.iam.role('sweep-undone');
    const away = lab.config(
      'sweep-undone.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {audit: {folder: audit}}\n',
    );
    const id = idIn(await lab.run(`revoke --role ${role.arn} --by alice --config ${away}`));
    const document = await lab.iam.get(role, policyName(id));
    await lab.run(`undo ${id} --by dana --config ${away}`);
    await lab.iam.put(role, policyName(id), document ?? '');
    const { stderr } = await lab.run('sweep --dry-run');
    expect(stderr).toMatch(
      new RegExp(
        `unrecorded: rolewarden-${id} on role sweep-undone in \\d+: .*alice ordered it at 2.*Z, and dana undid that at 2.*Z, by their audit records: somebody may have written it again`,
      ),
    );
    const [, about = ''] = /(unrecorded: [^\n]* sweep-undone (?:.*\n)(?: .*\n)*)/.exec(stderr) ?? [];
    expect(about).toContain('Find in CloudTrail (PutRolePolicy) who wrote it.');
    expect(about).toContain(`To undo it: rolewarden undo ${id}`);
    expect(about).not.toContain('ecord it');
  });

  it('does not take somebody else’s deny for its own, though it looks the same', async () => {
    const role = await lab.iam.role('sweep-alike');
    const alike = roleWideIntent(role, now - HOUR, digest);
    await lab.iam.put(role, policyName(alike.actionId), denyPolicy(alike));
    const one = sessionIntent(await lab.iam.role('sweep-alike-one'), 'alice', now - HOUR);
    await lab.iam.put(one.target, policyName(one.actionId), denyPolicy(one));
    const dry = await lab.run('sweep --dry-run');
    expect(linesAbout('sweep-alike', dry)).toEqual([
      expect.stringMatching(
        /has the form that `rolewarden revoke --role` without Redis writes, but no audit record .*: somebody else may/,
      ),
    ]);
    expect(dry.stderr).toContain('what to do: Find in CloudTrail (PutRolePolicy) who wrote it.');
    expect(dry.stderr).toContain(`what to do: To undo it: rolewarden undo ${alike.actionId}`);
    const [about = ''] = linesAbout('sweep-alike-one', dry);
    expect(about).toContain('no audit record says who ordered it: somebody else may have written it');
    expect(about).not.toContain('without Redis');
    expect(dry.stderr).toContain(`rolewarden undo ${one.actionId}`);
  });

  it('measures drift and failures for CloudWatch with --emf only', async () => {
    const role = await lab.iam.role('sweep-measured');
    const gone = sessionIntent(role, 'measured', now - HOUR);
    await lab.record(gone, 'verified');
    const metricsOf = ({ stdout }: { readonly stdout: string }) =>
      stdout
        .split('\n')
        .filter((line) => line.includes('"_aws"'))
        .map((line) => JSON.parse(line));
    const [measured, ...more] = metricsOf(await lab.run('sweep --format json --emf'));
    expect(more).toEqual([]);
    expect(measured).toMatchObject({ service: 'rolewarden', SweepFailures: 0 });
    expect(measured.Drift).toBeGreaterThanOrEqual(1);
    expect(metricsOf(await lab.run('sweep --format json'))).toEqual([]);
  });

  it('removes what was undone and came back, and lets go what nobody decided', async () => {
    const role = await lab.iam.role('sweep-back');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const document = await lab.iam.get(role, policyName(id));
    await lab.run(`undo ${id}`);
    await lab.iam.put(role, policyName(id), document);
    const late = sessionIntent(role, 'late', now - 2 * HOUR);
    const young = sessionIntent(role, 'young', now);
    await lab.record(late, 'pending');
    await lab.record(young, 'pending');
    expect(linesAbout('sweep-back', await lab.run('sweep'))).toEqual([
      expect.stringContaining('removed (resurrected)'),
    ]);
    expect(await lab.iam.names(role)).toEqual([]);
    expect([await lab.state(late.actionId), await lab.state(young.actionId)]).toEqual(['lapsed', 'pending']);
  });

  it('without the store removes what has expired, and exits 1 if there ought to be one', async () => {
    const role = await lab.iam.role('sweep-storeless');
    const old = roleWideIntent(role, now - 13 * HOUR, digest);
    await lab.iam.put(role, policyName(old.actionId), denyPolicy(old));
    const away = lab.config('away.yaml', 'store: {url: "redis://127.0.0.1:1"}\n');
    const done = await lab.run(`sweep --config ${away}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('without the ledger')]);
    expect(await lab.iam.names(role)).toEqual([]);
    const none = lab.config('none.yaml', 'revocation: {}\n');
    expect((await lab.run(`sweep --config ${none}`)).status).toBe(0);
  });
});
