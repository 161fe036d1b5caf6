import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { clockCheck } from '../../src/commands/doctor/checks.ts';
import { redisFindings } from '../../src/commands/doctor/redis.ts';
import { anAction } from '../support/an-action.ts';
import { type RecordedLab, recordedLab } from '../support/proxied-lab.ts';
import { redisCli } from '../support/redis-cluster.ts';
import type { Ran } from '../support/run-command.ts';

let lab: RecordedLab;
beforeAll(async () => {
  lab = await recordedLab(inject('aws'));
});
afterAll(() => lab.close());
beforeEach(() => lab.aws.reset());

const TRUSTED = 'trusted: ["arn:aws:sqs:us-east-1:123456789012:events"]';
const store = () => `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\n`;

/** Checks by name: their status and words. */
function checks({ stdout }: Ran): ReadonlyMap<string, string> {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return new Map(lines.map(({ check, detail, fix, status }) => [check, `${status}: ${detail} ${fix}`]));
}

describe('rolewarden doctor', () => {
  it('finds nothing wrong where nothing is, and leaves nothing behind', async () => {
    const good = lab.config(
      'good.yaml',
      `${store()}organisation: {accounts: ["123456789012", "210987654321"]}\nrevocation: {mode: auto, audit: {folder: probe}, ${TRUSTED}, spoke: {roleArn: "arn:aws:iam::{account}:role/spoke", own: ["123456789012"]}}\n`,
    );
    const done = await lab.run(`doctor --format json --config ${good}`);
    const found = checks(done);
    const failed = [...found].filter(([, words]) => words.startsWith('fail'));
    expect([done.status, failed]).toEqual([0, []]);
    expect([...found.keys()].slice(0, 6)).toEqual([
      'configuration',
      'aws-region',
      'aws-credentials',
      'aws-clock',
      'redis',
      'redis-version',
    ]);
    expect(found.get('account')).toContain('ok: 210987654321');
    expect(lab.aws.calls.map(({ operation }) => operation)).toContain('AssumeRole');
    expect(lab.aws.mutations()).toEqual([]);
    expect(readdirSync(join(lab.folder, 'probe'))).toEqual([]);
    expect((await lab.run(`doctor --config ${good}`)).stdout).toContain('ok   redis-role        master\n');
  });

  it('sends a test alert to each place where it is told to, and tells which took it', async () => {
    const sns = new SNSClient({ endpoint: inject('aws'), region: 'us-east-1' });
    const sqs = new SQSClient({ endpoint: inject('aws'), region: 'us-east-1' });
    const name = `test-alert-${randomUUID()}`;
    const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
    const { QueueUrl: queue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const Endpoint = `arn:aws:sqs:us-east-1:123456789012:${name}`;
    const Attributes = { RawMessageDelivery: 'true' };
    await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint, Attributes }));
    const received = async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }))).Messages?.map(
        ({ Body = '' }) => Body,
      ) ?? [];
    const places = (second: string) => `alerts: [{type: sns, topic: "${topic}", level: high}${second}]\n`;
    const good = lab.config('told.yaml', store() + places(''));
    expect((await lab.run(`doctor --config ${good}`)).stdout).toContain('--test-alert sends each a test');
    expect(await received()).toEqual([]);
    const sent = await lab.run(`doctor --test-alert --format json --config ${good}`);
    expect(checks(sent).get('test-alert')).toMatch(/^ok: sns has taken it/);
    const [body = '{}'] = await received();
    expect(JSON.parse(body)).toMatchObject({
      id: expect.stringMatching(/^test-/),
      level: 'critical',
      actions: [],
    });
    expect(JSON.parse(body).summary).toContain('This is a test');
    const gone = lab.config(
      'gone.yaml',
      store() + places(`, {type: sns, name: gone, topic: "${topic}-gone"}`),
    );
    const failed = await lab.run(`doctor --test-alert --config ${gone}`);
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/^ok +test-alert +sns has taken it/m);
    expect(failed.stdout).toMatch(/^fail +test-alert +gone: .*not exist[\s\S]*docs\/alerts\.md/m);
    expect(await received()).toHaveLength(1);
    sns.destroy();
    sqs.destroy();
  });

  it('warns where records of revocations are not signed, and counts those without a valid signature', async () => {
    const configOf = (name: string, more: string) =>
      lab.config(name, `${store()}revocation: {mode: confirm, audit: {folder: probe}, ${TRUSTED}${more}}\n`);
    const bare = checks(await lab.run(`doctor --format json --config ${configOf('bare.yaml', '')}`));
    expect(bare.get('signing')).toMatch(/^warn: .*not signed: whoever can write to Redis.*signingKeys/);
    expect(bare.has('unsigned')).toBe(false);
    await lab.link.ledger.record(anAction('f'.repeat(16)));
    const keys = configOf('signed.yaml', `, signingKeys: ["\${env:LAB_KEY}"]`);
    const env = { LAB_KEY: 'k'.repeat(32) };
    const signed = checks(await lab.run(`doctor --format json --config ${keys}`, { env }));
    expect(signed.get('signing')).toMatch(/^ok: .*\(key [0-9a-f]{8}\)/);
    expect(signed.get('unsigned')).toMatch(/^warn: 1 record of .*rolewarden pending/);
    const same = configOf('same.yaml', `, signingKeys: ["\${env:LAB_KEY}", "\${env:LAB_KEY_ACCEPTED}"]`);
    const both = { ...env, LAB_KEY_ACCEPTED: env.LAB_KEY };
    const once = checks(await lab.run(`doctor --format json --config ${same}`, { env: both }));
    expect(once.get('signing')).toBe(signed.get('signing'));
    const missing = checks(await lab.run(`doctor --format json --config ${keys}`));
    expect(missing.get('signing')).toMatch(/^fail: .*LAB_KEY, which is not set.*set LAB_KEY/);
    await redisCli(lab.redis.port, ['FLUSHALL']);
  });

  it.each([
    [
      'https://127.0.0.1/in',
      '',
      /^fail: hook: 127.0.0.1 is 127.0.0.1, which is loopback: only public addresses/,
    ],
    ['https://[fd00::1]/in', '', /^fail: .*uniqueLocal/],
    [
      '$' + '{env:HOOK}',
      ', hosts: ["other.example.com"]',
      /^fail: .*soar.example.com is not among its hosts/,
    ],
    ['https://soar.invalid/in', '', /^warn: .*soar.invalid cannot be resolved here/],
    ['https://93.184.215.14/in', '', undefined],
  ])('says of a hook at %s%s whether it is ever called', async (url, more, words) => {
    const hook = lab.config('hook.yaml', `alerts: [{type: webhook, name: hook, url: "${url}"${more}}]\n`);
    const found = checks(
      await lab.run(`doctor --format json --config ${hook}`, {
        env: { HOOK: 'https://soar.example.com/in' },
      }),
    );
    expect(found.get('alerts')).toMatch(/^ok: hook/);
    if (words === undefined) expect(found.has('alert-host')).toBe(false);
    else expect(found.get('alert-host')).toMatch(words);
  });

  it('says what is wrong and what to do', async () => {
    mkdirSync(join(lab.folder, 'taken'), { recursive: true });
    writeFileSync(join(lab.folder, 'taken', 'file'), '');
    await redisCli(lab.redis.port, [
      'CONFIG',
      'SET',
      'maxmemory',
      '100mb',
      'maxmemory-policy',
      'allkeys-lru',
    ]);
    await lab.link.ledger.kill('carol');
    const bad = lab.config(
      'bad.yaml',
      `${store()}revocation: {mode: auto, audit: {folder: taken/file}}\nalerts: [{type: webhook, name: hook, url: "\${env:NOT_SET_ANYWHERE}", hosts: ["hooks.example.com"]}]\n`,
    );
    const done = await lab.run(
      `doctor --format json --regions us-east-1 --name no-such-rule --config ${bad}`,
    );
    const found = checks(done);
    expect(done.status).toBe(1);
    expect(found.get('redis-memory')).toMatch(/^fail: maxmemory-policy allkeys-lru.*set noeviction/);
    expect(found.get('audit')).toMatch(/^fail: .*make .* writable/);
    expect(found.get('trusted')).toMatch(/^fail: armed, and no event source is trusted/);
    expect(found.get('kill-switch')).toMatch(/^warn: pulled by carol.*rolewarden resume/);
    expect(found.get('alerts')).toMatch(/^fail: .*NOT_SET_ANYWHERE/);
    expect(found.get('rule')).toMatch(
      /^fail: no-such-rule in us-east-1: absent.*provision eventbridge --target ARN_IN_us-east-1 .*--name no-such-rule/,
    );
    expect(found.get('trail')).toMatch(/^fail: no trail in us-east-1/);
    expect(done.stderr).toMatch(/doctor: \d+ ok, \d+ warnings, 6 failed/);
    await lab.link.ledger.kill(undefined);
  });

  it('tells a store that is away from none', async () => {
    const away = lab.config('away.yaml', 'store: {url: "redis://127.0.0.1:1"}\n');
    const gone = await lab.run(`doctor --format json --config ${away}`);
    expect([gone.status, checks(gone).get('redis')]).toEqual([
      1,
      expect.stringMatching(/^fail: .*ECONNREFUSED/),
    ]);
    const none = lab.config('none.yaml', 'revocation: {}\n');
    expect(checks(await lab.run(`doctor --format json --config ${none}`)).get('redis')).toMatch(
      /^warn: none/,
    );
  });

  it('names the commands that the Redis user may not run, and goes on', async () => {
    const rights =
      'on >s3cret ~rw:* resetchannels -@all +get +mget +set +evalsha +eval +script|load +info +time';
    await redisCli(lab.redis.port, ['ACL', 'SETUSER', 'narrow', 'reset', ...rights.split(' ')]);
    const url = `redis://narrow:s3cret@127.0.0.1:${lab.redis.port}`;
    const narrow = lab.config('narrow.yaml', `store: {url: "${url}"}\n`);
    const done = await lab.run(`doctor --format json --config ${narrow}`);
    const found = checks(done);
    expect(found.get('redis-permissions')).toMatch(
      /^fail: the user may not run .*hget.*\+hget.*docs\/redis.md/,
    );
    expect(found.get('redis-permissions')).not.toMatch(/select|\bget\b/);
    expect(found.get('ledger')).toMatch(/^fail: .*hget/);
    expect(found.has('alerts')).toBe(true);
    for (const command of ['pending', 'stop', 'resume']) {
      const { stderr } = await lab.run(`${command} --config ${narrow}`);
      expect(stderr).toMatch(/the store refuses a command: .*ACL SETUSER/s);
      expect(stderr).not.toContain('store.url');
    }
  });

  it('passes on why AWS refuses us', async () => {
    lab.aws.answer(() => ({ status: 403, body: {} }));
    const { status, stdout } = await lab.run('doctor');
    expect([status, stdout]).toEqual([1, expect.stringContaining('fail aws-credentials')]);
    expect(stdout).toContain('what to do: ');
  });
});

describe('what the checks mean', () => {
  it('a clock that is more than 30 s off fails, on either side', () => {
    expect(clockCheck('c', 'AWS', 29_000).status).toBe('ok');
    expect(clockCheck('c', 'AWS', 31_000)).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('behind'),
    });
    expect(clockCheck('c', 'AWS', -31_000).detail).toContain('31 s ahead of AWS');
    expect(clockCheck('c', 'AWS', undefined).status).toBe('warn');
  });

  it('an old, replicating, mute server fails', () => {
    const health = {
      version: '6.2.14',
      role: 'slave',
      evicts: false,
      policy: 'noeviction',
      appendOnly: true,
      aofFails: false,
      tls: true,
      latencyMs: 1,
      scriptsRefused: 'NOPERM',
      commandsRefused: ['hkeys'],
      used: 0.8,
      skewMs: 90_000,
    };
    const failed = redisFindings(health).filter(({ status }) => status === 'fail');
    expect(failed.map(({ check }) => check)).toEqual([
      'redis-version',
      'redis-role',
      'redis-scripts',
      'redis-permissions',
      'redis-clock',
    ]);
    expect(failed.every(({ fix }) => fix.length > 0)).toBe(true);
  });
});
