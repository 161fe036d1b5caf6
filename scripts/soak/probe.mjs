/**
 * Read into a consumer by NODE_OPTIONS: on SIGUSR2 it writes what keeps the process busy, and its heap after a
 * collection, to SOAK_PROBE. It changes nothing else.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const path = process.env.SOAK_PROBE;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collect();
  const said = { resources: process.getActiveResourcesInfo(), heap: process.memoryUsage().heapUsed };
  writeFileSync(`${path}.part`, JSON.stringify(said));
  renameSync(`${path}.part`, path);
});
