import { type DestinationStream, pino } from 'pino';
import type { Log } from '../core/ports.ts';
import { escapeJson } from '../report/encode.ts';
import { withoutSecrets, withoutSecretTexts } from './secrets.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Structured log lines, by default on stderr, so that stdout stays machine output. Names and reasons come from events
 * and servers: what acts on a terminal is escaped, so that parsing a line gives the exact text, and secrets are left out.
 */
export function createLog(level: LogLevel, to: DestinationStream = onStderr()): Log {
  return pino(
    {
      level,
      base: { name: 'rolewarden' },
      formatters: { log: (fields) => withoutSecrets(fields) },
      hooks: { streamWrite: (line) => `${escapeJson(withoutSecretTexts(line.trimEnd()))}\n` },
    },
    to,
  );
}

function onStderr(): DestinationStream {
  return pino.destination({ dest: 2, sync: true });
}
