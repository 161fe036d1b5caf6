import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { ErrorCode } from '../../src/core/errors.ts';
import { runCommand } from './run-command.ts';

/** What a finished command left. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as it is packaged, which `built.ts` makes anew: its sources take six times as long to start. */
export const CLI = resolve('dist/run/cli.js');

/** Runs the real command line in a process of its own and waits for it. */
export function rolewarden(
  args: readonly string[],
  more: {
    readonly input?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
  } = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, ...more.env },
    ...(more.input === undefined ? {} : { input: more.input }),
    ...(more.cwd === undefined ? {} : { cwd: more.cwd }),
  });
  return { status, stdout, stderr };
}

/** A command line that runs. */
export interface Started {
  readonly child: ChildProcess;
  /** What it has said on stderr so far. */
  said(): string;
  readonly ended: Promise<Ended>;
}

/** Starts it, to be met while it runs. */
export function startRolewarden(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  return started(
    spawn(process.execPath, [CLI, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    }),
  );
}

/** Starts it with a standard input that stays open. */
export function openRolewarden(args: readonly string[]): Started {
  return started(spawn(process.execPath, [CLI, ...args], { stdio: 'pipe' }));
}

function started(child: ChildProcess): Started {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (status) => resolve({ status, stdout, stderr })),
  );
  return { child, said: () => stderr, ended };
}

/** Runs a command in this process, for speed: what it printed, and the code of the error that it ended with. */
export async function command(
  args: readonly string[],
): Promise<{ readonly code: ErrorCode | undefined; readonly stdout: string; readonly stderr: string }> {
  const { status, stderr, stdout } = await runCommand(args, {}, new AbortController().signal);
  return { code: typeof status === 'number' ? undefined : status, stdout, stderr };
}
