import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createObjects } from '../../src/feeds/s3/objects.ts';
import { gathered, s3Lab, s3Settings } from '../support/s3-lab.ts';
import { type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts';

const lab = s3Lab(inject('aws'));
const LONG = { timeout: 60_000 };
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

const bytes = Buffer.alloc(200_000, 'a line of a file\n');
const stored = async (key: string) => {
  await lab.put(bucket, key, bytes);
  return { bucket, key };
};

describe('a file that a notification names', () => {
  it('comes whole, however long its reader takes', async () => {
    const name = await stored('whole.json');
    proxy.use(() => undefined);
    const objects = createObjects(s3Settings(proxy.url), 300);
    const chunks: Buffer[] = [];
    for await (const chunk of objects.read(name, new AbortController().signal)) {
      if (chunks.push(chunk) === 1) await wait(600);
    }
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
    objects.close();
  });

  it('is given up if its bytes stop coming, and frees its connection', async () => {
    const name = await stored('stalls.json');
    proxy.use(({ kind }) => (kind === 'get' ? { stall: 100 } : undefined));
    const objects = createObjects(s3Settings(proxy.url), 1_000);
    const { signal } = new AbortController();
    await expect(gathered(objects.read(name, signal))).rejects.toThrow('no bytes in 1 seconds');
    await expect.poll(() => getEventListeners(signal, 'abort'), LONG).toEqual([]);
    await expect.poll(() => proxy.open(), LONG).toBe(0);
    objects.close();
  });

  it('is read no further once the signal aborts, and frees its connection', async () => {
    const name = await stored('aborted.json');
    proxy.use(({ kind }) => (kind === 'get' ? { stall: 100 } : undefined));
    const objects = createObjects(s3Settings(proxy.url));
    const end = new AbortController();
    const reading = gathered(objects.read(name, end.signal));
    await expect.poll(() => proxy.open(), LONG).toBe(1);
    end.abort();
    await expect(reading).rejects.toThrow();
    await expect.poll(() => proxy.open(), LONG).toBe(0);
    objects.close();
  });
});
