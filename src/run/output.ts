import { encodeText } from '../report/encode.ts';

/** Standard output, which may lose its reader or its room. */
export interface Output {
  /** The command acts or watches: it goes on when nobody reads stdout any more. Until this is said, the process ends. */
  goOnUnread(): void;
  /** Whether part of the result could not be written although somebody wanted it, as on a full disk. */
  isCutShort(): boolean;
}

/** Watches standard output. It is no error if its reader goes away, as `| head` does. */
export function watchOutput(): Output {
  let endsUnread = true;
  let cutShort = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && !cutShort) {
      cutShort = true;
      process.stderr.write(
        `rolewarden: cannot write to standard output: ${encodeText(error.message)}\n  what to do: make room where it goes, or send it elsewhere\n`,
      );
    }
    if (endsUnread) process.exit(cutShort ? 1 : 0);
    if (cutShort && process.exitCode === 0) process.exitCode = 1;
  });
  return {
    goOnUnread() {
      endsUnread = false;
    },
    isCutShort: () => cutShort,
  };
}
