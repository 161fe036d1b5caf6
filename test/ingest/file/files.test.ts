import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Item } from '../../../src/ingest/envelope/item.ts';
import { contentOf } from '../../../src/ingest/file/chunks.ts';
import { readBytes, readFile } from '../../../src/ingest/file/files.ts';
import { isRecording } from '../../../src/ingest/file/names.ts';
import { type FoundPath, findFiles } from '../../../src/ingest/file/search.ts';
import { createSplitter } from '../../../src/ingest/file/split.ts';
import { readStream } from '../../../src/ingest/file/stream.ts';

const MIB = 1_024 * 1_024;
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

type Met = Item | Exclude<FoundPath, { readonly kind: 'file' }>;

async function read(...paths: readonly string[]): Promise<readonly Met[]> {
  const met: Met[] = [];
  for await (const found of findFiles(paths)) {
    if (found.kind !== 'file') met.push(found);
    else for await (const items of readFile(found, { watch: false })) met.push(...items);
  }
  return met;
}
const idsOf = (items: readonly Met[]) =>
  items.flatMap((item) =>
    item.kind === 'record' && item.record.value instanceof Object && 'eventID' in item.record.value
      ? [item.record.value.eventID]
      : [],
  );
const problemsOf = (items: readonly Met[]) =>
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

  it.each([
    ['little', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['big', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('reads UTF-16 with a byte order mark, %s end first, as PowerShell writes it', async (_, encode) => {
    const many = Array.from({ length: 2_000 }, (_, n) => ({ ...record(n), text: 'é\u{1f600}"\\' }));
    const trail = `${JSON.stringify({ Records: many }, null, 2).replaceAll('\n', '\r\n')}\r\n`;
    const lines = many.map((one) => `${JSON.stringify(one)}\r\n`).join('');
    for (const text of [trail, lines]) {
      const plain = await read(file('sixteen.json', text));
      const told = plain.filter(({ kind }) => kind !== 'file');
      for (const bytes of [encode(text), gzipSync(encode(text))]) {
        const items = await read(file('sixteen.json', bytes));
        expect(items.filter(({ kind }) => kind !== 'file')).toEqual(told);
        expect(items.at(-1)).toMatchObject({ kind: 'file', broken: false });
      }
      const cut = encode(text).subarray(0, 9_000);
      const pieces = [1, 3, 101].flatMap((size) =>
        [cut, gzipSync(cut)].map((bytes) => chunksOf(bytes, size, size)),
      );
      for (const chunks of pieces) {
        let content = '';
        for await (const part of contentOf(chunks)) content += part.toString('utf8');
        expect(text.startsWith(content.replace(/\ufffd$/, ''))).toBe(true);
        expect(content.length).toBeGreaterThan(4_400);
      }
    }
  });

  it('does not lose half a character at the end of UTF-16: the file was cut', async () => {
    const line = Buffer.from(`\ufeff${JSON.stringify(record(1))}\n`, 'utf16le');
    const items = await read(file('half.json', Buffer.concat([line, Buffer.of(0x7b)])));
    expect([idsOf(items), problemsOf(items)]).toEqual([['1'], ['/half.json:2: not JSON']]);
  });

  it('closes its source where nobody reads on', async () => {
    let isClosed = false;
    async function* source() {
      try {
        for (;;) yield Buffer.from(`${JSON.stringify(record(1))}\n`);
      } finally {
        isClosed = true;
      }
    }
    for await (const items of readBytes(source(), 'x', false)) if (items.length > 0) break;
    expect(isClosed).toBe(true);
  });

  it('holds little of what a gzip inflates to while nobody reads on', async () => {
    const member = gzipSync(Buffer.alloc(MIB));
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => member));
    const held = process.memoryUsage().arrayBuffers;
    const content = contentOf(chunksOf(bomb, bomb.length, 1));
    await content.next();
    // long enough to inflate all of it
    await wait(500);
    expect(process.memoryUsage().arrayBuffers - held).toBeLessThan(16 * MIB);
    await content.return(undefined);
  });

  it('takes a first line that is base64 for the whole file, and so for as long as a file may be', async () => {
    const padding = 'x'.repeat(13 * MIB);
    const text = Buffer.from(JSON.stringify({ Records: [record(1)], padding })).toString('base64');
    const items = await read(file('first.log', `${text}\n${text}\n`));
    expect(idsOf(items)).toEqual(['1']);
    expect(problemsOf(items)).toEqual([`/first.log:2: larger than ${16 * MIB} bytes`]);
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
    expect(problemsOf(items).join()).toMatch(/cut\.json\.gz: unreadable: the gzip is cut off/);
    expect(problemsOf(await read(file('no.gz', 'plain text')))).toEqual(['/no.gz:1: not JSON']);
    expect(
      problemsOf(
        await read(file('half.json', JSON.stringify({ Records: [record(1), record(2)] }).slice(0, -10))),
      )[0],
    ).toMatch(/#1: the file ends inside/);
  });

  it.each([
    ['504b0304', 'a zip archive (unpack it)'],
    ['425a68', 'compressed with bzip2 (unpack it)'],
    ['fd377a585a00', 'compressed with xz (unpack it)'],
    ['28b52ffd', 'compressed with zstd (unpack it)'],
    ['50415231', 'Parquet, not JSON'],
  ])('names a format that it does not read, once: %s', async (begins, reason) => {
    const bytes = Buffer.concat([Buffer.from(begins, 'hex'), Buffer.from('\n\n{}\nx\n'.repeat(2_000))]);
    expect(problemsOf(await read(file('other.json', bytes)))).toEqual([`/other.json: ${reason}`]);
    expect(problemsOf(await read(file('other.gz', gzipSync(bytes))))).toEqual([`/other.gz: ${reason}`]);
  });

  it('reads no tar archive in part: the first record of each file in it would be lost', async () => {
    const head = Buffer.alloc(512);
    head.write('ustar', 257);
    const bytes = Buffer.concat([head, Buffer.from(`${JSON.stringify(record(1))}\n`.repeat(2))]);
    const items = await read(file('logs.tar.gz', gzipSync(bytes)));
    expect([idsOf(items), problemsOf(items)]).toEqual([[], ['/logs.tar.gz: a tar archive (unpack it)']]);
  });

  it.each([
    'eventJson\n"{""eventID"":1}"\n',
    '\ufeffeventTime,eventName,userIdentity\r\nx,y,z\r\n',
    '"eventversion","useridentity","eventtime"\n"1","2","3"\n',
  ])('names a table: %j', async (text) => {
    expect(problemsOf(await read(file('table.gz', gzipSync(text))))).toEqual([
      '/table.gz: a table (CSV), not the records as JSON',
    ]);
  });

  it('reads every line that a cut gzip still holds, wherever it was cut', async () => {
    const text = Array.from({ length: 40 }, (_, n) => `${JSON.stringify(record(n))}\n`).join('');
    const whole = gzipSync(text);
    for (let end = 20; end < whole.length; end += 7) {
      const cut = whole.subarray(0, end);
      const held = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      const items = await read(file('part.gz', cut));
      const complete = held.split('\n').filter((line) => line.endsWith('}'));
      expect(idsOf(items)).toEqual(complete.map((_, n) => `${n}`));
      expect(problemsOf(items).at(-1)).toBe('/part.gz: unreadable: the gzip is cut off');
    }
  });

  it('reads up to the damage inside a gzip, and past what follows its end', async () => {
    const text = Array.from({ length: 50_000 }, (_, n) => `${JSON.stringify(record(n))}\n`).join('');
    const damaged = gzipSync(text, { level: 1 });
    damaged.fill(0xff, damaged.length - 4_000);
    const items = await read(file('damaged.gz', damaged));
    expect(idsOf(items).length).toBeGreaterThan(40_000);
    expect(problemsOf(items).at(-1)).toMatch(/unreadable: the gzip is /);
    const padded = Buffer.concat([gzipSync(JSON.stringify(record(1))), Buffer.alloc(70_000)]);
    expect(await read(file('padded.gz', padded)).then(idsOf)).toEqual(['1']);
  });

  it('tells gzip by its first bytes, whatever the file is called', async () => {
    const text = JSON.stringify({ Records: [record(1)] });
    expect(idsOf(await read(file('inflated.json.gz', text)))).toEqual(['1']);
    expect(idsOf(await read(file('deflated.json', gzipSync(text))))).toEqual(['1']);
    expect(await read(file('empty.json', ''))).toEqual([
      { kind: 'file', path: join(folder, 'empty.json'), broken: false },
    ]);
  });

  it('reads a torn first line as one problem, and a torn document too', async () => {
    const torn = await read(
      file('torn.log', `{"eventSource":"sts\n${JSON.stringify(record(1))}\n${JSON.stringify(record(2))}`),
    );
    expect(idsOf(torn)).toEqual(['1', '2']);
    expect(problemsOf(torn)).toEqual(['/torn.log:1: not JSON']);
    const document = JSON.stringify({ version: 1, Records: [record(1), record(2)] }, null, 2).slice(0, -6);
    expect(problemsOf(await read(file('torn.json', document)))).toEqual(['/torn.json:1: not JSON']);
  });

  it('does not read a file again for each of its lines, if all of them open a bracket', async () => {
    const alone = JSON.stringify(record(1));
    const printed = JSON.stringify(record(2), null, 2);
    const opened = (mib: number) => `${'[\n'.repeat(40)}${' '.repeat(mib * 1_048_576)}\n`;
    const few = await read(file('opened-few.json', `${'[\n'.repeat(40)}\n${alone}\n${printed}\n`));
    expect(idsOf(few)).toEqual(['1', '2']);
    // what stands on one line is found however often reading begins anew
    expect(idsOf(await read(file('opened.json', `${opened(2)}${alone}\n${printed}\n`)))).toEqual(['1']);
  });

  it('reads one large document on one line, and a Kinesis record larger than a CloudTrail record', async () => {
    const many = Array.from({ length: 18 }, (_, n) => ({ ...record(n), padding: 'x'.repeat(1_000_000) }));
    const items = await read(file('large.json', `${JSON.stringify(many)}\n`));
    expect(idsOf(items).length).toBe(18);
    const data = Buffer.from(JSON.stringify(many.slice(0, 3))).toString('base64');
    const kinesis = { Records: [{ eventSource: 'aws:kinesis', kinesis: { data } }] };
    expect(idsOf(await read(file('kinesis.json', JSON.stringify(kinesis))))).toEqual(['0', '1', '2']);
  });

  it('reads many trail documents in one file, with other keys behind their lists', async () => {
    const plain = JSON.stringify({ Records: [record(1)] });
    const many = await read(file('many.json', `${plain}\n`.repeat(20_000)));
    expect(idsOf(many).length).toBe(20_000);
    expect(problemsOf(many)).toEqual([]);
    const more = JSON.stringify({ Records: [record(1)], next: { token: '}]' } }, null, 2);
    const items = await read(file('more.json', `${more}\n${more}\n${plain}`));
    expect(idsOf(items)).toEqual(['1', '1', '1']);
    expect(new Set(problemsOf(items))).toEqual(
      new Set(['/more.json: something else follows the list of records']),
    );
    const open = await read(file('open.json', plain.slice(0, -1)));
    expect(idsOf(open)).toEqual(['1']);
    expect(problemsOf(open)).toEqual(['/open.json: the file ends before its last brace']);
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
    const strays = await read(file('strays.json', '{"Records":[null]}'));
    expect(strays.map(({ kind }) => kind)).toEqual(['problem', 'file']);
    const spaces = await read(file('spaces.json', '\u00a0\n'));
    expect(spaces.map(({ kind }) => kind)).toEqual(['file']);
    const empty = await read(file('empty.json', '{"Records":[]}'));
    expect(empty.map(({ kind }) => kind)).toEqual(['vacant', 'file']);
    // only a file's beginning tells of its format
    const table = await read(
      file('table.json', `{"Records":[${JSON.stringify(record(1))}]}eventTime,eventName\n`),
    );
    expect(problemsOf(table)).toEqual(['/table.json:1: not JSON']);
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

  it('reads a file once, whatever names and links lead to it', async () => {
    const place = join(folder, 'once');
    const days = join(place, 'days');
    mkdirSync(days, { recursive: true });
    const day = (name: string) => join(days, name);
    for (const n of [1, 2, 3]) writeFileSync(day(`${n}.json`), JSON.stringify(record(n)));
    writeFileSync(day('4.dat'), JSON.stringify(record(4)));
    symlinkSync(day('1.json'), join(place, 'a.json'));
    symlinkSync(join(place, 'a.json'), join(place, 'b.json'));
    symlinkSync(day('2.json'), join(place, 'z.json'));
    symlinkSync(days, join(place, 'zz'));
    for (const name of ['c.json', 'd.json']) symlinkSync(day('4.dat'), join(place, name));
    const sorted = async (...paths: readonly string[]) => idsOf(await read(...paths)).toSorted();
    expect(await sorted(place)).toEqual(['1', '2', '3', '4']);
    expect(await sorted(place, place, `${place}/days/..`, join(place, 'zz'))).toEqual(['1', '2', '3', '4']);
    expect(await sorted(day('1.json'), days, join(place, 'b.json'), day('1.json'))).toEqual(['1', '2', '3']);
    expect(await sorted(days, day('3.json'), day('4.dat'))).toEqual(['1', '2', '3', '4']);
    expect(await sorted(join(place, 'zz/2.json'), join(place, 'z.json'))).toEqual(['2']);
  });

  it('says that a named file is unreadable, though a folder finds it too', async () => {
    const found: FoundPath[] = [];
    const path = join(folder, 'once/days/2.json');
    for await (const one of findFiles([join(folder, 'once'), path])) found.push(one);
    expect(found.filter((one) => one.kind === 'file' && one.path.endsWith('2.json'))).toEqual([
      { kind: 'file', path, named: true },
    ]);
  });

  it('passes over files of the run itself in folders, by any name, and reads them where they are named', async () => {
    const place = join(folder, 'own');
    mkdirSync(place);
    for (const name of ['a.json', 'out.json']) writeFileSync(join(place, name), JSON.stringify(record(1)));
    symlinkSync(join(place, 'out.json'), join(place, 'link.json'));
    const found = async (...paths: readonly string[]) => {
      const all: string[] = [];
      for await (const one of findFiles(paths, [join(place, '../own/out.json'), join(folder, 'later.json')]))
        all.push(one.kind === 'problem' ? one.kind : `${one.kind} ${one.path.slice(place.length + 1)}`);
      return all;
    };
    expect(await found(place)).toEqual(['file a.json', 'skipped link.json', 'skipped out.json']);
    expect(await found(join(place, 'out.json'))).toEqual(['file out.json']);
  });

  it('opens no device, pipe or dead link that lies in a folder', async () => {
    const place = join(folder, 'devices');
    mkdirSync(place);
    symlinkSync('/dev/null', join(place, 'device.json'));
    symlinkSync(join(place, 'nothing'), join(place, 'lost.json'));
    expect((await read(place)).map((item) => item.kind === 'skipped' && item.reason)).toEqual([
      'a pipe, socket or device',
      'a link to nothing',
    ]);
  });

  it.runIf(existsSync('/proc/self/mem'))(
    'stops at a named file that fails, not at one in a folder',
    async () => {
      await expect(read('/proc/self/mem')).rejects.toMatchObject({ code: 'ERR_INPUT_UNREADABLE' });
      const place = join(folder, 'failing');
      mkdirSync(place);
      symlinkSync('/proc/self/mem', join(place, 'a.json'));
      writeFileSync(join(place, 'b.json'), JSON.stringify(record(1)));
      const items = await read(place);
      expect(idsOf(items)).toEqual(['1']);
      expect(problemsOf(items)).toEqual(['/failing/a.json: unreadable: EIO']);
    },
  );

  it('knows a recording by its name, in small or capital letters', () => {
    expect(['a.json', 'A.JSON', 'a.ndjson.gz', 'B.LOG.GZ', 'c.gz', 'C.GZ'].filter(isRecording)).toHaveLength(
      6,
    );
    expect(['json', 'a.json.bak', 'a.gzip', 'a.txt', 'gz'].filter(isRecording)).toEqual([]);
  });

  it('refuses a path that does not exist before it reads anything', async () => {
    await expect(read(file('a.json', '{}'), join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'ERR_USAGE',
    });
  });
});

async function itemsOf(bytes: Buffer, first: number, then = first): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const more of readStream(chunksOf(bytes, first, then), 'x', false)) items.push(...more);
  return items;
}

async function* chunksOf(bytes: Buffer, first: number, then: number): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, first);
  for (let at = first; at < bytes.length; at += then) yield bytes.subarray(at, at + then);
}

describe('a stream', () => {
  const NONE = '{"Records":[]}';
  const texts: readonly (readonly [string, string])[] = [
    ['a trail', `\ufeff${JSON.stringify({ Records: [record(1), record(2)] }, null, 1)}`],
    [
      'two trails',
      `${JSON.stringify({ Records: [record(1)], k: ']}' })} {"Records":[${JSON.stringify(record(2))}]}\n`,
    ],
    [
      'many trails, nearly all of them empty',
      [record(1), record(2)]
        .map((one) => `${NONE.repeat(20)}{"Records":[${JSON.stringify(one)}]}`)
        .join('\n'),
    ],
    ['lines', `${JSON.stringify(record(1))}\r\n\n{"é\n${JSON.stringify(record(2))}`],
    ['a document', JSON.stringify([record(1), { ...record(2), text: 'é"\\{\u2028' }], null, 2)],
    ['torn lines', `{"é\n${JSON.stringify(record(1))}\n${JSON.stringify(record(2))}\n`],
  ];

  it.each(texts)('of %s gives the same wherever its chunks end', async (_, text) => {
    for (const padding of ['', ' '.repeat(4_070)]) {
      const bytes = Buffer.from(text.replace(/^\ufeff?/, (mark) => mark + padding));
      const whole = await itemsOf(bytes, bytes.length);
      expect(idsOf(whole)).toEqual(['1', '2']);
      for (const size of [1, 2, 3, 7, 64, 4_093, 4_096]) expect(await itemsOf(bytes, size)).toEqual(whole);
      for (let cut = 1; cut < bytes.length; cut += padding === '' ? 1 : 41)
        expect(await itemsOf(bytes, cut, bytes.length)).toEqual(whole);
    }
  });
});

describe('values one behind the other', () => {
  const indents = [0, 2, 1, '\t'];
  const printed = (n: number, indent: string | number) => JSON.stringify(record(n), null, indent);
  const ids = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);

  it.each([
    ['printed by jq', (n: number) => `${printed(n, 2)}\n`],
    [
      'printed without indentation',
      (n: number) => `${JSON.stringify(record(n)).replace(/([{,])/g, '$1\n')}\n`,
    ],
    ['on one line, as Firehose writes them', (n: number) => printed(n, 0)],
    ['on one line, with spaces', (n: number) => `${printed(n, 0)} `],
    ['printed, without a line break between them', (n: number) => printed(n, 2)],
    ['with commas behind them', (n: number) => `${printed(n, 2)},\r\n`],
    ['by turns on a line and printed', (n: number) => `${printed(n, n % 2 === 0 ? 0 : 2)}\n\n`],
    [
      'in lists and envelopes',
      (n: number) => `${JSON.stringify([{ detail: record(n), 'detail-type': 'x' }], null, 1)}\n`,
    ],
    [
      'in documents that begin with other keys',
      (n: number) => JSON.stringify({ version: 1, Records: [record(n)] }, null, 2),
    ],
  ])('are read: %s', async (_, print) => {
    for (const mark of ['', '\ufeff']) {
      const items = await read(
        file(
          'values.json',
          mark +
            ids(1_000)
              .map((_, n) => print(n))
              .join(''),
        ),
      );
      expect(problemsOf(items)).toEqual([]);
      expect(idsOf(items)).toEqual(ids(1_000));
    }
  });

  it('name the line on which each begins', async () => {
    const text = `${printed(1, 2)}\n\n${printed(2, 2)}${printed(3, 2)}\n{}\nx\n`;
    const items = await read(file('lines.json', text));
    expect(items.flatMap((item) => (item.kind === 'record' ? [item.record.where] : []))).toEqual(
      [1, 7, 11].map((line) => join(folder, `lines.json:${line}`)),
    );
    expect(problemsOf(items)).toEqual([
      '/lines.json:16: not a CloudTrail record, and no envelope that we know',
      '/lines.json:17: not JSON',
    ]);
  });

  it('name the right lines behind a document that was given up', async () => {
    // the first few kilobytes are one chunk
    const padding = ' '.repeat(5_000);
    const bytes = Buffer.from(`${padding}{\n "a": "b\n${printed(1, 2)}\nx\n${printed(2, 0)}\n`);
    for (const size of [1, 4, 9, bytes.length]) {
      const items = await itemsOf(bytes, size);
      const places = items.flatMap((item) => (item.kind === 'record' ? [item.record.where] : []));
      expect(places).toEqual(['x:3', 'x:9']);
      expect(problemsOf(items)).toEqual(['x:1: not JSON', 'x:8: not JSON']);
    }
  });

  it('come as they are read, however long the line is', async () => {
    const padding = 'x'.repeat(900_000);
    let given = 0;
    let found = 0;
    async function* chunks() {
      for (; given < 100; given++) yield Buffer.from(JSON.stringify([record(given), { padding }]));
    }
    for await (const items of readStream(chunks(), 'x', false)) {
      found += idsOf(items).length;
      expect(given - found).toBeLessThan(2);
    }
    expect(found).toBe(100);
  });

  it.each([
    ['a document that is cut off', printed(7, 2).slice(0, 40)],
    ['one that ends in a string', `{\n  "a": "b`],
    ['one that ends behind a colon', '{\n  "a":'],
    ['one that ends in a list', '{\n  "a": [\n    1,'],
    ['one that ends in an object', '{\n  "a": {'],
    ['a line that ends behind a comma', '{"a":1,'],
    ['a line that ends in a literal', '{"a":[tru'],
    ['brackets that do not match', '{\n  "a": [\n  }\n]'],
    ['what only looks like a document', '{\n  "a": tru\n}'],
    ['what is nested too deep', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['other text', 'no JSON at all'],
  ])('are read around %s, which is one problem', async (_, damage) => {
    for (const indent of indents) {
      const around = (n: number) => `${printed(n, indent)}\n`;
      const text = `${around(0)}${damage}\n${[1, 2, 3].map(around).join('')}`;
      const items = await read(file('damage.json', text));
      expect(idsOf(items)).toEqual(['0', '1', '2', '3']);
      expect(problemsOf(items).length).toBe(1);
      const last = await read(file('last.json', `${around(0)}${around(1)}${damage}`));
      expect(idsOf(last)).toEqual(['0', '1']);
      expect(problemsOf(last).length).toBe(1);
    }
  });

  it('are the same, and all there, wherever chunks end, between any damage', async () => {
    const torn = fc.constantFrom(
      '{"a',
      '{\n"a":[',
      '[\n[{',
      ']',
      '}',
      '{"a":1,',
      'x',
      '"s"',
      '{"a":"\\',
      '[1 2]',
      '\ufeff',
      '{]',
    );
    const value = fc.tuple(fc.constantFrom(...indents), fc.constantFrom('\n', '\r\n', '\n\n', ' \n', ',\n'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(value, torn), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (pieces, size) => {
          const text = pieces
            .map((piece, n) =>
              typeof piece === 'string' ? `${piece}\n` : `${printed(n, piece[0])}${piece[1]}`,
            )
            .join('');
          const all = await itemsOf(Buffer.from(text), text.length * 4);
          expect(await itemsOf(Buffer.from(text), size)).toEqual(all);
          if (pieces.every((piece) => typeof piece !== 'string')) {
            expect(idsOf(all)).toEqual(ids(pieces.length));
            expect(problemsOf(all)).toEqual([]);
          }
        },
      ),
      { numRuns: 1_000 },
    );
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
