#!/usr/bin/env node
import './utc.ts';
import type { Command } from '../commands/command.ts';
import { COMMANDS, usage } from '../commands/index.ts';
import { type ErrorCode, RolewardenError, reasonOf } from '../core/errors.ts';
import { meant } from '../core/nearest.ts';

/** What shells add to a signal's number. */
const SIGNALLED = 128;
/** So long what waits for a server or for a pipe may take to notice a signal. */
const GRACE = 1_000;

const NAMES = [...COMMANDS.map(({ name }) => name), '--version', '--help'];

/** Exit status of the contract: 0 done, 1 failed, 2 wrong usage or configuration, 3 only with --fail-on; 130 on Ctrl-C. */
async function main(argv: readonly string[]): Promise<number> {
  // `help replay` is `replay --help`
  const [name, ...args] = argv[0] === 'help' && argv[1] !== undefined ? [argv[1], '--help'] : argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process[name === undefined ? 'stderr' : 'stdout'].write(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    const { VERSION } = await import('../app.ts');
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const listed = COMMANDS.find((known) => known.name === name);
  if (listed === undefined) {
    throw new RolewardenError(
      'ERR_USAGE',
      `there is no command ${JSON.stringify(name)}${meant(name, NAMES)}`,
      'run `rolewarden help`',
    );
  }
  const abort = new AbortController();
  let command: Command | undefined;
  const stop = (name: NodeJS.Signals, number: number) => {
    if (abort.signal.aborted && command?.interruptible === true) die(name);
    if (abort.signal.aborted) process.exit(SIGNALLED + number);
    abort.abort(new Error('interrupted'));
    if (command?.interruptible === true) setTimeout(die, GRACE, name).unref();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  command = await listed.load();
  try {
    const status = await command.run(args, { environment: process.env, signal: abort.signal });
    // what it has abandoned must not hold the process
    if (command.resident === true) process.exit(status);
    return status;
  } catch (thrown) {
    if (!abort.signal.aborted || command.resident === true) throw thrown;
    return interrupted();
  }
}

/** Dies of the signal, as it would without us: `process.exit` waits for a thread that waits for a pipe. */
function die(name: NodeJS.Signals): void {
  interrupted();
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function interrupted(): number {
  process.stderr.write('\nrolewarden: interrupted; what is above is incomplete and no file was written\n');
  return 130;
}

/** What a person wrote is wrong: nothing was tried. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'ERR_USAGE',
  'ERR_CONFIG_UNREADABLE',
  'ERR_CONFIG_INVALID',
  'ERR_STORE_URL',
]);

function fail(thrown: unknown): number {
  if (thrown instanceof RolewardenError) {
    process.stderr.write(`rolewarden: ${thrown.message}\n  what to do: ${thrown.remedy} (${thrown.code})\n`);
    return USAGE.has(thrown.code) ? 2 : 1;
  }
  process.stderr.write(
    `rolewarden: failed: ${reasonOf(thrown)}\n  what to do: please report this with the command you ran\n`,
  );
  return 1;
}

// A reader that went away (`| head`) is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

// Whoever went away from stderr is told nothing more; what was asked is done all the same.
process.stderr.on('error', () => {});

process.exitCode = await main(process.argv.slice(2)).catch(fail);
