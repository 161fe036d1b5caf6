import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DATABASES } from '../../scripts/places.ts';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/run/log.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { type LawfulAws, startLaw } from '../support/aws-law.ts';
import type { Ran } from '../support/run-command.ts';

let law: LawfulAws;
let lab: ActingLab;
beforeAll(async () => {
  law = await startLaw(inject('aws'));
  lab = await actingLab(law.url);
});
afterAll(async () => {
  await lab.close();
  await law.close();
});
beforeEach(() => {
  law.obey({});
  law.hear(() => undefined);
});

const DRILL = [{ Key: 'rolewarden:drill', Value: 'true' }];
/** A drill role of its own for each test. */
const drillRole = (Tags = DRILL) => lab.iam.role(`drill-live-${randomBytes(4).toString('hex')}`, { Tags });

/** The checks of the rehearsal alone, by name. */
function live({ stdout }: Ran): ReadonlyMap<string, string> {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const checks = lines.filter(({ check }) => String(check).startsWith('live-'));
  return new Map(
    checks.map(({ check, detail, fix, status }) => [check, `${status}: ${detail} ${fix.join('; ')}`]),
  );
}

const doctor = (arn: string, wait = '4s', more = '') =>
  lab.run(`doctor --format json --live ${arn} --wait ${wait} ${more}`);

/** From now on a worker judges what AWS tells: nobody waits for it to the end. */
async function work(): Promise<void> {
  const { analyzer } = await createApp({
    config: parseConfig({ databases: DATABASES }, 'test'),
    store: lab.link.store,
    log: createLog('silent'),
  });
  law.hear((record) => void analyzer.analyze([{ id: 'live', body: { Records: [record] } }]));
}

describe('rolewarden doctor --live', () => {
  it('where AWS does what it says: one session is ended, no other, and it is allowed again', async () => {
    const role = await drillRole();
    await work();
    const done = await doctor(role.arn, '2m');
    const found = live(done);
    expect([...found].filter(([, words]) => words.startsWith('fail'))).toEqual([]);
    expect([...found.keys()]).toEqual([
      ...['live-role', 'live-sessions', 'live-deny', 'live-others', 'live-later', 'live-undo'],
      ...['live-size', 'live-aws-role', 'live-events', 'live-read-only', 'live-identity', 'live-trusted'],
    ]);
    expect(found.get('live-deny')).toMatch(/^ok: drill-[0-9a-f]{8} is denied \d+\.\d s after/);
    expect(found.get('live-later')).toMatch(
      /^ok: a session of the same name, issued \d+(\.\d+)? s later, still works/,
    );
    expect(found.get('live-trusted')).toMatch(/^warn: /);
    expect(done.stderr).toContain('revoked: session');
    expect(done.stderr).toContain('undone');
    expect(await lab.iam.names(role)).toEqual([]);
    const recorded = (await lab.link.ledger.actions()).filter(
      ({ intent }) => intent.target.name === role.name,
    );
    expect(recorded.map(({ state }) => state)).toEqual(['undone']);
  });

  it('no event arrives: it says so, and what to look at', async () => {
    const { status, ...done } = await doctor((await drillRole()).arn, '3s');
    expect(live({ status, ...done }).get('live-events')).toMatch(
      /^fail: AssumeRole of drill-\w+-other was not judged within \d+ s .*provision eventbridge/,
    );
    expect(status).toBe(1);
  });

  it.each([
    ['nobody is denied: an emulator that takes every policy and heeds none', 'nobody', 'live-deny'],
    ['every session of the role is denied', 'role', 'live-others'],
    ['every session of the name is denied', 'name', 'live-later'],
  ] as const)('%s', async (_, denies, check) => {
    law.obey({ denies });
    await work();
    const role = await drillRole();
    // nobody is denied, however long it is waited for
    const done = await doctor(role.arn, denies === 'nobody' ? '2s' : '2m');
    expect(live(done).get(check)).toMatch(/^fail: .*do not arm revocation here/);
    // who never was denied is not said to be let in again
    expect(live(done).has('live-undo')).toBe(denies !== 'nobody');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('a session stays denied, IAM takes what is too long, and changes a role of AWS', async () => {
    law.obey({ lifts: false, limits: false });
    await work();
    const role = await drillRole();
    const found = live(await doctor(role.arn, '8s'));
    expect(found.get('live-deny')).toMatch(/^ok/);
    expect(found.get('live-undo')).toMatch(/^fail: .*after the undo it is denied/);
    expect(found.get('live-size')).toMatch(/^fail: IAM accepted more than 10240/);
    expect(found.get('live-aws-role')).toMatch(/^warn: cannot tell/);
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it.each([
    [true, /^ok: the spoke session that was issued for drill-live-\w+ may not read AWSServiceRoleForSupport/],
    [false, /^fail: .*its session policy does not restrict it/],
  ])('spoke sessions are bound by their policy: %s', async (binds, words) => {
    law.obey({ binds, limits: binds });
    if (!binds) await lab.iam.role('AWSServiceRoleForSupport');
    const spoke = lab.config(
      `spoke-${binds}.yaml`,
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\norganisation: {accounts: ["123456789012"]}\nrevocation: {mode: confirm, audit: {folder: audit}, spoke: {roleArn: "arn:aws:iam::{account}:role/spoke", own: ["210987654321"]}}\n`,
    );
    await lab.iam.role(`spoke`).catch(() => undefined);
    await work();
    const role = await drillRole();
    const found = live(await doctor(role.arn, '2m', `--config ${spoke}`));
    expect(found.get('live-deny')).toMatch(/^ok/);
    expect(found.get('live-spoke')).toMatch(words);
  });

  it('touches no role that is not tagged for it, and none that is not there', async () => {
    const role = await drillRole([{ Key: 'rolewarden:drill', Value: 'no' }]);
    const refused = await doctor(role.arn, '1s');
    expect([refused.status, [...live(refused)]]).toEqual([
      1,
      [['live-role', expect.stringMatching(/^fail: .*has no tag rolewarden:drill=true: nothing was tried/)]],
    ]);
    const gone = live(await doctor(role.arn.replace(role.name, 'no-such-role'), '1s'));
    expect(gone.get('live-role')).toMatch(/^fail: .*NoSuchEntity.*docs\/operations.md/);
  });

  it('ends nothing where there is no place for a record, and looks for the events all the same', async () => {
    const role = await drillRole();
    const none = lab.config('unrecorded.yaml', `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n`);
    const found = live(await doctor(role.arn, '1s', `--config ${none}`));
    expect(found.get('live-deny')).toMatch(/^fail: nothing is ended without a record set revocation.audit/);
    expect([...found.keys()]).toEqual(['live-role', 'live-sessions', 'live-deny', 'live-events']);
  });

  it('writes nothing while the kill switch is pulled', async () => {
    await lab.link.ledger.kill('carol');
    const role = await drillRole();
    const done = await doctor(role.arn, '1s');
    await lab.link.ledger.kill(undefined);
    expect(live(done).get('live-deny')).toMatch(/^fail: the deny was not written/);
    // what would show that IAM refuses a write is a write
    expect([...live(done).keys()]).toEqual(['live-role', 'live-sessions', 'live-deny', 'live-events']);
    expect(done.stderr).toContain('carol');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('takes the deny back when it is interrupted', async () => {
    law.obey({ denies: 'nobody' });
    const role = await drillRole();
    const abort = new AbortController();
    const done = lab.run(`doctor --live ${role.arn} --wait 5m`, { signal: abort.signal });
    await expect.poll(() => lab.iam.names(role), { timeout: 60_000 }).toHaveLength(1);
    abort.abort(new Error('interrupted'));
    expect((await done).status).toBe(130);
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it.each([
    ['--live arn:aws:iam::123456789012:user/alice', /--live cannot be .*ARN of the drill role/s],
    ['--wait 5m', /--wait goes with --live/],
    ['--live arn:aws:iam::123456789012:role/r --wait soon', /--wait cannot be "soon".*write 90s or 15m/s],
  ])('%s is refused', async (words, said) => {
    expect(await lab.run(`doctor ${words}`)).toMatchObject({
      status: 'ERR_USAGE',
      stderr: expect.stringMatching(said),
    });
  });
});
