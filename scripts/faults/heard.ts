import type { ChildProcess } from 'node:child_process';

/** One line of the log, as far as the cases ask. */
export interface Line {
  readonly msg: string;
  readonly time: number;
  readonly text: string;
}

/** Characters that are kept of everything that is no line of the log. */
const SAID = 4_000;

/** What was heard so far. */
export type Heard = ReturnType<typeof hear>;

/** Reads a child's log, or leaves it unread. `rest`: the last of what is no line of the log. */
export function hear(child: ChildProcess, how: 'read' | 'blocked' | 'closed') {
  const lines: Line[] = [];
  let rest = '';
  let part = '';
  const { stderr } = child;
  const listen = () => {
    stderr?.on('data', (chunk) => {
      const whole = (part + String(chunk)).split('\n');
      part = whole.pop() ?? '';
      for (const text of whole) {
        const line = lineOf(text);
        if (line === undefined) rest = `${rest}${text}\n`.slice(-SAID);
        else lines.push(line);
      }
    });
  };
  if (how === 'closed') stderr?.destroy();
  if (how === 'read') listen();
  return { lines, listen, rest: () => rest + part };
}

function lineOf(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  const { msg, time } = JSON.parse(text);
  return { msg: String(msg), time: Number(time), text };
}
