import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createCounting } from '../../src/run/replay/counts.ts';
import { openJournal } from '../../src/run/replay/journal.ts';
import type { Part, Source } from '../../src/run/replay/reading.ts';
import { CLI } from '../support/cli.ts';
import { s3Lab } from '../support/s3-lab.ts';
import { type S3Fault, type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-broken-'));
const lab = s3Lab(inject('aws'));
const storyOf = (name: string) => readFileSync(`fixtures/scenarios/${name}/events.jsonl`);
let proxy: S3Proxy;
let address: string;

beforeAll(async () => {
  proxy = await startS3Proxy(inject('aws'));
  const bucket = await lab.bucket();
  address = `s3://${bucket}/AWSLogs/`;
  await lab.put(bucket, 'AWSLogs/a.jsonl.gz', gzipSync(storyOf('stolen-instance-credentials')));
  await lab.put(bucket, 'AWSLogs/b.jsonl.gz', gzipSync(storyOf('offensive-framework')));
});
afterAll(async () => {
  lab.close();
  await proxy.close();
  rmSync(folder, { recursive: true });
});

/** The packaged command; the emulator's proxy is in this process, which must not wait. */
async function replay(...args: readonly string[]) {
  const env = { ...process.env, AWS_ENDPOINT_URL: proxy.url };
  const run = promisify(execFile)(process.execPath, [CLI, 'replay', ...args], {
    env,
    maxBuffer: 1 << 26,
  });
  return run.then(
    ({ stdout }) => ({ status: 0, stdout, stderr: '' }),
    ({ code, stderr, stdout }) => ({ status: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  );
}

const FAULTS: readonly (readonly [string, S3Fault, string])[] = [
  ['may not be read', { status: 403, code: 'AccessDenied' }, 'ERR_INPUT_UNREADABLE'],
  ['needs a token that ended', { status: 400, code: 'ExpiredToken' }, 'ERR_AWS'],
  ['was replaced', { status: 412, code: 'PreconditionFailed' }, 'ERR_INPUT_UNREADABLE'],
  ['is gone', { status: 404, code: 'NoSuchKey' }, 'ERR_INPUT_UNREADABLE'],
];

describe('an object that', () => {
  it.each(FAULTS)('%s ends the replay, and is read when it can be', async (what, fault, code) => {
    proxy.use(() => undefined);
    const whole = await replay(address, '--format', 'ndjson', '--min-score', '1');
    expect([whole.status, whole.stdout.length > 1_000]).toEqual([0, true]);
    for (const workers of ['1', '2']) {
      const journal = join(folder, `${what.replaceAll(' ', '-')}-${workers}`);
      const args = [
        address,
        '--workers',
        workers,
        '--resume',
        journal,
        '--format',
        'ndjson',
        '--min-score',
        '1',
      ];
      proxy.use(({ key, kind }) => (kind === 'get' && key.endsWith('b.jsonl.gz') ? fault : undefined));
      const broken = await replay(...args);
      expect(broken).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(code) });
      expect(broken.stderr).toContain('b.jsonl.gz');
      proxy.use(() => undefined);
      expect((await replay(...args)).stdout).toBe(whole.stdout);
    }
  });
});

describe('a journal', () => {
  const path = join(folder, 'trail.json');
  const source: Source = { kind: 'file', path, named: false };
  const read = async (journal: string, broken: boolean) => {
    let times = 0;
    const opened = openJournal(journal, 'x');
    const part = { events: [], counts: { ...createCounting().counts(), records: 1 } };
    const one = async function* (): AsyncGenerator<Part> {
      times++;
      yield broken ? { ...part, broken } : part;
    };
    for await (const _ of opened.through(one)(source));
    opened.close();
    return times;
  };

  it('keeps no file under which the disk failed', async () => {
    writeFileSync(path, '{"Records":[]}');
    const journal = join(folder, 'failed');
    expect([await read(journal, true), await read(journal, false), await read(journal, false)]).toEqual([
      1, 1, 0,
    ]);
  });

  it.each([
    [
      'zeros behind it, as after a power failure',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(4_096)]),
    ],
    ['noise behind it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(4_096, 'x')])],
    ['zeros for its last frame', (bytes: Buffer) => Buffer.from(bytes).fill(0, bytes.length - 60)],
    ['a flipped byte in its first frame', (bytes: Buffer) => Buffer.from(bytes).fill(255, 40, 41)],
  ])('goes on with %s', async (_what, damage) => {
    const journal = join(folder, 'damaged');
    rmSync(journal, { force: true });
    await read(journal, false);
    writeFileSync(journal, damage(readFileSync(journal)));
    await read(journal, false);
    expect(await read(journal, false)).toBe(0);
  });
});
