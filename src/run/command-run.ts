import type { Command } from '../commands/command.ts';
import type { CommandListing } from '../commands/index.ts';
import { fail } from './failure.ts';
import type { Output } from './output.ts';

/** A process that a signal ended has the exit status 128 + the signal's number. */
const SIGNALLED = 128;
/** Milliseconds after a signal in which a command may end by itself. One that waits for a server or pipe may not. */
const GRACE = 1_000;

/**
 * Runs a command until it ends or a signal ends it: the first one asks it to, a second does not wait. Returns the exit
 * status; throws what the command throws.
 */
export async function runCommand(
  listed: CommandListing,
  args: readonly string[],
  output: Output,
): Promise<number> {
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
  process.on('uncaughtException', (thrown) => {
    // whoever listens, too, has work to finish first
    if (process.listenerCount('uncaughtException') > 1) return;
    const exit = fail(thrown);
    if (command?.whenCut !== undefined) process.stderr.write(`rolewarden: ${command.whenCut}\n`);
    process.exit(exit);
  });
  command = await listed.load();
  if (!mayCutOff(command, args) || command.whenCut !== undefined) output.goOnUnread();
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
  // who dies of a signal tells nobody that it ends, and half-written files would stay
  process.emit('exit', SIGNALLED);
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function interrupted(words = 'the output above is incomplete and no file was written'): number {
  process.stderr.write(`\nrolewarden: interrupted; ${words}\n`);
  return 130;
}
