/** Events judged a second, beside JSON.parse of the same records: `npm run bench`. One core, medians of five rounds. */
import { readFileSync } from 'node:fs';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config/load.ts';
import type { StsEvent } from '../src/core/event.ts';
import { normalise } from '../src/ingest/normalise.ts';
import { createLog } from '../src/run/log.ts';

const ROUNDS = 5;
const lines = readFileSync('fixtures/scenarios/sdk-upgrade/events.jsonl', 'utf8').trim().split('\n');
const config = loadConfig('fixtures/scenarios/rolewarden.yaml');

/** Microseconds a record for parsing, normalising and judging, in one round over many copies of the recording. */
async function round(): Promise<readonly [number, number, number]> {
  const app = await createApp({ config, log: createLog('silent') });
  const copies = 25;
  const total = lines.length * copies;
  const start = performance.now();
  let records: readonly unknown[] = [];
  for (let copy = 0; copy < copies; copy++) records = lines.map((line): unknown => JSON.parse(line));
  const parsed = performance.now();
  let events: readonly StsEvent[] = [];
  for (let copy = 0; copy < copies; copy++) {
    events = records.flatMap((record) => {
      const result = normalise(record, app.locator);
      return result.kind === 'event' ? [result.event] : [];
    });
  }
  const normalised = performance.now();
  for (let copy = 0; copy < copies; copy++) await app.analyzer.judge(events);
  const judged = performance.now();
  await app.close();
  const micros = (ms: number) => (ms * 1_000) / total;
  return [micros(parsed - start), micros(normalised - parsed), micros(judged - normalised)];
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounds: (readonly [number, number, number])[] = [];
for (let n = 0; n < ROUNDS; n++) rounds.push(await round());
const [parse, norm, judge] = [0, 1, 2].map((at) => median(rounds.map((times) => times[at] ?? Number.NaN)));
process.stdout.write('| step | µs a record | ratio to JSON.parse |\n|---|---|---|\n');
for (const [name, value] of [
  ['JSON.parse', parse],
  ['normalise', norm],
  ['recall, judge with every rule, learn', judge],
] as const) {
  process.stdout.write(
    `| ${name} | ${(value ?? 0).toFixed(1)} | ${((value ?? 0) / (parse ?? 1)).toFixed(2)} |\n`,
  );
}
