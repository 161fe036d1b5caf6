import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES } from '../scripts/faults/index.ts';
import { type Result, runCases } from '../scripts/faults/run.ts';
import { FULL } from './support/full.ts';
import { startMoto } from './support/moto.ts';

/** `npm run faults` in small: every case with the seed of the day it was written; what it meets when is not fixed. */
const GROUPS: readonly (readonly [name: string, ids: RegExp])[] = [
  ['the process', /^(kill|sigterm|zombie|log)-?/],
  ['the stream and the function', /^(kinesis|lambda)-/],
  ['IAM, STS and SNS', /^(iam|sns|done)-/],
  ['Redis and the way to it', /^(redis|link)-/],
  ['the source', /^(sqs|s3)-/],
  ['everything, now and then', /^random-/],
  ['what arrives, and how much', /^(repeated|too-old|poison|gzip|malformed|backlog|overload|flood)/],
];
const LIMIT = 900_000;

/** Minutes of waiting for leases and retries: with `npm run test:full`, and by hand with `npm run faults`. */
const LONG: ReadonlySet<string> = new Set([
  'iam-limit',
  'iam-malformed',
  'iam-unmodifiable',
  'kill-at-call',
  'kinesis-503',
  'kinesis-zombie',
  'link-blackhole',
  'redis-full',
  'sigterm-slow-aws',
  'zombie',
]);
const RUN = CASES.filter(({ id }) => FULL || !LONG.has(id));

let running: ReadonlyMap<string, Promise<Result>>;
let moto: Awaited<ReturnType<typeof startMoto>>;
beforeAll(async () => {
  // its own: a busy one answers others so late that they ask again
  moto = await startMoto();
  running = runCases(RUN, { aws: moto.url, seed: 11, full: false, atOnce: 6, tell: () => {} });
});
afterAll(async () => {
  await Promise.all(running.values());
  await moto.stop();
}, LIMIT);

it('has every case in a group, and at least 25 of them', () => {
  const grouped = CASES.filter(({ id }) => GROUPS.some(([, ids]) => ids.test(id)));
  expect(grouped).toHaveLength(CASES.length);
  expect(RUN.length).toBeGreaterThanOrEqual(35);
  expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
});

describe.each(GROUPS)('%s', (_, ids) => {
  it.each(RUN.filter(({ id }) => ids.test(id)))(
    '$id ($matrix): $what',
    async ({ id }) => {
      const result = await running.get(id);
      expect(result?.broken).toEqual([]);
      expect(Object.values(result?.fired ?? {}).every((times) => times > 0)).toBe(true);
    },
    LIMIT,
  );
});
