import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { discard, own } from '../../../src/ingest/file/discard.ts';
import { readBytes } from '../../../src/ingest/file/files.ts';
import { inflated } from '../../../src/ingest/file/inflated.ts';

const KB = 1_024;

it('frees bytes at once, and leaves alone what shares its memory with others', () => {
  const whole = own(Buffer.alloc(256 * KB, 1));
  discard(whole);
  expect(whole.length).toBe(0);
  const buffer = own(Buffer.alloc(256 * KB, 1));
  const [first, last] = [buffer.subarray(0, 64 * KB), buffer.subarray(64 * KB)];
  discard(first);
  expect(first.length).toBe(64 * KB);
  discard(last);
  expect([first.length, last.length]).toEqual([0, 0]);
});

it('leaves alone the pool of small buffers, shared memory, empty bytes, and what nobody owned', () => {
  // the pool is given out from its front: some of these end where it ends
  const small = Array.from({ length: 64 }, () => Buffer.allocUnsafe(Buffer.poolSize / 16));
  for (const bytes of small) discard(own(bytes));
  expect(small.every(({ length }) => length === Buffer.poolSize / 16)).toBe(true);
  discard(own(Buffer.alloc(0)));
  const theirs = Buffer.alloc(256 * KB);
  discard(theirs);
  expect(theirs.length).toBe(256 * KB);
  const shared = Buffer.from(new SharedArrayBuffer(256 * KB));
  discard(own(shared));
  expect(shared.length).toBe(256 * KB);
});

const record = JSON.stringify({ eventSource: 's3.amazonaws.com', eventName: 'GetObject' });
const trail = Buffer.from(`{"Records":[${Array.from({ length: 60_000 }, () => record).join(',')}]}`);

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 256 * KB)
    yield own(Buffer.from(bytes.subarray(at, at + 256 * KB)));
}

it('a recording is read without its chunks piling up', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const chunks: Buffer[] = [];
  const source = async function* () {
    for await (const chunk of pieces(trail)) {
      chunks.push(chunk);
      yield chunk;
    }
  };
  let records = 0;
  let most = 0;
  for await (const items of readBytes(source(), 'trail.json', false)) {
    for (const item of items) if (item.kind === 'passed') records += item.records;
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(records).toBe(60_000);
  expect(chunks.filter(({ length }) => length > 0).length).toBeLessThanOrEqual(2);
  expect(most).toBeLessThan(trail.length / 2);
});

it('the pieces of a gzip are freed when it is inflated, and kept while they may be needed again', async () => {
  const zipped = gzipSync(trail, { level: 0 });
  const taken: Buffer[] = [];
  const source = async function* () {
    for await (const piece of pieces(zipped)) {
      taken.push(piece);
      yield piece;
    }
  };
  let bytes = 0;
  for await (const chunk of inflated(source())) {
    bytes += chunk.length;
    expect(taken.every(({ length }) => length > 0)).toBe(true);
  }
  expect(bytes).toBe(trail.length);
  expect(taken.filter(({ length }) => length > Buffer.poolSize)).toEqual([]);
});
