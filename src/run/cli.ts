#!/usr/bin/env node
import './unset.ts';
import './utc.ts';
import { COMMANDS, usage } from '../commands/index.ts';
import { wrongUsage } from '../core/errors.ts';
import { meant } from '../core/text/nearest.ts';
import { runCommand } from './command-run.ts';
import { fail } from './failure.ts';
import { type Output, watchOutput } from './output.ts';

const NAMES = [...COMMANDS.map(({ name }) => name), '--version', '--help'];

/**
 * Exit status of the contract: 0 done, 1 failed, 2 wrong usage or configuration, 3 only with --fail-on; 130 on Ctrl-C.
 */
async function main(argv: readonly string[], output: Output): Promise<number> {
  // `help replay` is `replay --help`
  const [name, ...args] = argv[0] === 'help' && argv[1] !== undefined ? [argv[1], '--help'] : argv;
  if (name === undefined) {
    await help(process.stderr);
    return 2;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    await help(process.stdout);
    return 0;
  }
  if (name === '--version') {
    const { VERSION } = await import('../app.ts');
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const listed = COMMANDS.find((known) => known.name === name);
  if (listed !== undefined) return runCommand(listed, args, output);
  throw wrongUsage(
    `there is no command ${JSON.stringify(name)}${meant(name, NAMES)}`,
    'run `rolewarden help`',
  );
}

async function help(stream: NodeJS.WriteStream): Promise<void> {
  const text = usage();
  // read only where it is needed: most who ask for help wait for it
  stream.write(stream.isTTY ? (await import('../commands/fitted.ts')).helpFor(text, stream) : text);
}

const output = watchOutput();
// Without a reader of stderr the command goes on, and says no more.
process.stderr.on('error', () => {});

const status = await main(process.argv.slice(2), output).catch(fail);
process.exitCode = status === 0 && output.isCutShort() ? 1 : status;
