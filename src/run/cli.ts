#!/usr/bin/env node
import './utc.ts';
import type { Command } from '../commands/command.ts';
import { COMMANDS, type CommandListing, usage } from '../commands/index.ts';
import { type ErrorCode, RolewardenError, reasonOf, remedyAtLimit, wrongUsage } from '../core/errors.ts';
import { meant } from '../core/text/nearest.ts';
import { encodeText } from '../report/encode.ts';

/** A process that a signal ended has the exit status 128 + the signal's number. */
const SIGNALLED = 128;
/** Milliseconds after a signal in which a command may end by itself. One that waits for a server or pipe may not. */
const GRACE = 1_000;

const NAMES = [...COMMANDS.map(({ name }) => name), '--version', '--help'];

/**
 * Whether the command only prints a result, so that it ends once nobody reads stdout. One that acts or watches goes on.
 */
let onlyTells = true;
/** Whether part of the result could not be written although somebody wanted it, as on a full disk. */
let cutShort = false;

/**
 * Exit status of the contract: 0 done, 1 failed, 2 wrong usage or configuration, 3 only with --fail-on; 130 on Ctrl-C.
 */
async function main(argv: readonly string[]): Promise<number> {
  // `help replay` is `replay --help`
  const [name, ...args] = argv[0] === 'help' && argv[1] !== undefined ? [argv[1], '--help'] : argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const stream = process[name === undefined ? 'stderr' : 'stdout'];
    const text = usage();
    // read only where it is needed: most who ask for help wait for it
    stream.write(stream.isTTY ? (await import('../commands/fitted.ts')).helpFor(text, stream) : text);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    const { VERSION } = await import('../app.ts');
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const listed = COMMANDS.find((known) => known.name === name);
  if (listed === undefined) {
    throw wrongUsage(
      `there is no command ${JSON.stringify(name)}${meant(name, NAMES)}`,
      'run `rolewarden help`',
    );
  }
  return run(listed, args);
}

async function run(listed: CommandListing, args: readonly string[]): Promise<number> {
  const abort = new AbortController();
  let command: Command | undefined;
  let grace: NodeJS.Timeout | undefined;
  const stop = (name: NodeJS.Signals, number: number) => {
    const cutOff = mayCutOff(command, args);
    if (abort.signal.aborted && cutOff) die(name, command?.whenCut);
    if (abort.signal.aborted) process.exit(SIGNALLED + number);
    abort.abort(new Error('interrupted'));
    if (cutOff) grace = setTimeout(die, GRACE, name, command?.whenCut).unref();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  command = await listed.load();
  onlyTells = mayCutOff(command, args) && command.whenCut === undefined;
  if (abort.signal.aborted && command.resident !== true) return interrupted('nothing was started');
  try {
    const status = await command.run(args, { environment: process.env, signal: abort.signal });
    // it has ended, and has said itself what it did
    if (command.whenCut !== undefined) clearTimeout(grace);
    // work that it has abandoned must not keep the process alive
    if (command.resident === true) process.exit(status);
    return status;
  } catch (thrown) {
    if (!abort.signal.aborted || command.resident === true) throw thrown;
    return interrupted();
  }
}

function mayCutOff(command: Command | undefined, args: readonly string[]): boolean {
  const { interruptible = false } = command ?? {};
  return typeof interruptible === 'boolean' ? interruptible : interruptible(args);
}

/** Ends the process by the signal itself: `process.exit` would wait for a thread that waits for a pipe. */
function die(name: NodeJS.Signals, words?: string): void {
  interrupted(words);
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function interrupted(words = 'the output above is incomplete and no file was written'): number {
  process.stderr.write(`\nrolewarden: interrupted; ${words}\n`);
  return 130;
}

/** Errors in what a person wrote, found before anything was done. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'ERR_USAGE',
  'ERR_CONFIG_UNREADABLE',
  'ERR_CONFIG_INVALID',
  'ERR_STORE_URL',
]);

function fail(thrown: unknown): number {
  if (thrown instanceof RolewardenError) {
    const { code, message, remedy } = thrown;
    // the faults of a configuration are a list
    const said = code === 'ERR_CONFIG_INVALID' ? message.split('\n').map(shown).join('\n') : shown(message);
    process.stderr.write(`rolewarden: ${said}\n  what to do: ${shown(remedy)} (${code})\n`);
    return USAGE.has(code) ? 2 : 1;
  }
  const reason = reasonOf(thrown);
  const refused = REFUSED.get(/^(E[A-Z]+): /.exec(reason)?.[1] ?? '');
  const remedy = remedyAtLimit(reason) ?? refused ?? 'please report this with the command you ran';
  process.stderr.write(`rolewarden: failed: ${shown(reason)}\n  what to do: ${remedy}\n`);
  return 1;
}

const NO_ROOM = 'make room there, and run it again';
const NO_RIGHT = 'let the user that runs this read and write there, or run it as another';
/** What to do where the system refuses something that no part of the program has foreseen. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', NO_ROOM],
  ['EDQUOT', NO_ROOM],
  ['EFBIG', NO_ROOM],
  ['EACCES', NO_RIGHT],
  ['EPERM', NO_RIGHT],
  ['EROFS', 'that file system is read-only: use another place'],
  ['ENOMEM', 'this machine has no memory left: end something, and run it again'],
]);

/** Safe on a terminal: errors repeat what servers say, and name files, objects and ids that others named. */
function shown(text: string): string {
  return encodeText(text);
}

// It is no error if the reader of stdout goes away, as `| head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && !cutShort) {
    cutShort = true;
    process.stderr.write(
      `rolewarden: cannot write to standard output: ${shown(error.message)}\n  what to do: make room where it goes, or send it elsewhere\n`,
    );
  }
  if (onlyTells) process.exit(cutShort ? 1 : 0);
  if (cutShort && process.exitCode === 0) process.exitCode = 1;
});

// Without a reader of stderr the command goes on, and says no more.
process.stderr.on('error', () => {});

const status = await main(process.argv.slice(2)).catch(fail);
process.exitCode = status === 0 && cutShort ? 1 : status;
