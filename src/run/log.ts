import { type DestinationStream, pino } from 'pino';
import type { Log } from '../core/ports/ports.ts';
import { escapeJson } from '../report/encode.ts';
import { withoutSecrets, withoutSecretTexts } from './secrets.ts';

/** The levels that `--log-level` and ROLEWARDEN_LOG_LEVEL take, from the most to the fewest lines. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Structured log lines, by default on stderr, for stdout is machine output. Since names and reasons come from events
 * and servers, characters that act on a terminal are JSON-escaped, and secrets are replaced.
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

/** Characters that are held while the disk is full; more are dropped. */
const MOST_HELD = 1_048_576;

function onStderr(): DestinationStream {
  const stderr = pino.destination({ dest: 2, sync: true, maxLength: MOST_HELD });
  // a log that cannot be written (ENOSPC) does not end the process; writing goes on with the next line
  stderr.on('error', () => {});
  return stderr;
}
