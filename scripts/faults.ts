/**
 * `npm run faults`: the packaged commands under every fault of the delivery matrix, one small case each, and whether
 * each kept its promises. Options: --seed N, --only A,B (cases, or numbers of the matrix), --full, --json, --out FILE,
 * --at-once N, --logs FOLDER (what the processes said). Ends with 1 if a promise is broken or a fault never fired.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startMoto } from '../test/support/moto.ts';
import { CREDENTIALS } from './chaos/ground.ts';
import { build } from './faults/build.ts';
import { CASES } from './faults/index.ts';
import { type Result, runCases } from './faults/run.ts';
import { tableOf } from './faults/table.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { seed: text, only: text, out: text, logs: text, 'at-once': text, full: flag, json: flag },
});
const wanted = values.only?.split(',');
const cases = CASES.filter(
  ({ id, matrix }) =>
    wanted === undefined ||
    wanted.includes(id) ||
    matrix.split(', ').some((number) => wanted.includes(number)),
);
if (cases.length === 0)
  throw new Error(`--only names no case; there are ${CASES.map(({ id }) => id).join(', ')}`);

if (values.logs !== undefined) mkdirSync(values.logs, { recursive: true });
Object.assign(process.env, CREDENTIALS);
build();
const began = performance.now();
const moto = await startMoto();
try {
  const results = await Promise.all(
    runCases(cases, {
      aws: moto.url,
      seed: Number(values.seed ?? 1),
      full: values.full,
      logs: values.logs,
      atOnce: Number(values['at-once'] ?? 5),
      tell,
    }).values(),
  );
  const version = motoVersion();
  const table = tableOf(results, version, (performance.now() - began) / 1_000);
  if (values.out !== undefined) writeFileSync(values.out, table);
  console.log(values.json ? JSON.stringify(results, null, 2) : table);
  process.exitCode = results.every(({ broken }) => broken.length === 0) ? 0 : 1;
} finally {
  await moto.stop();
}

function tell({ broken, id, seconds }: Result): void {
  const words = broken.length === 0 ? 'kept' : `BROKEN ${broken.join('; ')}`;
  process.stderr.write(`${id.padEnd(26)} ${Math.round(seconds).toString().padStart(4)} s  ${words}\n`);
}

/** moto's server names only what it is made of. */
function motoVersion(): string {
  const said = spawnSync('python3', ['-c', 'import moto; print(moto.__version__)']);
  return String(said.stdout).trim() || 'of unknown version';
}
