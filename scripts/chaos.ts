/**
 * `npm run chaos`: the live line under kill -9, lost Redis data and an AWS that fails, and the count of what was lost.
 * Options: --seed N --events N --kills N --losses N --json. What is drawn is the same for the same seed; when it meets
 * the processes is not. Ends with 1 if a promise is broken.
 */
import { startMoto } from '../test/support/moto.ts';
import { CREDENTIALS } from './chaos/ground.ts';
import { judge } from './chaos/oracle.ts';
import { optionsOf } from './chaos/plan.ts';
import { chaos } from './chaos/run.ts';
import { countsOf, tableOf } from './chaos/table.ts';

const options = optionsOf(process.argv.slice(2));
Object.assign(process.env, CREDENTIALS);
const moto = await startMoto();
try {
  const evidence = await chaos(options, moto.url);
  const counts = countsOf(evidence);
  const broken = judge(evidence);
  const { seconds } = evidence;
  console.log(
    options.json
      ? JSON.stringify({ ...options, seconds, counts, broken }, null, 2)
      : tableOf(options, counts, broken, seconds),
  );
  process.exitCode = Object.values(broken).every((which) => which.length === 0) ? 0 : 1;
} finally {
  await moto.stop();
}
