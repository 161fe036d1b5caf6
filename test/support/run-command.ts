import { vi } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { RolewardenError } from '../../src/core/errors.ts';

/** What a command said and how it ended; a RolewardenError is its code and words. */
export interface Ran {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process. */
export async function runCommand(
  [name, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Ran> {
  const command = await COMMANDS.find((known) => known.name === name)?.load();
  if (command === undefined) throw new Error(`there is no command ${name}`);
  let [stdout, stderr] = ['', ''];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  try {
    const environment = { AWS_REGION: 'us-east-1', ...env };
    return { status: await command.run(args, { environment, signal }), stdout, stderr };
  } catch (thrown) {
    if (!(thrown instanceof RolewardenError)) throw thrown;
    return { status: thrown.code, stdout, stderr: `${stderr}${thrown.message}\n${thrown.remedy}` };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
