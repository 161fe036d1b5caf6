/**
 * `npm run bench:replay`: the whole replay beside Node's own gunzip of the same files, a full parse, jq and DuckDB, on
 * made-up recordings that are written first (bench/replay/generate.ts). Needs `npm run build`, and nothing else busy.
 * `--bytes 1GiB` inflated, `--rounds 5`, `--shares 0.02,0.2,1` of STS, `--only gunzip,ours-1` (ids in
 * bench/replay/entrants.ts), `--seed 1`, `--out FILE.md`; `--quick`: 64 MiB, three rounds.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { corpusOf } from './replay/corpus.ts';
import { entrantsOf } from './replay/entrants.ts';
import { type Measurement, reportOf } from './replay/report.ts';
import { roundsOf } from './replay/rounds.ts';
import { sizeOf } from './replay/size.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    bytes: text,
    rounds: text,
    shares: text,
    only: text,
    seed: text,
    out: text,
    quick: { type: 'boolean', default: false },
  },
});
const bytes = sizeOf(values.bytes ?? (values.quick ? '64MiB' : '1GiB'));
const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
const shares = (values.shares ?? '0.02,0.2,1').split(',').map(Number);
const say = (words: string) => void process.stderr.write(`${words}\n`);
const entrants = entrantsOf(values.only?.split(','));
const measurements: Measurement[] = [];
for (const sts of shares) {
  say(`${sts * 100} % STS`);
  const corpus = await corpusOf({ bytes, sts, seed: Number(values.seed ?? 1), days: 60 });
  measurements.push({ sts, corpus, results: roundsOf(corpus, entrants, rounds, say) });
}
const report = reportOf(measurements, rounds);
process.stdout.write(`${report}\n`);
if (values.out !== undefined) writeFileSync(values.out, `${report}\n`);
