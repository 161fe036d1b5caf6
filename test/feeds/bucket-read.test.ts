import { createHash, randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type BucketFile, type BucketPace, createBucketFiles } from '../../src/feeds/s3/bucket.ts';
import { gathered, s3Lab, s3Settings } from '../support/s3-lab.ts';
import { type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts';

const NAMES = { isRecording: () => true, holdsNoEvents: () => false };
const quiet = new AbortController().signal;
const FAST = { first: 1, most: 5 };
const PART = 64 * 1_024;
const LONG = { timeout: 60_000 };
/** Less than anything that is waited for takes by itself. */
const SOON = 20_000;
const lab = s3Lab(inject('aws'));
let proxy: S3Proxy;
let bucket: string;

beforeAll(async () => {
  proxy = await startS3Proxy(inject('aws'));
  bucket = await lab.bucket();
});
afterAll(async () => {
  lab.close();
  await proxy.close();
});

async function stored(key: string, bytes: Buffer): Promise<BucketFile> {
  await lab.put(bucket, key, bytes);
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  return { kind: 'file', bucket, key, bytes: bytes.length, etag };
}

const open = (file: BucketFile, pace: Partial<BucketPace> = {}, signal = quiet) =>
  createBucketFiles(s3Settings(proxy.url), NAMES, { ...FAST, ...pace }).open(file, signal);
const read = async (file: BucketFile, pace: Partial<BucketPace> = {}) =>
  Buffer.concat(await gathered(open(file, pace)));
const gets = () => proxy.calls.filter(({ kind }) => kind === 'get');

describe('an object', () => {
  it('of up to a part is one request, as it is stored', async () => {
    const bytes = gzipSync(Buffer.from('{"Records":[]}'));
    const file = await stored('a/b ü+%20.json.gz', bytes);
    proxy.use(() => undefined);
    expect(bytes.equals(await read(file))).toBe(true);
    expect(gets()).toHaveLength(1);
    expect(gets()[0]?.range).toBeUndefined();
    expect(await read(await stored('empty.json', Buffer.alloc(0)))).toHaveLength(0);
  });

  it('comes whole and in order whatever its size, the parts’ and their number', async () => {
    const border = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -1, max: 1 }));
    await fc.assert(
      fc.asyncProperty(
        border,
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 4 }),
        async (at, partBytes, parts) => {
          const [times, off] = at;
          const bytes = randomBytes(Math.max(0, times * partBytes + off));
          const file = await stored('sized.json', bytes);
          proxy.use(() => undefined);
          expect(bytes.equals(await read(file, { partBytes, parts }))).toBe(true);
          expect(gets()).toHaveLength(Math.ceil(bytes.length / partBytes));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('that is large is read in several parts at a time, and no more', async () => {
    const bytes = randomBytes(10 * PART + 1);
    const file = await stored('large.json', bytes);
    proxy.use(() => undefined, 100);
    expect(bytes.equals(await read(file, { partBytes: PART, parts: 3 }))).toBe(true);
    expect(proxy.peak('get')).toBe(3);
    expect(gets()).toHaveLength(11);
  });

  it('is not read on when nobody takes its parts', async () => {
    const file = await stored('untaken.json', randomBytes(10 * PART));
    proxy.use(() => undefined);
    const chunks = open(file, { partBytes: PART, parts: 2 });
    await chunks.next();
    await expect.poll(() => gets().length, LONG).toBe(2);
    // more would come at once
    await wait(200);
    expect(gets()).toHaveLength(2);
    await chunks.return(undefined);
    await expect.poll(() => proxy.open(), LONG).toBe(0);
  });
});

describe('a body that breaks off', () => {
  it('goes on at the byte that was reached', async () => {
    const bytes = randomBytes(3 * PART);
    const file = await stored('cut.json', bytes);
    const cuts = [PART, 5_000];
    proxy.use(({ n }) => {
      const cut = cuts[n - 1];
      return cut === undefined ? undefined : { cut };
    });
    expect(bytes.equals(await read(file))).toBe(true);
    const size = bytes.length;
    const [first, second, third] = gets().map(({ range }) => range);
    expect([first, second, third]).toEqual([
      undefined,
      `bytes=${PART}-${size - 1}`,
      `bytes=${PART + 5_000}-${size - 1}`,
    ]);
  });

  it('goes on in each of its parts', async () => {
    const bytes = randomBytes(6 * PART);
    const file = await stored('cut-parts.json', bytes);
    proxy.use(({ n }) => (n % 2 === 1 ? { cut: 1_000 * n } : undefined));
    expect(bytes.equals(await read(file, { partBytes: PART }))).toBe(true);
  });

  it('and stalls is given up and asked for anew', async () => {
    const bytes = randomBytes(PART);
    const file = await stored('stalled.json', bytes);
    // also where the SDK asks for the whole again, as no answer begins in a second
    proxy.use(({ range }) => (range === undefined ? { stall: 100 } : undefined));
    expect(bytes.equals(await read(file, { stall: 1_000, again: 100 }))).toBe(true);
    expect(gets().map(({ range }) => range)).toContain(`bytes=100-${PART - 1}`);
  });

  it('does not count the time that the reader takes', async () => {
    const bytes = randomBytes(40 * PART);
    const file = await stored('slow-reader.json', bytes);
    proxy.use(() => undefined);
    const chunks: Buffer[] = [];
    const asked: number[] = [];
    for await (const chunk of open(file, { stall: 1_000, again: 100 })) {
      asked.push(gets().length);
      if (chunks.length === 0) await wait(2_000);
      chunks.push(chunk);
    }
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
    // what came next had come meanwhile
    expect(asked[1]).toBe(asked[0]);
  });

  it('again and again is an error', async () => {
    const file = await stored('hopeless.json', randomBytes(PART));
    proxy.use(() => ({ cut: 10 }));
    await expect(read(file, { again: 3 })).rejects.toThrow(
      expect.objectContaining({
        code: 'ERR_AWS',
        message: expect.stringMatching(`cannot read s3://${bucket}/hopeless.json: S3 did not answer`),
      }),
    );
    expect(gets()).toHaveLength(4);
  });

  it('of an object that was replaced meanwhile is an error and not a mixture', async () => {
    const file = await stored('replaced.json', randomBytes(PART));
    let replaced = false;
    proxy.use(({ n }) => {
      if (n === 1) void lab.put(bucket, 'replaced.json', randomBytes(PART)).then(() => (replaced = true));
      return replaced ? undefined : { cut: n === 1 ? 1_000 : 0 };
    });
    await expect(read(file, { again: 10_000, most: 100 })).rejects.toThrow(
      expect.objectContaining({
        code: 'ERR_INPUT_UNREADABLE',
        message: expect.stringMatching(
          /replaced\.json: it was replaced while it was read \(PreconditionFailed/,
        ),
      }),
    );
  });
});

describe('the signal', () => {
  it('ends a read at once, in a body and between two tries', async () => {
    const file = await stored('aborted.json', randomBytes(PART));
    for (const [fault, pace] of [
      [{ stall: 100 }, {}],
      [
        { status: 503, code: 'SlowDown' },
        { first: 60_000, most: 60_000 },
      ],
    ] as const) {
      proxy.use(() => fault);
      const stop = new AbortController();
      const reading = expect(gathered(open(file, pace, stop.signal))).rejects.toThrow('enough');
      // the SDK's tries, which are refused, or the one that stalls
      await expect.poll(() => gets().length, LONG).toBe('first' in pace ? 3 : 1);
      await wait(100);
      const began = Date.now();
      stop.abort(new Error('enough'));
      await reading;
      expect(Date.now() - began).toBeLessThan(SOON);
      await expect.poll(() => proxy.open(), LONG).toBe(0);
      expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
    }
    proxy.use(() => undefined);
    await expect(gathered(open(file, {}, AbortSignal.abort(new Error('before'))))).rejects.toThrow('before');
    expect(proxy.calls).toEqual([]);
  });

  it('ends a listing at once', async () => {
    proxy.use(() => ({ status: 503, code: 'SlowDown' }));
    const stop = new AbortController();
    const { list } = createBucketFiles(s3Settings(proxy.url), NAMES, { first: 60_000, most: 60_000 });
    const listing = expect(gathered(list({ bucket, prefix: '' }, stop.signal))).rejects.toThrow('enough');
    await expect.poll(() => proxy.calls.filter(({ kind }) => kind === 'list').length, LONG).toBe(3);
    await wait(100);
    const began = Date.now();
    stop.abort(new Error('enough'));
    await listing;
    expect(Date.now() - began).toBeLessThan(SOON);
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
  });
});
