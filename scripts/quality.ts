/**
 * `npm run quality`: measures recall and noise on made-up organisations and writes docs/quality.md.
 * `--seeds N` how many (5), `--first N` the first seed (1), `--dry` prints only.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Measured, measure } from './organisation/measure.ts';
import { qualityPage, seedLine } from './organisation/report.ts';

const SIZE = { days: 90, people: 80, machines: 16 };
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    first: { type: 'string', default: '1' },
    dry: { type: 'boolean', default: false },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, n) => Number(values.first) + n);
const bare: Measured[] = [];
const configured: Measured[] = [];
for (const seed of seeds) {
  const one = await measure(seed, { size: SIZE });
  bare.push(one);
  const proposed = await measure(seed, { size: SIZE, configured: true });
  configured.push(proposed);
  process.stdout.write(`${seedLine(one)}\n  with init: ${seedLine(proposed)}\n`);
}
const date = new Date().toISOString().slice(0, 10);
const made = `${date}, Node ${process.version}, ${seeds.length} seeds (${seeds.join(', ')}), ${SIZE.days} days, ${SIZE.people} people, about ${SIZE.machines * 6} machines each`;
if (!values.dry) writeFileSync('docs/quality.md', `${qualityPage({ bare, configured, made })}\n`);
