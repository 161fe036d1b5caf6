import { approveCommand } from './approve.ts';
import { baselineCommand } from './baseline.ts';
import type { Command } from './command.ts';
import { configCommand } from './config.ts';
import { consumeCommand } from './consume.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { initCommand } from './init.ts';
import { pendingCommand } from './pending.ts';
import { provisionCommand } from './provision.ts';
import { rejectCommand } from './reject.ts';
import { replayCommand } from './replay.ts';
import { resumeCommand } from './resume.ts';
import { revokeCommand } from './revoke.ts';
import { rulesCommand } from './rules.ts';
import { stopCommand } from './stop.ts';
import { sweepCommand } from './sweep.ts';
import { undoCommand } from './undo.ts';

/** Every command, in the order in which `rolewarden help` lists them. */
export const COMMANDS: readonly Command[] = [
  replayCommand,
  explainCommand,
  initCommand,
  baselineCommand,
  rulesCommand,
  configCommand,
  provisionCommand,
  doctorCommand,
  consumeCommand,
  pendingCommand,
  approveCommand,
  rejectCommand,
  revokeCommand,
  undoCommand,
  sweepCommand,
  stopCommand,
  resumeCommand,
];

/** The text of `rolewarden help`. */
export function usage(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}\n`);
  return `rolewarden watches AWS CloudTrail for the birth and the use of role sessions.

usage: rolewarden <command> [options]

${lines.join('')}
rolewarden <command> --help tells more. Machine output goes to stdout, words for people to stderr.
Exit status: 0 done; 1 failed; 2 wrong usage or configuration; 3 only with --fail-on.
`;
}
