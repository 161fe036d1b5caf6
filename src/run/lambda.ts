import './unset.ts';
import './utc.ts';
import { variable } from '../environment.ts';
import { createEmf } from './emf.ts';
import { createHandler } from './lambda/handler.ts';
import { createLine } from './lambda/line.ts';
import { createLog, LOG_LEVELS } from './log.ts';

const named = variable(process.env, 'ROLEWARDEN_LOG_LEVEL') ?? 'info';
const level = LOG_LEVELS.find((known) => known === named);
const log = createLog(level ?? 'info');
if (level === undefined) {
  log.warn({ named, levels: LOG_LEVELS }, 'ROLEWARDEN_LOG_LEVEL names no level: info is used');
}
const emf = createEmf();
const line = createLine({ environment: process.env, log, meter: emf.meter });

/** The Lambda function; `index.handler` in the bundle. */
export const handler = createHandler({ line, log, emf });

// Lambda gives a sandbox full CPU speed while this module loads. If the start fails, the first invocation reports it.
await line.get().catch(() => undefined);
