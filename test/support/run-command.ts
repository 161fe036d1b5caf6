import { vi } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { type ErrorCode, RolewardenError } from '../../src/core/errors.ts';

/** What a command said, and how it ended: its exit status, or the code of the error that it threw. */
export interface Ran {
  readonly status: number | ErrorCode;
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
  const [stdout, stderr] = [hear(process.stdout), hear(process.stderr)];
  try {
    const environment = { AWS_REGION: 'us-east-1', ...env };
    const status = await command.run(args, { environment, signal });
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } catch (thrown) {
    if (!(thrown instanceof RolewardenError)) throw thrown;
    const { code, message, remedy } = thrown;
    return { status: code, stdout: stdout.text(), stderr: `${stderr.text()}${message}\n${remedy}` };
  } finally {
    stdout.restore();
    stderr.restore();
  }
}

function hear(stream: NodeJS.WriteStream) {
  let text = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  return { text: () => text, restore: () => spy.mockRestore() };
}
