import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Config } from '../../config/schema.ts';
import { RolewardenError, reasonOf, wrongUsage } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { Executors } from '../../effects/executors.ts';
import { encodeJson } from '../../report/encode.ts';
import { oneOf } from '../arguments.ts';
import { COMMON, COMMON_HELP, findConfig, logAt, type Surroundings } from '../command.ts';
import { failedOnTheWay, type Opener, opener } from './open.ts';
import { isOurs, nameOf } from './who.ts';

/** Options of every command that may act on sessions. */
export const ACTING = { ...COMMON, by: { type: 'string' }, format: { type: 'string' } } as const;

/** The help of `--format` and of the options that every command has. */
export const FORMAT_HELP = `  --format text|json     json: one object a line on stdout
${COMMON_HELP}`;
/** The help of the options in `ACTING`. */
export const ACTING_HELP = `  --by NAME              who decides (default: the AWS caller, else the user of this machine)
${FORMAT_HELP}`;

/** What an acting command works with. Connections are made when they are first asked for. */
export interface Desk {
  readonly config: Config;
  readonly environment: Surroundings['environment'];
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Throws ERR_STORE_UNAVAILABLE if no store is configured, or it does not answer. */
  store(): Promise<RedisLink>;
  /** The store, or why it cannot be asked: for commands that also work without one. */
  storeIfThere(): Promise<RedisLink | string>;
  executors(): Promise<Executors>;
  /** The folder in which actions are recorded. Throws ERR_CONFIG_INVALID if none is configured. */
  auditFolder(): string;
  /** Who gives the orders: `--by`, else the AWS caller, else the user of this machine. */
  who(): Promise<string>;
  /** Says what was done: in words on stderr, and with --format json as a line on stdout too. */
  tell(record: object, words: string): void;
  /** Whether stdout has one JSON object a line. */
  readonly json: boolean;
  /** Writes what was asked for to stdout: in words, or with --format json as a line. */
  show(record: object, words: string): void;
}

interface Values {
  readonly config?: string | undefined;
  readonly 'log-level'?: string | undefined;
  readonly by?: string | undefined;
  readonly format?: string | undefined;
}

/** Said when a command is interrupted after it may have begun to act. */
export const UNCLEAR =
  'what was in progress may or may not have been done\n  what to do: run the same command again, or check: rolewarden sweep --dry-run';

/** The same of the kill switch. */
export const SWITCH_UNCLEAR =
  'the kill switch may or may not have been changed\n  what to do: run the same command again, or check: rolewarden pending';

/** What sets a command apart at a desk: if left out, it is one that revokes or undoes. */
interface DeskNeeds {
  /** Said when the command is interrupted after it may have begun to act. */
  readonly unclear: string;
  /** Whether it reads or writes records of revocations, which may be signed. */
  readonly signs: boolean;
}

/** Opens what a command needs, runs it, and closes. After Ctrl-C it says what that means, and returns 130. */
export async function atDesk(
  values: Values,
  surroundings: Surroundings,
  work: (desk: Desk) => Promise<number>,
  { signs, unclear }: DeskNeeds = { signs: true, unclear: UNCLEAR },
): Promise<number> {
  const { signal } = surroundings;
  if (isOurs(values.by)) {
    throw wrongUsage(
      `--by cannot be ${JSON.stringify(values.by)}`,
      'give a person’s name: that one is for what is automatic',
    );
  }
  const json = oneOf('--format', values.format ?? 'text', ['text', 'json']) === 'json';
  const log = logAt(values['log-level']);
  const { config, source } = findConfig(values.config, surroundings);
  const open = opener({ config, source, signs }, surroundings);
  try {
    return await work({ ...createDesk(values, open, json), config, log, ...surroundings });
  } catch (thrown) {
    if (signal.aborted) return interrupted(open.reached() ? unclear : 'nothing was started');
    throw storeFailure(thrown) ?? thrown;
  } finally {
    await open.close();
  }
}

function createDesk(values: Values, open: Opener, json: boolean) {
  let by: Promise<string> | undefined;
  return {
    ...open,
    json,
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

/** ERR_STORE_UNAVAILABLE for what the connection to the store threw, which is a plain Error; undefined for all else. */
export function storeFailure(thrown: unknown): RolewardenError | undefined {
  const lost = !(thrown instanceof RolewardenError) && thrown instanceof Error && thrown.name === 'Error';
  return lost ? failedOnTheWay(thrown.message) : undefined;
}

/** The store if it answers, else why it does not: one that hangs can be connected to. */
export async function answering(desk: Desk): Promise<RedisLink | string> {
  const link = await desk.storeIfThere();
  if (typeof link === 'string') return link;
  return link.ledger.now().then(
    () => link,
    (thrown: unknown) => {
      desk.signal.throwIfAborted();
      return failedOnTheWay(reasonOf(thrown)).message;
    },
  );
}

/** Throws why the store was not asked, if the fault is in the configuration: a store that is away does not throw. */
export async function throwFault(desk: Desk): Promise<void> {
  await desk.store().catch((thrown: unknown) => {
    if (!(thrown instanceof RolewardenError) || thrown.code !== 'ERR_STORE_UNAVAILABLE') throw thrown;
  });
}

function interrupted(what: string): number {
  process.stderr.write(`rolewarden: interrupted; ${what}\n`);
  return 130;
}
