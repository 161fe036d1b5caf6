/**
 * `npm run soak`: the packaged consumer for hours, a fault every two minutes; what its memory, its timers and its
 * sockets do, whether its metrics add up, and whether anything was lost, doubled or wrong. Needs /proc.
 * Options: --minutes N --rate N (events a second) --every N (seconds) --slope N (MiB an hour) --seed N --out FILE.
 * Ends with 1 if a limit or a promise is broken.
 */
import { writeFileSync } from 'node:fs';
import { startMoto } from '../test/support/moto.ts';
import { CREDENTIALS } from './chaos/ground.ts';
import { build } from './faults/build.ts';
import { runCases } from './faults/run.ts';
import { optionsOf } from './soak/options.ts';
import { type Soaked, soak } from './soak/run.ts';
import { tableOf } from './soak/table.ts';

const options = optionsOf(process.argv.slice(2));
Object.assign(process.env, CREDENTIALS);
build();
const moto = await startMoto();
try {
  let soaked: Soaked | undefined;
  const one = soak(options, (what) => {
    soaked = what;
  });
  const how = { aws: moto.url, seed: options.seed, full: true, atOnce: 1, tell: () => {} };
  for (const running of runCases([one], how).values()) {
    const result = await running;
    const table = tableOf(options, result, soaked);
    if (options.out !== undefined) writeFileSync(options.out, table);
    console.log(table);
    process.exitCode = result.broken.length === 0 ? 0 : 1;
  }
} finally {
  await moto.stop();
}
