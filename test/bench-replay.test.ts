import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { corpusOf } from '../bench/replay/corpus.ts';
import { entrantsOf } from '../bench/replay/entrants.ts';
import { isThere } from '../bench/replay/measure.ts';
import { reportOf } from '../bench/replay/report.ts';
import { roundsOf } from '../bench/replay/rounds.ts';
import { sizeOf } from '../bench/replay/size.ts';

const root = mkdtempSync(join(tmpdir(), 'rolewarden-bench-test-'));
afterAll(() => rmSync(root, { recursive: true }));

const corpus = (
  name: string,
  how: { readonly sts: number; readonly bytes?: number; readonly seed?: number },
) =>
  corpusOf({ bytes: how.bytes ?? 1_000_000, files: 3, seed: 1, days: 60, ...how, folder: join(root, name) });
const textsOf = (logs: string) =>
  readdirSync(logs)
    .sort()
    .map((name) => gunzipSync(readFileSync(join(logs, name))).toString('utf8'));
const file = z.object({
  Records: z.array(z.looseObject({ eventSource: z.string(), eventTime: z.string() })),
});

describe('generated recordings', () => {
  it('are the same for the same seed, and others for another', async () => {
    const told = async (name: string, seed: number) =>
      textsOf((await corpus(name, { sts: 0.2, seed })).logs).join('');
    const first = await told('one', 1);
    expect(await told('two', 1)).toBe(first);
    expect(await told('three', 2)).not.toBe(first);
    // If this is another: raise VERSION in bench/replay/corpus.ts, so that nobody measures old recordings.
    expect(createHash('sha256').update(first).digest('hex').slice(0, 16)).toBe('14cdee806eb675b2');
  });

  it('stay when they are asked for again', async () => {
    const { logs } = await corpus('one', { sts: 0.2 });
    const [name = ''] = readdirSync(logs);
    const before = statSync(join(logs, name)).mtimeMs;
    const again = await corpus('one', { sts: 0.2 });
    expect(statSync(join(again.logs, name)).mtimeMs).toBe(before);
  });

  it('have the share of STS, the decoys and the order that they say', async () => {
    const { bytes, files, logs, records } = await corpus('one', { sts: 0.2 });
    const texts = textsOf(logs);
    const all = texts.flatMap((text) => file.parse(JSON.parse(text)).Records);
    const [ours, others] = [true, false].map((yes) =>
      all.filter(({ eventSource }) => (eventSource === 'sts.amazonaws.com') === yes),
    );
    expect(texts.length).toBe(files);
    expect(texts.reduce((sum, { length }) => sum + length, 0)).toBe(bytes);
    expect(ours?.length).toBe(records.sts);
    expect(records.sts / all.length).toBeCloseTo(0.2, 2);
    expect(Math.abs(records.decoy - 0.004 * all.length)).toBeLessThanOrEqual(1);
    expect(others?.filter((one) => JSON.stringify(one).includes('sts.amazonaws.com')).length).toBe(
      records.decoy,
    );
    const times = all.map(({ eventTime }) => Date.parse(eventTime));
    const late = times.map((time, at) => Math.max(...times.slice(0, at + 1)) - time);
    expect(Math.max(...late)).toBeGreaterThan(0);
    expect(Math.max(...late)).toBeLessThanOrEqual(601_000);
  });
});

it('bench:replay measures whole processes that agree on what there is, and says what is met', async () => {
  const made = await corpus('small', { sts: 0.02, bytes: sizeOf('4MiB') });
  const only = ['parse', 'ours-1', ...(isThere('jq', '--version') ? ['jq'] : [])];
  const entrants = entrantsOf(only, [process.execPath, '--import', 'tsx', 'src/run/cli.ts']);
  const results = roundsOf(made, entrants, 1, () => {});
  expect(results.map(({ id }) => id).sort()).toEqual(['gunzip', ...only].sort());
  const report = reportOf([{ sts: 0.02, corpus: made, results }], 1);
  expect(report).toMatch(/full parse ÷ 1 thread, 2 % STS \| ≥ 4 × \| \d/);
  expect(report).toMatch(/jq|not measured/);
  expect(report).not.toContain('NaN');
});
