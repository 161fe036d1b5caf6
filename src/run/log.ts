import { pino } from 'pino';
import type { Log } from '../core/ports.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Names that must never be logged, at any depth that our own log lines have. */
const SECRET = ['sessionToken', 'secretAccessKey', 'externalId', 'password', 'token'];

/** Structured log lines on stderr, so that stdout stays machine output. Secrets are redacted by name. */
export function createLog(level: LogLevel): Log {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    { level, base: { name: 'rolewarden' }, redact: { paths, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: true }),
  );
}
