import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import { idIn } from '../support/acting-lab.ts';
import type { Fault } from '../support/aws-faults.ts';
import { digest, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterEach(() => lab.aws.use(() => undefined));
afterAll(() => lab.close());

const now = Math.floor(Date.now() / 1_000) * 1_000;
const store = () => `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n`;
const down = () =>
  lab.config(
    'unread-down.yaml',
    'store: {url: "redis://127.0.0.1:1"}\nrevocation: {audit: {folder: audit}}\n',
  );
const unrecorded = () => lab.config('unread-none.yaml', store());

/** The undo itself can list the policies; what asks afterwards cannot. */
const listedOnce = (fault: Fault) =>
  lab.aws.use(({ action, n }) => (action === 'ListRolePolicies' && n > 1 ? fault : undefined));

/** A record that is there and cannot be read, whoever reads it. */
const unreadable = (actionId: string) => {
  const path = join(lab.audit, `revoke-${actionId}.json`);
  rmSync(path, { force: true });
  mkdirSync(path);
};

/** Two denies of all sessions, the first of which had covered that of one session: without it the second does. */
async function coveredTwice(name: string) {
  const role = await lab.iam.role(name);
  const covered = sessionIntent(role, 'alice', now - 600_000);
  await lab.approved(covered);
  const first = idIn(await lab.run(`revoke --role ${role.arn} --before 2m`));
  const second = idIn(await lab.run(`revoke --role ${role.arn} --before 1m`));
  await lab.rewrite(covered.actionId, { state: 'verified', detail: coveredWords(policyName(first)) });
  await lab.iam.remove(role, policyName(covered.actionId));
  return { role, covered: policyName(covered.actionId), first, second };
}

describe('an undo after which IAM does not say what still stands', () => {
  it.each([
    ['with the store', undefined],
    ['without an audit folder', unrecorded],
    ['with the store down', down],
  ])('says so, and names nothing as allowed that another deny may hold: %s', async (how, other) => {
    const { covered, first, role, second } = await coveredTwice(`unlisted-${how.replaceAll(' ', '-')}`);
    listedOnce('denied');
    const config = other === undefined ? '' : ` --config ${other()}`;
    const done = await lab.run(`undo ${first}${config}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(`undone: ${policyName(first)}`)]);
    expect(done.stderr).toMatch(/NOT known whether .*denied/);
    expect(done.stderr).toContain('AccessDenied: User is not authorized to perform this');
    expect(done.stderr).toContain(`rolewarden undo ${first}\n`);
    expect(done.stderr).not.toMatch(/is allowed again|written back: (?!denies)/);
    expect(done.stderr).not.toContain('NOT written back');
    lab.aws.use(() => undefined);
    expect(await lab.iam.names(role)).toEqual([policyName(second)]);
    const again = await lab.run(`undo ${first}${config}`);
    expect([again.status, again.stderr]).toEqual([0, expect.not.stringContaining(covered)]);
  });

  it('is made good by the sweep, which takes nobody for an attacker', async () => {
    const role = await lab.iam.role('unlisted-swept');
    const covered = sessionIntent(role, 'alice', now - 600_000);
    await lab.approved(covered);
    const id = idIn(await lab.run(`revoke --role ${role.arn} --before 2m`));
    await lab.rewrite(covered.actionId, { state: 'verified', detail: coveredWords(policyName(id)) });
    await lab.iam.remove(role, policyName(covered.actionId));
    listedOnce('denied');
    expect((await lab.run(`undo ${id} --by carol`)).status).toBe(1);
    lab.aws.use(() => undefined);
    const { stderr } = await lab.run('sweep');
    expect(stderr).not.toMatch(new RegExp(`(rewritten|tampered).*${covered.actionId}`));
    expect(await lab.iam.names(role)).toEqual([policyName(covered.actionId)]);
    expect(await lab.known(covered.actionId)).toMatchObject({
      state: expect.stringMatching(/applied|verified/),
      by: 'carol',
    });
  });

  it('asks once more where IAM only did not answer', async () => {
    const { first } = await coveredTwice('unlisted-once');
    lab.aws.use(({ action, n }) => (action === 'ListRolePolicies' && n === 2 ? 'reset' : undefined));
    const done = await lab.run(`undo ${first}`);
    expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('NOT known')]);
  });
});

describe('approve of an id that the ledger does not have', () => {
  it('says where the session of a refused action is named', async () => {
    const { stderr } = await lab.run(`approve ${digest('refused by a guard-rail')}`);
    expect(stderr).toContain('its alert names the session, and the command (rolewarden revoke ASIA…)');
  });
});

describe('an undo that cannot read the audit folder', () => {
  it('says that what the policy had covered is not known', async () => {
    const { first } = await coveredTwice('unread-cover');
    unreadable(first);
    const done = await lab.run(
      `undo ${first} --target ${(await lab.known(first)).intent.target.arn} --config ${down()}`,
    );
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(`undone: ${policyName(first)}`)]);
    expect(done.stderr).toMatch(/NOT known whether .*had covered other denies.*\n.*EISDIR/);
    expect(done.stderr).not.toContain('there is no audit record');
    expect(done.stderr).toContain(`rolewarden undo ${first}\n`);
  });

  it('says which of the covered denies it could not judge', async () => {
    const { covered, first } = await coveredTwice('unread-covered');
    unreadable(covered.slice('rolewarden-'.length));
    const done = await lab.run(`undo ${first} --config ${down()}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('NOT known whether')]);
    expect(done.stderr).toContain('EISDIR');
  });

  it('does not say that the folder has nothing of an id', async () => {
    const id = digest('unread-nowhere');
    unreadable(id);
    const done = await lab.run(`undo ${id} --config ${down()}`);
    expect([done.status, done.stderr]).toEqual([
      'ERR_USAGE',
      expect.stringMatching(/audit folder .*cannot be read.*EISDIR/),
    ]);
    expect(done.stderr).not.toContain('in the audit folder, or in IAM');
  });

  it('names the policies whose time it does not know, with --since', async () => {
    const role = await lab.iam.role('unread-since');
    const intent = { ...sessionIntent(role, 'alice', now - 7_200_000), expiresAt: now + 3_600_000 };
    await lab.approved(intent);
    unreadable(intent.actionId);
    const done = await lab.run(`undo --all --since 1h --config ${down()}`);
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(
      new RegExp(`NOT undone: ${policyName(intent.actionId)}.*when it was written is not known.*EISDIR`),
    );
    expect(done.stderr).toContain(`rolewarden undo ${intent.actionId} --target ${role.arn}\n`);
    expect(await lab.iam.names(role)).toEqual([policyName(intent.actionId)]);
  });

  it('the sweep does not say either that nobody ordered what it cannot look up', async () => {
    const role = await lab.iam.role('unread-sweep');
    const intent = sessionIntent(role, 'alice', now);
    await lab.iam.put(role, policyName(intent.actionId), denyPolicy(intent));
    unreadable(intent.actionId);
    const { stderr } = await lab.run('sweep');
    const line = stderr.split('\n').find((one) => one.includes(intent.actionId)) ?? '';
    expect(line).toMatch(
      /whether somebody ordered it is not known: the audit folder .* cannot be read: EISDIR/,
    );
    expect(line).not.toContain('no audit record says');
  });
});
