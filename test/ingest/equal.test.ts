import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, compareWith, known } from '../../scripts/fuzz/compare.ts';
import { late } from '../../scripts/fuzz/late.ts';
import { fallsBack, readQuickly } from '../../scripts/fuzz/readers.ts';
import { fuzz } from '../../scripts/fuzz/run.ts';
import { DOCUMENT_BYTES } from '../../src/ingest/json/limits.ts';
import { SERVICES } from '../../src/ingest/record/services.ts';
import { FULL } from '../support/full.ts';
import { BACKSLASHES, ESCAPED, LAYOUTS, PADDED } from '../support/trails/layouts.ts';
import { LARGE, ODDITIES } from '../support/trails/oddities.ts';
import { RECORDS } from '../support/trails/records.ts';
import { type Case, EC2, ofSource, STS, trail } from '../support/trails/texts.ts';

const SIZES = [1, 2, 3, 7, 63, 64, 65, 4_093];
const TABLE: Readonly<Record<string, readonly Case[]>> = {
  'order and layout': LAYOUTS,
  'places in a block': PADDED,
  'runs of backslashes': BACKSLASHES,
  'escaped letters': ESCAPED,
  records: RECORDS,
  oddities: ODDITIES,
};

/** What is not read alike, by name. */
async function differences(cases: readonly Case[], sizes: readonly number[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, bytes] of cases) {
    for (const size of [...sizes, Math.max(1, bytes.length)]) {
      for (const content of [bytes, late(bytes)]) {
        const one = await known(content, size);
        for (const watch of [false, true]) {
          const { mismatch } = await compareWith(one, watch);
          if (mismatch !== undefined) found.push(`${name}, chunks of ${size}, watch ${watch}: ${mismatch}`);
        }
      }
    }
  }
  return found;
}

describe('reading past records is reading them all', () => {
  it.each(Object.entries(TABLE))('%s, wherever chunks end', async (_, cases) => {
    expect(cases.length).toBeGreaterThan(20);
    expect(await differences(cases, SIZES)).toEqual([]);
  });

  it('large files', async () => {
    expect(await differences(LARGE, FULL ? [4_093, 65_536] : [65_536])).toEqual([]);
  });

  it('a record of almost as much as is held, with space before it', async () => {
    const record = EC2.replace('RunInstances', 'x'.repeat(DOCUMENT_BYTES - EC2.length - 1_000));
    const bytes = Buffer.from(trail(' '.repeat(4_000) + record, STS));
    expect((await compare(bytes, 2_000, false)).mismatch).toBeUndefined();
  });

  it('20,000 drawn documents, a third of them damaged', async () => {
    const { counted, failure } = await fuzz(20_000, 20_261_125);
    expect(failure?.document.bytes.toString('base64')).toBeUndefined();
    expect(counted.mismatches).toBe(0);
    expect(counted.valid).toBeGreaterThan(9_000);
    expect(counted.mutated).toBeGreaterThan(5_000);
    expect(counted.passed).toBeGreaterThan(5_000);
  });
});

describe('what CloudTrail writes', () => {
  it.each([...SERVICES.keys()])('of %s is always parsed', async (source) => {
    const record = ofSource(JSON.stringify(source));
    const items = await readQuickly(Buffer.from(trail(EC2, record, EC2)), 64, false);
    expect(items.flatMap((item) => (item.kind === 'record' ? [item.record.where] : []))).toEqual(['x#1']);
  });

  it('is read so after a file that ends inside a text', async () => {
    const bytes = Buffer.from(trail(EC2, STS));
    await readQuickly(bytes.subarray(0, 60), 64, false);
    expect((await compare(bytes, 64, false)).passed).toBe(1);
  });

  it('is not mixed up with what stood in the memory before', async () => {
    const names = Array.from({ length: 300 }, () => '".amazonaws.com"').join(',');
    const before = `{"a":[${names}],"eventSource":"s3.amazonaws.com"}`;
    const record = ofSource(` "aws:${'x'.repeat(59)}"`);
    for (let n = 0; n < 17; n++) {
      const bytes = Buffer.from(trail(before, ' '.repeat(n) + record, record, record, STS));
      for (let size = 17; size < 200; size++) {
        const { mismatch } = await compare(bytes, size, false);
        expect(mismatch, `${n} spaces, chunks of ${size}`).toBeUndefined();
      }
    }
  });

  it('is read alike where many files are read at once', async () => {
    const verdicts = await Promise.all(PADDED.map(([, bytes], at) => compare(bytes, 1 + at, at % 2 === 0)));
    expect(verdicts.flatMap(({ mismatch }) => mismatch ?? [])).toEqual([]);
  });

  it('is read without a look at every byte, and other services are passed over', async () => {
    for (const [name, bytes] of PADDED) {
      expect(fallsBack(bytes, false), name).toBe(false);
      const kinds = (await readQuickly(bytes, 64, false)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'record').length, name).toBe(2);
      expect((await compare(bytes, bytes.length, false)).passed, name).toBe(3);
    }
  });
});

/** Every file below a folder. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const DATA = '../shared/data';
const present = existsSync(DATA);
if (!present) console.warn(`${DATA} is absent: reading recorded CloudTrail both ways is left out`);

describe('files', () => {
  it.each(filesBelow('fixtures').filter((path) => /\.jsonl?$/.test(path)))('%s', async (path) => {
    await expectBothWays(readFileSync(path));
  });

  it.runIf(present).each(present ? filesBelow(DATA) : [])('%s', async (path) => {
    await expectBothWays(readFileSync(path));
  });
});

/** A file as it is, and its lines as the records of a trail file. */
async function expectBothWays(bytes: Buffer): Promise<void> {
  const lines = bytes.toString('utf8').trim().split('\n');
  const asTrail = Buffer.from(trail(...lines));
  const pretty = Buffer.from(trail(STS, ...lines.map(printed), EC2));
  for (const content of [bytes, asTrail, pretty]) {
    const one = await known(content, 65_536);
    for (const watch of [false, true]) expect((await compareWith(one, watch)).mismatch).toBeUndefined();
  }
}

function printed(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line), null, 2);
  } catch {
    return line;
  }
}
