import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'rolewarden-intake-'));
afterAll(() => rmSync(root, { recursive: true }));

const RECORDING = 'fixtures/scenarios/break-glass-at-night/events.jsonl';
const CONFIG = 'fixtures/scenarios/rolewarden.yaml';
const OTHER = '{"eventSource":"s3.amazonaws.com","eventName":"x"}';
const STS = JSON.stringify({
  eventVersion: '1.08',
  eventTime: '2026-03-02T08:41:35Z',
  eventSource: 'sts.amazonaws.com',
  eventName: 'GetCallerIdentity',
  eventID: 'e1',
  userIdentity: { type: 'IAMUser', userName: 'alice', accountId: '111122223333' },
});
const replay = (...args: readonly string[]) => command(['replay', '--config', CONFIG, ...args]);

let folder: string;
let logs: string;
const at = (name: string) => join(logs, name);
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
  logs = join(folder, 'logs');
  mkdirSync(logs);
  copyFileSync(RECORDING, at('events.jsonl'));
});

async function summaryOf(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, 'summary');
  const { code, stderr } = await replay(...args, '--summary', path);
  expect([code, stderr]).toEqual([undefined, expect.any(String)]);
  const { seconds: _, recordsPerSecond: __, ...summary } = JSON.parse(readFileSync(path, 'utf8'));
  return summary;
}

describe('recordings that are named more than once', () => {
  it('are read once', async () => {
    const once = await summaryOf(logs);
    symlinkSync(at('events.jsonl'), at('link.jsonl'));
    expect(await summaryOf(logs, at('events.jsonl'), logs, `${logs}/../logs`, at('link.jsonl'))).toEqual(
      once,
    );
  });
});

describe('results inside a folder that is replayed', () => {
  const results = () => [
    ...['--out', at('out.json'), '--format', 'ndjson', '--min-score', '0'],
    ...['--baseline', at('baseline.ndjson'), '--resume', at('journal.log'), '--summary', at('summary.json')],
  ];

  it('are not read by the same command again', async () => {
    const read: unknown[] = [];
    for (let run = 0; run < 3; run++) {
      rmSync(at('baseline.ndjson'), { force: true });
      expect((await replay(logs, ...results())).code).toBeUndefined();
      const { problems, records, skipped } = JSON.parse(readFileSync(at('summary.json'), 'utf8'));
      read.push({ problems, records, skipped });
    }
    expect(read[0]).toMatchObject({ problems: 0, skipped: [] });
    expect(read.slice(1)).toEqual([read[0], read[0]]);
  });
});

describe('results of earlier runs', () => {
  it('are passed over, and named once each', async () => {
    const plain = await summaryOf(logs);
    const written = join(folder, 'written');
    for (const format of ['ndjson', 'ocsf'])
      await replay(logs, '--format', format, '--out', `${written}-${format}`, '--min-score', '0');
    await replay(logs, '--baseline', `${written}-baseline`, '--summary', `${written}-summary`);
    const findings = readFileSync(`${written}-ndjson`, 'utf8').trimEnd().split('\n');
    expect(findings.length).toBeGreaterThan(1);
    writeFileSync(at('a.ndjson'), `${findings.join('\n')}\n`);
    writeFileSync(at('b.json.gz'), gzipSync(`[\n  ${findings.join(',\n  ')}\n]\n`));
    for (const [name, from] of [
      ['c.json', 'ocsf'],
      ['d.json', 'baseline'],
      ['e.json', 'summary'],
    ] as const)
      copyFileSync(`${written}-${from}`, at(name));
    expect(await summaryOf(logs)).toEqual({
      ...plain,
      skipped: [
        {
          reason: 'findings of Rolewarden, not CloudTrail',
          count: 3,
          // a file that may be passed on: no folder of this machine
          examples: ['a.ndjson', 'b.json.gz', 'c.json'],
        },
        { reason: 'a baseline of Rolewarden, not CloudTrail', count: 1, examples: ['d.json'] },
        { reason: 'a summary of Rolewarden, not CloudTrail', count: 1, examples: ['e.json'] },
      ],
    });
    // records that stand in the same file are read
    writeFileSync(at('events.jsonl'), `${findings[0]}\n${readFileSync(RECORDING, 'utf8')}`);
    expect(await summaryOf(at('events.jsonl'))).toMatchObject({ records: plain['records'], problems: 0 });
  });
});

describe('a replay of no CloudTrail record', () => {
  const empty = () => join(folder, 'empty');
  const put = (name: string, content: string | Uint8Array) => writeFileSync(join(empty(), name), content);
  beforeEach(() => mkdirSync(empty()));

  it.each([
    ['nothing', {}, '0 files read'],
    ['an empty file', { 'a.json': '' }, '1 empty file read'],
    ['what decompresses to nothing', { 'a.json.gz': gzipSync(''), 'b.json.gz': '' }, '2 empty files read'],
    ['commas', { 'a.json': ',', 'b.json': '\n,,\n,' }, '2 files read; 2 × not JSON: '],
    ['a compressed comma', { 'a.json.gz': gzipSync(',') }, '1 file read; 1 × not JSON: '],
    [
      'a list of commas',
      { 'a.json': '{"Records":[,]}' },
      '1 file read; 1 × the list holds something else than records',
    ],
    ['white space', { 'a.json': '\ufeff\n', 'b.json': ' ' }, '2 empty files read'],
    [
      'other names',
      { 'a.txt': '{}', 'b.csv': '' },
      '0 files read; 2 files or folders left out by name or kind',
    ],
    ['other content', { 'a.log': 'no\nno\n', 'b.json': '{}' }, '2 files read; 2 × not JSON: '],
    ['findings', { 'a.json': '{"schema":"rolewarden.finding/1"}' }, '1 × findings of Rolewarden'],
    [
      'an empty list beside what cannot be read',
      { 'a.json': '[]', 'b.log': 'no\n' },
      '2 files read; 1 × not JSON',
    ],
    ['a cut list', { 'a.json': '{"Records":[' }, '1 × the file ends inside its list of records'],
  ])('fails, and says what was there: %s', async (_, files, words) => {
    for (const [name, content] of Object.entries(files)) put(name, content);
    const out = join(folder, 'out');
    writeFileSync(out, 'before');
    for (const more of [
      ['--out', out],
      ['--fail-on', 'high'],
      ['--compare', CONFIG],
      ['--from', '2026-01-01'],
    ]) {
      const { code, stderr, stdout } = await replay(empty(), ...more);
      expect([code, stdout]).toEqual(['ERR_INPUT_UNREADABLE', '']);
      expect(stderr).toContain(`no CloudTrail record is in ${empty()}: `);
      expect(stderr).toContain(words);
      expect(stderr).toContain('name CloudTrail recordings');
    }
    expect(readFileSync(out, 'utf8')).toBe('before');
    expect((await command(['init', '--from', empty(), '--out', join(folder, 'new')])).code).toBe(
      'ERR_INPUT_UNREADABLE',
    );
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it.each([
    ['without userIdentity', STS.replace('"userIdentity"', '"identity"'), '2 × no userIdentity: '],
    ['without eventTime', STS.replace('"eventTime"', '"time"'), '2 × no eventTime: '],
    ['dated in the future', STS.replace('2026-', '2096-'), 'ahead of this host’s clock'],
    ['without eventSource', STS.replace('"eventSource"', '"source"'), '2 × no eventName or no eventSource'],
  ])('fails as a gate if all records that count are %s', async (_, record, words) => {
    const other = record.includes('eventSource') ? `${OTHER},` : '';
    put('a.json', `{"Records":[${other}${record},${record}]}`);
    const { code, stderr, stdout } = await replay(empty(), '--fail-on', 'high');
    expect([code, stdout]).toEqual(['ERR_INPUT_UNREADABLE', '']);
    expect(stderr).toContain(`no record in ${empty()} can be judged: 2 × `);
    expect((await replay(empty(), '--fail-on', 'high', '--compare', CONFIG)).code).toBe(
      'ERR_INPUT_UNREADABLE',
    );
    expect((await replay(empty())).code).toBeUndefined();
    expect(stderr).toContain(words);
    put('b.json', `{"Records":[${STS}]}`);
    expect((await replay(empty(), '--fail-on', 'high')).code).toBeUndefined();
  });

  it('is none where a file of something else lies beside records of other services', async () => {
    put('a.json', `{"Records":[${OTHER}]}`);
    put('b.json', '{"name": "x"}');
    expect((await replay(empty(), '--fail-on', 'high')).code).toBeUndefined();
  });

  it.each([
    ['records of other services', '{"Records":[{"eventSource":"s3.amazonaws.com","eventName":"x"}]}'],
    ['a list that is empty', '{"Records":[]}'],
    ['an empty answer of lookup-events', '{\n  "Events": []\n}\n'],
    ['an empty list as a document', '[\n]\n'],
    ['a control message', '{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"x"}]}'],
  ])('is none with %s', async (_, content) => {
    put('a.json', content);
    expect((await replay(empty(), '--fail-on', 'high')).code).toBeUndefined();
  });

  it('is none where the times asked for hold nothing', async () => {
    for (const [words, ...span] of [
      ['not before --to (ignored); none is within them', '--to', '2001-01-01'],
      ['before --from (learned, not reported); none is within them', '--from', '2031-01-01'],
    ]) {
      const { code, stderr } = await replay(logs, ...span);
      expect(code).toBeUndefined();
      expect(stderr).toMatch(/^events outside of the times asked for: [1-9]\d* /m);
      expect(stderr).toContain(words);
    }
    const { before, after, events } = await summaryOf(logs, '--from', '2026-03-20', '--to', '2026-04-01');
    const all = await summaryOf(logs);
    expect([all['before'], all['after'], Number(events) + Number(after)]).toEqual([0, 0, all['events']]);
    expect(Math.min(Number(before), Number(after), Number(events) - Number(before))).toBeGreaterThan(0);
    expect((await replay(logs)).stderr).not.toContain('outside');
  });

  it('writes names that no terminal obeys', async () => {
    put('\u001b[2J.json', 'no');
    expect((await replay(empty())).stderr).not.toContain('\u001b');
  });
});
