import { createHash } from 'node:crypto';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../src/ingest/file/chunks.ts';
import { readBytes } from '../../src/ingest/file/files.ts';

/** Bytes that do not shrink, in every run the same. */
function noise(length: number, seed: string): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, n) =>
    createHash('sha512').update(`${seed} ${n}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

const record = (n: number) => ({
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  eventID: `${n}`,
  // what does not shrink: pieces and blocks end in every kind of place
  userAgent: noise(40, `record ${n}`).toString('base64'),
});
const records = (count: number) => Array.from({ length: count }, (_, n) => record(n));
const lines = (count: number) =>
  records(count)
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');

function flipped(whole: Buffer, at: number): Buffer {
  const damaged = Buffer.from(whole);
  damaged[at] = (damaged[at] ?? 0) ^ 0x55;
  return damaged;
}

/** What zlib gives of the longest beginning that it finds nothing wrong with. */
function soundPart(damaged: Buffer): Buffer {
  const inflated = (end: number) => {
    try {
      return gunzipSync(damaged.subarray(0, end), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      return undefined;
    }
  };
  let sound = 10;
  let broken = damaged.length + 1;
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (inflated(middle) === undefined) broken = middle;
    else sound = middle;
  }
  return inflated(sound) ?? Buffer.alloc(0);
}

/** As far as two texts are the same. */
function beginningOf(some: Buffer, other: Buffer): string {
  const end = some.findIndex((byte, at) => byte !== other[at]);
  return some.toString('utf8', 0, end < 0 ? some.length : end);
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function contentBefore(damaged: Buffer, size: number) {
  const parts: Buffer[] = [];
  let code = 'none';
  try {
    for await (const part of contentOf(pieces(damaged, size))) parts.push(part);
  } catch (thrown) {
    code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  }
  return { content: Buffer.concat(parts), code };
}

async function readOf(bytes: Buffer) {
  const [ids, problems]: [unknown[], string[]] = [[], []];
  for await (const items of readBytes(pieces(bytes, 65_536), 'x', false)) {
    for (const item of items) {
      if (item.kind === 'problem') problems.push(item.problem.reason);
      if (item.kind === 'record' && item.record.value instanceof Object && 'eventID' in item.record.value)
        ids.push(item.record.value.eventID);
    }
  }
  return { ids, problems };
}

describe('a gzip with a damaged byte', () => {
  it('gives every byte before the damage, wherever it lies and pieces end', async () => {
    const whole = gzipSync(lines(3_000));
    for (let at = 10; at < whole.length - 8; at += 7_919) {
      const damaged = flipped(whole, at);
      const expected = soundPart(damaged);
      for (const size of [1_000, 65_536, 1_048_576]) {
        const { code, content } = await contentBefore(damaged, size);
        expect(content.equals(expected), `byte ${at}, pieces of ${size}`).toBe(true);
        expect(code).toBe('Z_DATA_ERROR');
      }
    }
  });

  it('gives all of it where only the check at its end is wrong, and of two members the first', async () => {
    const text = lines(500);
    const whole = gzipSync(text);
    for (const at of [whole.length - 8, whole.length - 1]) {
      const { code, content } = await contentBefore(flipped(whole, at), 65_536);
      expect([content.toString(), code]).toEqual([text, 'Z_DATA_ERROR']);
    }
    const both = Buffer.concat([whole, gzipSync(lines(5))]);
    const damaged = flipped(both, whole.length + 30);
    expect((await contentBefore(damaged, 65_536)).content.equals(soundPart(damaged))).toBe(true);
  });

  it('has its records before the damage read, of a trail file and of lines, and is one problem', async () => {
    const all = records(400);
    for (const text of [JSON.stringify({ Records: all }), all.map((one) => JSON.stringify(one)).join('\n')]) {
      const whole = gzipSync(text);
      for (let at = 200; at < whole.length - 8; at += 4_001) {
        const damaged = flipped(whole, at);
        // what is wrong may inflate all the same: from there on nothing is sure to be a record
        const right = beginningOf(soundPart(damaged), Buffer.from(text));
        const complete = all.filter((one) => right.includes(JSON.stringify(one)));
        const { ids, problems } = await readOf(damaged);
        expect(ids).toEqual(expect.arrayContaining(complete.map(({ eventID }) => eventID)));
        expect(problems.at(-1)).toBe('unreadable: the gzip is damaged');
      }
    }
  });

  it('gives less of the last piece where it is too large to be read again', async () => {
    const bytes = noise(10_000_000, 'much');
    const damaged = gzipSync(bytes, { level: 1 });
    damaged.fill(0xff, damaged.length - 3);
    const { code, content } = await contentBefore(damaged, 262_144);
    expect(code).toBe('Z_DATA_ERROR');
    expect(content.equals(bytes.subarray(0, content.length))).toBe(true);
    expect(content.length).toBeGreaterThan(bytes.length - 524_288);
  });
});
