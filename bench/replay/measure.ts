import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One whole process, from its start to its end. */
export interface Measured {
  readonly seconds: number;
  /** Of all its processes and threads; undefined without GNU time. */
  readonly cpuSeconds: number | undefined;
  /** The largest of its processes at its peak, in MB of 2^20 bytes; undefined without GNU time. */
  readonly peakMb: number | undefined;
  readonly stdout: string;
}

const TIME = '/usr/bin/time';

/** Runs a command and waits. Throws, with what it said, if it does not end with 0. */
export function measure(command: readonly string[]): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-measure-'));
  const told = join(folder, 'told');
  const timed = existsSync(TIME) ? [TIME, '-f', '%M %U %S', '-o', told, ...command] : command;
  const [file = '', ...args] = timed;
  try {
    const began = performance.now();
    const { error, status, stderr, stdout } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    const seconds = (performance.now() - began) / 1_000;
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr.slice(-2_000)}`);
    return { seconds, ...usedBy(told), stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function usedBy(told: string): Pick<Measured, 'cpuSeconds' | 'peakMb'> {
  if (!existsSync(told)) return { cpuSeconds: undefined, peakMb: undefined };
  const [kilobytes = 0, user = 0, system = 0] = readFileSync(told, 'utf8').trim().split(' ').map(Number);
  return { cpuSeconds: user + system, peakMb: kilobytes / 1_024 };
}

/** Whether a command can be started here. */
export const isThere = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
