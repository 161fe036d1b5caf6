import { userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisLink } from '../baseline/redis-store.ts';
import type { Config } from '../config/schema.ts';
import { RolewardenError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Executors } from '../executors.ts';
import { encodeJson, encodeText } from '../report/encode.ts';
import { failedOnTheWay, type Opener, opener } from './acting-open.ts';
import { COMMON, COMMON_HELP, findConfig, logAt, oneOf, type Surroundings } from './command.ts';

/** Options that every acting command has. */
export const ACTING = { ...COMMON, by: { type: 'string' }, format: { type: 'string' } } as const;

export const FORMAT_HELP = `  --format text|json     json: one object a line on stdout
${COMMON_HELP}`;
export const ACTING_HELP = `  --by NAME              who decides (default: the AWS caller, else the user of this machine)
${FORMAT_HELP}`;

export { usage } from './acting-open.ts';

/** What an acting command works with. Connections are made when they are first asked for. */
export interface Desk {
  readonly config: Config;
  readonly environment: Surroundings['environment'];
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Throws ERR_STORE_UNAVAILABLE if there is none, or none that answers. */
  store(): Promise<RedisLink>;
  /** The store, or why there is none: for what must work without. */
  storeIfThere(): Promise<RedisLink | string>;
  executors(): Promise<Executors>;
  /** Where records of actions are written. Throws ERR_CONFIG_INVALID if nowhere. */
  auditFolder(): string;
  /** Who gives the orders: `--by`, else the AWS caller, else the user of this machine. */
  who(): Promise<string>;
  /** What was done: a line for machines with --format json, and words on stderr. */
  tell(record: object, words: string): void;
  /** What was asked for: to stdout, as a line for machines or as words. */
  show(record: object, words: string): void;
}

interface Values {
  readonly config?: string | undefined;
  readonly 'log-level'?: string | undefined;
  readonly by?: string | undefined;
  readonly format?: string | undefined;
}

/** How long AWS is asked who we are. */
const PATIENCE = 3_000;

/** Opens what a command needs, runs it, and closes. Ctrl-C ends in 130, with what that means for the work. */
export async function atDesk(
  values: Values,
  surroundings: Surroundings,
  work: (desk: Desk) => Promise<number>,
): Promise<number> {
  const { signal } = surroundings;
  const json = oneOf('--format', values.format ?? 'text', ['text', 'json']) === 'json';
  const log = logAt(values['log-level']);
  const { config } = findConfig(values.config, surroundings);
  const open = opener(config, surroundings);
  try {
    return await work({ ...createDesk(values, open, json), config, log, ...surroundings });
  } catch (thrown) {
    if (signal.aborted) return interrupted();
    // the store's connection says what failed in errors of its own
    const lost = !(thrown instanceof RolewardenError) && thrown instanceof Error && thrown.name === 'Error';
    throw lost ? failedOnTheWay(thrown.message) : thrown;
  } finally {
    await open.close();
  }
}

function createDesk(values: Values, open: Opener, json: boolean) {
  let by: Promise<string> | undefined;
  return {
    ...open,
    who() {
      by ??= nameOf(values.by, open);
      return by;
    },
    tell(record: object, words: string) {
      if (json) process.stdout.write(`${encodeJson(record)}\n`);
      process.stderr.write(words);
    },
    show(record: object, words: string) {
      process.stdout.write(json ? `${encodeJson(record)}\n` : words);
    },
  };
}

async function nameOf(said: string | undefined, open: Opener): Promise<string> {
  if (said !== undefined) return encodeText(said.trim() || 'unnamed', 200);
  const { assumer } = await open.executors();
  const me = await Promise.race([assumer.whoAmI(), wait(PATIENCE, undefined, { ref: false })]);
  return me?.kind === 'known' ? me.arn : encodeText(userInfo().username, 200);
}

function interrupted(): number {
  process.stderr.write(
    'rolewarden: interrupted; what was under way may have been done or not\n  what to do: run the same command again, or look: rolewarden sweep --dry-run\n',
  );
  return 130;
}
