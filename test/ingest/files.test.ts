import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Item, readPaths } from '../../src/ingest/files.ts';
import { createSplitter } from '../../src/ingest/split.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = (n: number) => ({
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  eventID: `${n}`,
});
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

async function read(...paths: readonly string[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of readPaths(paths)) items.push(item);
  return items;
}
const idsOf = (items: readonly Item[]) =>
  items.flatMap((item) =>
    item.kind === 'record' && item.record.value instanceof Object && 'eventID' in item.record.value
      ? [item.record.value.eventID]
      : [],
  );
const problemsOf = (items: readonly Item[]) =>
  items.flatMap((item) =>
    item.kind === 'problem' ? [`${item.problem.where.replace(folder, '')}: ${item.problem.reason}`] : [],
  );

describe('reading files', () => {
  it.each([
    ['compact trail', JSON.stringify({ Records: [record(1), record(2)] })],
    ['pretty trail', JSON.stringify({ Records: [record(1), record(2)] }, null, 2)],
    [
      'trail with a byte order mark and CRLF',
      `\ufeff${JSON.stringify({ Records: [record(1), record(2)] }, null, 1).replaceAll('\n', '\r\n')}`,
    ],
    ['trail with other keys first', JSON.stringify({ version: 1, Records: [record(1), record(2)] })],
    ['lines', `${JSON.stringify(record(1))}\n${JSON.stringify(record(2))}\n`],
    ['lines with CRLF and no end', `${JSON.stringify(record(1))}\r\n\r\n${JSON.stringify(record(2))}`],
    ['pretty array', JSON.stringify([record(1), record(2)], null, 2)],
    [
      'lines of envelopes',
      `${JSON.stringify({ 'detail-type': 'x', detail: record(1) })}\n${JSON.stringify({ Records: [record(2)] })}\n`,
    ],
  ])('reads a %s, plain and gzipped', async (_, text) => {
    expect(idsOf(await read(file('a.json', text)))).toEqual(['1', '2']);
    expect(idsOf(await read(file('a.json.gz', gzipSync(text))))).toEqual(['1', '2']);
  });

  it('reads two gzip members as one file', async () => {
    const both = Buffer.concat([
      gzipSync(`${JSON.stringify(record(1))}\n`),
      gzipSync(JSON.stringify(record(2))),
    ]);
    expect(idsOf(await read(file('two.gz', both)))).toEqual(['1', '2']);
  });

  it('gives what could be read of a damaged file, and says what is wrong', async () => {
    const text = Array.from({ length: 5_000 }, (_, n) => `${JSON.stringify(record(n))}\n`).join('');
    const cut = gzipSync(text).subarray(0, -2_000);
    const items = await read(file('cut.json.gz', cut));
    expect(idsOf(items).length).toBeGreaterThan(100);
    expect(problemsOf(items).join()).toMatch(/cut\.json\.gz: unreadable: Z_BUF_ERROR/);
    expect(problemsOf(await read(file('no.gz', 'plain text')))).toEqual(['/no.gz: unreadable: Z_DATA_ERROR']);
    expect(
      problemsOf(
        await read(file('half.json', JSON.stringify({ Records: [record(1), record(2)] }).slice(0, -10))),
      )[0],
    ).toMatch(/#1: the file ends inside/);
  });

  it('skips a bad line, an oversize line and a stray value, with their places', async () => {
    const lines = [
      JSON.stringify(record(1)),
      '{"broken',
      `"${'x'.repeat(17_000_000)}"`,
      JSON.stringify(record(2)),
    ];
    const items = await read(file('bad.ndjson', lines.join('\n')));
    expect(idsOf(items)).toEqual(['1', '2']);
    expect(problemsOf(items)).toEqual([
      '/bad.ndjson:2: not JSON',
      '/bad.ndjson:3: larger than 16777216 bytes',
    ]);
    const after = await read(file('after.json', `{"Records":[${JSON.stringify(record(1))}],"Records":[]}`));
    expect(problemsOf(after)).toEqual(['/after.json: something else follows the list of records']);
    const stray = await read(file('stray.json', `{"Records":[${JSON.stringify(record(1))},null,7]}`));
    expect(idsOf(stray)).toEqual(['1']);
    expect(problemsOf(stray)).toEqual(['/stray.json: the list holds something else than records']);
  });

  it('walks an S3 export, leaves out what holds no events, and does not follow a loop', async () => {
    const day = join(folder, 'bucket/AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/02');
    const digest = join(folder, 'bucket/AWSLogs/111122223333/CloudTrail-Digest');
    for (const path of [day, digest]) mkdirSync(path, { recursive: true });
    writeFileSync(join(day, 'b.json.gz'), gzipSync(JSON.stringify({ Records: [record(2)] })));
    writeFileSync(join(day, 'a.json.gz'), gzipSync(JSON.stringify({ Records: [record(1)] })));
    writeFileSync(join(digest, 'd.json.gz'), gzipSync('{}'));
    writeFileSync(join(day, 'README.md'), '#');
    symlinkSync(join(folder, 'bucket'), join(day, 'loop'));
    const items = await read(join(folder, 'bucket'));
    expect(idsOf(items)).toEqual(['1', '2']);
    expect(items.filter(({ kind }) => kind === 'skipped').length).toBe(2);
    expect(problemsOf(items)).toEqual([]);
  });

  it('refuses a path that does not exist before it reads anything', async () => {
    await expect(read(file('a.json', '{}'), join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'ERR_USAGE',
    });
  });
});

describe('the splitter', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', 'a', '\n', '\u2028', 'é'),
  });
  const element = fc.oneof(
    fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile), fc.dictionary(hostile, hostile))),
    fc.array(hostile),
  );

  it('cuts a list into the elements that JSON.parse finds, wherever chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(element, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 2),
        (elements, size, space) => {
          const bytes = Buffer.from(JSON.stringify(elements, null, space)).subarray(1);
          const splitter = createSplitter();
          const found: unknown[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            for (const part of splitter.push(bytes.subarray(at, at + size)))
              found.push(JSON.parse(part.toString('utf8')));
          }
          expect(found).toEqual(JSON.parse(JSON.stringify(elements)));
          expect(splitter.finished()).toBe(true);
          expect(splitter.strayed()).toBe(false);
          expect(splitter.held()).toBe(0);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
