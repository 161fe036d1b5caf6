import type { Command } from './command.ts';

/** A command before it is called. `load` reads its code, and the libraries that it needs, only then. */
export interface CommandListing {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order in which `rolewarden help` lists them. */
export const COMMANDS: readonly CommandListing[] = [
  {
    name: 'replay',
    summary: 'score recorded CloudTrail and print the findings',
    load: async () => (await import('./replay/replay.ts')).replayCommand,
  },
  {
    name: 'explain',
    summary: 'tell one finding as a story',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'init',
    summary: 'propose a configuration from recorded history',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'baseline',
    summary: 'show, accept, export, import or forget what is usual',
    load: async () => (await import('./baseline/baseline.ts')).baselineCommand,
  },
  {
    name: 'rules',
    summary: 'list the rules, or show one',
    load: async () => (await import('./rules.ts')).rulesCommand,
  },
  {
    name: 'config',
    summary: 'check a configuration, or print its JSON Schema',
    load: async () => (await import('./config.ts')).configCommand,
  },
  {
    name: 'provision',
    summary: 'make EventBridge deliver STS and sign-in events, read-only ones included',
    load: async () => (await import('./provision.ts')).provisionCommand,
  },
  {
    name: 'doctor',
    summary: 'check everything that watching and acting need',
    load: async () => (await import('./doctor/doctor.ts')).doctorCommand,
  },
  {
    name: 'consume',
    summary: 'watch a queue or a stream: score, alert and act until stopped',
    load: async () => (await import('./consume.ts')).consumeCommand,
  },
  {
    name: 'pending',
    summary: 'list what awaits a decision: revocations, open breakers, the kill switch',
    load: async () => (await import('./acting/pending.ts')).pendingCommand,
  },
  {
    name: 'approve',
    summary: 'approve a waiting revocation, or close a breaker',
    load: async () => (await import('./acting/approve.ts')).approveCommand,
  },
  {
    name: 'reject',
    summary: 'reject a waiting revocation',
    load: async () => (await import('./acting/reject.ts')).rejectCommand,
  },
  {
    name: 'revoke',
    summary: 'end a session, or all sessions of a role or a user',
    load: async () => (await import('./acting/revoke.ts')).revokeCommand,
  },
  {
    name: 'undo',
    summary: 'undo a revocation; works with the store down',
    load: async () => (await import('./acting/undo.ts')).undoCommand,
  },
  {
    name: 'sweep',
    summary: 'remove expired policies, verify those that stand, report drift',
    load: async () => (await import('./acting/sweep.ts')).sweepCommand,
  },
  {
    name: 'stop',
    summary: 'pull the kill switch: nothing is revoked until resume',
    load: async () => (await import('./acting/stop.ts')).stopCommand,
  },
  {
    name: 'resume',
    summary: 'release the kill switch: revocations are possible again',
    load: async () => (await import('./acting/resume.ts')).resumeCommand,
  },
];

/** The text of `rolewarden help`. */
export function usage(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}\n`);
  return `rolewarden watches AWS CloudTrail for how role sessions are issued and used.

usage: rolewarden <command> [options]

${lines.join('')}
rolewarden <command> --help has the details. Machine output goes to stdout, messages for people to stderr.
Colours only on a terminal, and not if NO_COLOR is set.
Exit status: 0 done; 1 failed; 2 wrong usage or configuration; 3 only with --fail-on; 130 Ctrl-C.
`;
}
