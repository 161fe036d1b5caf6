import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { startFaults } from '../support/aws-faults.ts';
import { sessionIntent } from '../support/iam-lab.ts';

let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
afterAll(() => lab.close());

async function newBucket(): Promise<string> {
  const name = `stopped-${randomUUID()}`;
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const s3 = new S3Client({
    endpoint: inject('aws'),
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  s3.destroy();
  return name;
}

const CAROL = 'carol has stopped all actions';

describe('the kill switch', () => {
  it('outlives a store that loses its data, by the audit folder', async () => {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const intent = sessionIntent(await lab.iam.role('stopped-lost'), 'alice', now);
    const { actionId, target } = intent;
    await lab.record(intent, 'pending');
    expect((await lab.run('stop --by carol')).status).toBe(0);
    // all that the store knew of it
    await lab.link.ledger.kill(undefined);
    const away = lab.config(
      'away-audited.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {mode: confirm, audit: {folder: audit}}\n',
    );
    for (const line of [
      `approve ${actionId}`,
      `revoke --role ${target.arn}`,
      `revoke --role ${target.arn} --dry-run`,
      `revoke --role ${target.arn} --config ${away}`,
    ]) {
      const { status, stderr } = await lab.run(line);
      expect([line, status, stderr]).toEqual([line, 1, expect.stringContaining(CAROL)]);
    }
    expect(await lab.iam.names(target)).toEqual([]);
    expect((await lab.run('pending')).stdout).toContain('kill switch PULLED by carol');
    expect((await lab.run('doctor')).stdout).toContain('warn kill-switch');
    expect((await lab.run('resume')).stderr).toContain('it was pulled by carol');
    expect((await lab.run(`approve ${actionId}`)).status).toBe(0);
  });

  it('put there by hand it holds, and resume says what to delete', async () => {
    const byHand = join(lab.audit, 'switch-9.json');
    writeFileSync(byHand, '');
    expect((await lab.run('pending')).stdout).toContain('kill switch PULLED by somebody');
    const { status, stderr } = await lab.run('resume');
    expect([status, stderr]).toEqual(['ERR_AUDIT', expect.stringContaining(`delete ${byHand}`)]);
    rmSync(byHand);
    expect((await lab.run('resume')).status).toBe(0);
    expect((await lab.run('pending')).stdout).toContain('kill switch: not pulled');
  });

  it('is pulled without the store where the workers share the audit folder', async () => {
    const bucket = await newBucket();
    const audit = `revocation: {mode: confirm, audit: {folder: "s3://${bucket}/records"}}\n`;
    const away = lab.config('away-s3.yaml', `store: {url: "redis://127.0.0.1:1"}\n${audit}`);
    const back = lab.config('back-s3.yaml', `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n${audit}`);
    const stop = await lab.run(`stop --by carol --config ${away}`);
    expect([stop.status, stop.stderr]).toEqual([
      0,
      expect.stringMatching(/stopped by carol.*by s3:.* alone: the store cannot be asked.*ECONNREFUSED/s),
    ]);
    expect((await lab.run(`pending --config ${back}`)).stdout).toContain('PULLED by carol');
    expect((await lab.run(`doctor --config ${away}`)).stdout).toMatch(/warn kill-switch +pulled by carol/);
    expect((await lab.run('pending')).stdout).toContain('kill switch: not pulled');
    expect((await lab.run(`resume --config ${back}`)).stderr).toContain('it was pulled by carol');
    expect((await lab.run(`pending --config ${back}`)).stdout).toContain('kill switch: not pulled');
    const gone = lab.config(
      'gone-s3.yaml',
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n${audit.replace(bucket, `${bucket}-gone`)}`,
    );
    const half = await lab.run(`stop --by carol --config ${gone}`);
    expect([half.status, half.stderr]).toEqual([
      0,
      expect.stringContaining(
        'it does not outlive a store that loses its data, since the audit folder has no record of it: the kill switch in s3://',
      ),
    ]);
    await lab.link.ledger.kill(undefined);
  });

  it('is shown and released without the store, as far as the audit folder goes', async () => {
    const audit = `revocation: {mode: confirm, audit: {folder: "s3://${await newBucket()}/records"}}\n`;
    const none = lab.config('none-s3.yaml', audit);
    const away = lab.config('away2-s3.yaml', `store: {url: "redis://127.0.0.1:1"}\n${audit}`);
    const back = lab.config('back2-s3.yaml', `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n${audit}`);
    expect((await lab.run(`stop --by carol --config ${back}`)).status).toBe(0);
    for (const config of [none, away]) {
      const pending = await lab.run(`pending --config ${config}`);
      expect(pending.status).toBe('ERR_STORE_UNAVAILABLE');
      expect(pending.stdout).toMatch(
        /kill switch PULLED by carol in s3:\S*records: nothing is revoked; rolewarden resume/,
      );
      expect(pending.stderr).toMatch(/what awaits approval and the breakers were not looked at/);
    }
    const half = await lab.run(`resume --by dave --config ${away}`);
    expect([half.status, half.stderr]).toEqual([
      1,
      expect.stringMatching(
        /released in s3:\S*records: it was pulled by carol\n {2}not released in the ledger: .*ECONNREFUSED.*\n {2}what to do: when the store is back: rolewarden resume/,
      ),
    ]);
    expect((await lab.run(`pending --config ${away}`)).stdout).toMatch(
      /^kill switch: not pulled in s3:\S*records\n {2}not looked at: the ledger\n$/,
    );
    // the ledger still has it
    expect((await lab.run(`pending --config ${back}`)).stdout).toContain('kill switch PULLED by carol');
    expect((await lab.run(`stop --by erin --config ${none}`)).status).toBe(0);
    const alone = await lab.run(`resume --config ${none}`);
    expect([alone.status, alone.stderr]).toEqual([
      0,
      expect.stringMatching(/pulled by erin\n {2}not released in the ledger: no store is configured/),
    ]);
    expect((await lab.run(`resume --config ${back}`)).stderr).toContain('it was pulled by carol');
    expect((await lab.run(`pending --config ${back}`)).stdout).toContain('kill switch: not pulled\n');
  });

  it('says in JSON in which place it is pulled or released', async () => {
    const audit = `revocation: {mode: confirm, audit: {folder: "s3://${await newBucket()}/records"}}\n`;
    const none = lab.config('none-json.yaml', audit);
    // what awaits approval comes before it
    const json = async (line: string) =>
      JSON.parse((await lab.run(`${line} --format json`)).stdout.trim().split('\n').at(-1) ?? '');
    const where = (ledger: boolean | null, auditFolder: boolean | null) =>
      expect.objectContaining({ where: { configuration: false, ledger, auditFolder } });
    expect(await json('stop')).toEqual(where(true, true));
    expect(await json('pending')).toEqual(where(true, true));
    expect(await json('resume')).toEqual(where(false, false));
    expect(await json('pending')).toEqual(where(false, false));
    const alone = await json(`stop --config ${none}`);
    expect(alone).toEqual(where(null, true));
    expect(alone.notes[0]).toMatch(/alone: the store cannot be asked/);
    expect(await json(`pending --config ${none}`)).toEqual(where(null, true));
    expect(await json(`resume --config ${none}`)).toEqual(where(null, false));
    expect(await json(`pending --config ${none}`)).toMatchObject({ pulled: null, by: null });
    const off = lab.config(
      'off-json.yaml',
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\nrevocation: {enabled: false}\n`,
    );
    const released = await json(`resume --config ${off}`);
    expect(released.where).toEqual({ configuration: true, ledger: false, auditFolder: null });
    expect(released.notes[0]).toContain('revocation.enabled is false');
  });

  it('names what neither pending nor resume could look at', async () => {
    const nowhere = lab.config(
      'look-nowhere.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {audit: {folder: /dev/null/audit}}\n',
    );
    for (const command of ['pending', 'resume']) {
      const { status, stderr, stdout } = await lab.run(`${command} --config ${nowhere}`);
      expect([status, stdout]).toEqual(['ERR_STORE_UNAVAILABLE', '']);
      expect(stderr).toMatch(/ECONNREFUSED.*the kill switch in \/dev\/null\/audit: /);
    }
    const folder = lab.config(
      'look-ledger.yaml',
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\nrevocation: {audit: {folder: /dev/null/audit}}\n`,
    );
    const { status, stdout } = await lab.run(`pending --config ${folder}`);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(
        /kill switch: not pulled in the ledger\n {2}not looked at: the kill switch in \/dev\/null/,
      ),
    ]);
  });

  it('is not pulled without the store where only this machine has the audit folder', async () => {
    const away = lab.config(
      'stop-away.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {mode: confirm, audit: {folder: elsewhere}}\n',
    );
    const { status, stderr } = await lab.run(`stop --config ${away}`);
    expect([status, stderr]).toEqual([
      'ERR_STORE_UNAVAILABLE',
      expect.stringContaining('revocation.enabled: false'),
    ]);
    // the store may be away for this host alone
    expect(stderr).toContain('Those that cannot ask it either do nothing by themselves, all others go on');
    // it was recorded: who reads that nothing was done must not wonder later why nothing is
    expect(stderr).toMatch(/only workers on this machine that use \S*elsewhere are stopped/);
    const only = /only workers on this machine that use (\S*elsewhere) are stopped/;
    const [here = ''] = only.exec(stderr) ?? [];
    expect((await lab.run(`doctor --config ${away}`)).stdout).toMatch(
      new RegExp(
        `warn kill-switch +pulled by .*: ${here}\n.*to stop all workers, with the store: rolewarden stop`,
      ),
    );
    const pending = await lab.run(`pending --config ${away}`);
    expect(pending.stdout).toMatch(new RegExp(`^kill switch PULLED by .*: ${here}; rolewarden resume\n`));
    expect(pending.stdout).toContain('not looked at: the ledger\n  what to do: to stop all workers');
    expect(pending.stdout).not.toContain('nothing is revoked');
    const back = lab.config(
      'stop-back.yaml',
      `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\nrevocation: {mode: confirm, audit: {folder: elsewhere}}\n`,
    );
    // the ledger, which the other workers ask, does not have it
    const whole = await lab.run(`pending --config ${back}`);
    expect(whole.stdout).toMatch(new RegExp(`kill switch PULLED by .*: ${here}; rolewarden resume\n`));
    expect(whole.stdout).toContain('what to do: to stop all workers, with the store: rolewarden stop');
    const json = await lab.run(`pending --format json --config ${back}`);
    expect(JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      pulled: true,
      where: { ledger: false, auditFolder: true },
      notes: [here, expect.stringContaining('rolewarden stop')],
    });
    expect((await lab.run(`stop --by carol --config ${back}`)).status).toBe(0);
    expect((await lab.run(`pending --config ${back}`)).stdout).toContain(
      'kill switch PULLED by carol: nothing is revoked; rolewarden resume\n',
    );
    expect((await lab.run(`resume --config ${back}`)).status).toBe(0);
  });

  it('names both places if neither can be written', async () => {
    const nowhere = lab.config(
      'stop-nowhere.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {mode: confirm, audit: {folder: /dev/null/audit}}\n',
    );
    const { status, stderr } = await lab.run(`stop --config ${nowhere}`);
    expect([status, stderr]).toEqual([
      'ERR_STORE_UNAVAILABLE',
      expect.stringContaining('the kill switch in /dev/null/audit: '),
    ]);
  });

  it('doctor fails where it may not be looked for in S3', async () => {
    const faults = await startFaults(inject('aws'));
    onTestFinished(faults.close);
    faults.use(({ action }) => (action.includes('list-type=2') ? 'denied' : undefined));
    const audit = lab.config(
      'denied-s3.yaml',
      `revocation: {audit: {folder: "s3://${await newBucket()}/records"}}\n`,
    );
    const env = { AWS_ENDPOINT_URL_S3: faults.url };
    const { stdout } = await lab.run(`doctor --config ${audit}`, { env });
    expect(stdout).toMatch(/fail audit .*the kill switch in s3:/);
  });
});
