import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CLI, rolewarden } from '../support/cli.ts';
import { s3Lab } from '../support/s3-lab.ts';

/** Every story as a trail's files of a few records each, so that events of one second lie in several files. */
const folder = mkdtempSync(join(tmpdir(), 'rolewarden-reading-'));
const logs = join(folder, 'logs');
const TORN = 'torn.json.gz';
afterAll(() => rmSync(folder, { recursive: true }));

const EACH = 100;
const stories = readdirSync('fixtures/scenarios', { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

beforeAll(() => {
  mkdirSync(logs);
  for (const { name } of stories) {
    const lines = readFileSync(`fixtures/scenarios/${name}/events.jsonl`, 'utf8').trim().split('\n');
    for (let at = 0; at < lines.length; at += EACH) {
      const text = `{"Records":[${lines.slice(at, at + EACH).join(',')}]}`;
      writeFileSync(join(logs, `${name}-${at}.json.gz`), gzipSync(text));
    }
  }
  writeFileSync(
    join(logs, TORN),
    gzipSync(`{"Records":[${'{"eventSource":"sts.amazonaws.com"},'.repeat(9)}`).subarray(0, -9),
  );
  writeFileSync(join(logs, 'notes.txt'), 'no recording');
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** The packaged command, as users run it. */
function replay(paths: readonly string[], ...more: readonly string[]): Ran {
  const at = join(folder, 'summary.json');
  rmSync(at, { force: true });
  const args = ['replay', ...paths, '--format', 'ndjson', '--min-score', '0', '--summary', at, ...more];
  const { status, stderr, stdout } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, AWS_ENDPOINT_URL: inject('aws') },
  });
  const { seconds, recordsPerSecond, ...summary } =
    status === 0 ? JSON.parse(readFileSync(at, 'utf8')) : { seconds: 0, recordsPerSecond: 0 };
  expect([seconds, recordsPerSecond].every((number) => typeof number === 'number')).toBe(true);
  return { status, stdout, stderr, summary };
}

let read: Ran | undefined;
/** The files as they are, read in one thread without a journal: once for all tests. */
function plainly(): Ran {
  read ??= replay([logs]);
  return read;
}

describe('replay with threads', () => {
  it('gives the findings, and the summary, of one thread', () => {
    const one = plainly();
    expect(one.status).toBe(0);
    expect(one.stdout.length).toBeGreaterThan(100_000);
    expect(one.summary).toMatchObject({ skippedFiles: 1, problems: 2 });
    for (const count of ['2', '5']) {
      const many = replay([logs], '--workers', count);
      expect(many.stdout).toBe(one.stdout);
      expect(many.summary).toEqual(one.summary);
    }
  });

  it.each(['0', '-1', '1.5', 'many', '1000'])('refuses --workers %j', (count) => {
    const { status, stderr } = replay([logs], `--workers=${count}`);
    expect(status).toBe(2);
    expect(stderr).toContain('use a whole number from 1 to 32');
  });

  it('says what a thread could not open', () => {
    const config = join(folder, 'lists.json');
    writeFileSync(
      config,
      JSON.stringify({ lists: [{ name: 'x', kind: 'tor', path: join(folder, 'none') }] }),
    );
    const { status, stderr } = replay([logs], '--workers', '2', '--config', config);
    expect(status).not.toBe(0);
    expect(stderr).toContain('ERR_LIST');
  });
});

describe('replay of a bucket', () => {
  const lab = s3Lab(inject('aws'));
  afterAll(() => lab.close());

  it('tells one of its findings as a story', async () => {
    const bucket = await lab.bucket();
    const recording = 'fixtures/scenarios/tor-to-admin/events.jsonl';
    await lab.put(bucket, 'logs/tor.jsonl', readFileSync(recording));
    const config = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
    const id: string = JSON.parse(replay([recording], ...config).stdout.split('\n')[0] ?? '').id;
    const told = (path: string) =>
      rolewarden(['explain', id, path, ...config], { env: { AWS_ENDPOINT_URL: inject('aws') } });
    expect(told(`s3://${bucket}/logs/`)).toEqual(told(recording));
    expect(told(recording).status).toBe(0);
  });

  it('gives the findings of the same files in a folder, in this thread and in others', async () => {
    const bucket = await lab.bucket();
    const key = 'AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/01/';
    for (const name of readdirSync(logs)) await lab.put(bucket, key + name, readFileSync(join(logs, name)));
    await lab.put(bucket, 'AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/x.json.gz', 'no recording');
    const local = plainly();
    for (const workers of ['1', '2']) {
      const { status, stdout, summary } = replay([`s3://${bucket}/AWSLogs/`], '--workers', workers);
      expect(status).toBe(0);
      expect(stdout).toBe(local.stdout);
      expect(summary).toMatchObject({ skippedFiles: 2, problems: 2, records: local.summary['records'] });
    }
    const again = [`s3://${bucket}`, `s3://${bucket}/${key}`, `s3://${bucket}/AWSLogs/1`, `s3://${bucket}`];
    expect(replay(again).summary).toMatchObject({ records: local.summary['records'] });
    const later = `s3://${bucket}/AWSLogs/111122223333/CloudTrail/`;
    expect(replay([later], '--to', '2020-01-01').summary).toMatchObject({ records: 0, skippedFiles: 1 });
    const none = replay([`s3://${bucket}/${key}notes`]);
    expect([none.status, none.stderr]).toEqual([
      1,
      expect.stringContaining('no CloudTrail record is in s3://'),
    ]);
    const both = replay([logs, `s3://${bucket}/AWSLogs/`]);
    expect(both.stdout).toBe(local.stdout);
  });

  it.each([
    ['s3://no-such-bucket-here/', 'there is no bucket'],
    ['s3:/x', 'is not the address of a bucket'],
    ['s3://UPPER/x', 'cannot be one'],
  ])('says what is wrong with %s, before anything is read', (address, words) => {
    const { status, stderr, stdout } = replay([logs, address]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
  });
});

describe('replay --resume', () => {
  const journal = join(folder, 'journal');

  it('reads once what has not changed, and gives the same', () => {
    const plain = plainly();
    const first = replay([logs], '--resume', journal);
    expect(first.stdout).toBe(plain.stdout);
    const size = statSync(journal).size;
    const second = replay([logs], '--resume', journal, '--workers', '2');
    expect(second.stdout).toBe(plain.stdout);
    expect(second.summary).toEqual(plain.summary);
    expect(statSync(journal).size).toBe(size);
    expect(statSync(journal).mode & 0o077).toBe(0);
    expect(readFileSync(journal).includes('sessionToken')).toBe(false);
  });

  it('goes on from what a killed process left, and reads a changed file again', () => {
    const { size } = statSync(journal);
    truncateSync(journal, Math.floor(size / 2));
    appendFileSync(journal, Buffer.alloc(7, 255));
    const path = join(logs, TORN);
    writeFileSync(path, gzipSync('{"Records":[]}'));
    read = undefined;
    const plain = plainly();
    expect(plain.summary).toMatchObject({ problems: 0 });
    for (let run = 0; run < 2; run++) {
      const resumed = replay([logs], '--resume', journal);
      expect(resumed.stdout).toBe(plain.stdout);
      expect(resumed.summary).toEqual(plain.summary);
    }
  });

  it('serves other networks, databases and lists: they are looked up anew', () => {
    const config = join(folder, 'own.json');
    const networks = [{ name: 'hq', cidr: ['203.0.113.0/24'] }];
    writeFileSync(config, JSON.stringify({ organisation: { networks } }));
    const resumed = replay([logs], '--resume', journal, '--config', config);
    expect(resumed.stdout).toBe(replay([logs], '--config', config).stdout);
    expect(resumed.stdout).not.toBe(plainly().stdout);
  });

  it('refuses a journal of other circumstances, a file that is none, and one that is damaged', () => {
    const config = join(folder, 'watch.json');
    writeFileSync(config, JSON.stringify({ sessions: 'watch' }));
    const other = replay([logs], '--resume', journal, '--config', config);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('other settings of sessions')]);
    const none = replay([logs], '--resume', 'README.md');
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('is no journal of a replay')]);
    const bytes = readFileSync(journal);
    bytes.fill(0, bytes.length - 4_000, bytes.length - 3_000);
    writeFileSync(journal, bytes);
    const damaged = replay([logs], '--resume', journal);
    expect([damaged.status, damaged.stderr]).toEqual([
      1,
      expect.stringContaining('everything is read again'),
    ]);
  });
});
