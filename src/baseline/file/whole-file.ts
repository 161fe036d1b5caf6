import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type ErrorCode, RolewardenError, reasonOf } from '../../core/errors.ts';
import { behindLinks, isHandle } from './links.ts';

/** Where text goes. `end` makes it complete; after it, `abandon` does nothing. */
export interface TextSink {
  write(text: string): void;
  end(): void;
  abandon(): void;
}

/** How an error names the file (`what` comes before the path), and its code: if the file cannot be opened, or written. */
export interface FileWords {
  readonly what: string;
  readonly opening: ErrorCode;
  readonly writing: ErrorCode;
}

const RESULT: FileWords = { what: '', opening: 'ERR_USAGE', writing: 'ERR_SPOOL' };

/**
 * Text to a file that appears whole or not at all, with the mode of the one that was there. A symlink stays: what it
 * points to is replaced. A device or a pipe is written into. Throws at once where it cannot be written.
 */
export function toFile(path: string, told: FileWords = RESULT): TextSink {
  const { file, settle, appear, discard } = attempt(path, told, 'opening', () => open(path));
  let isOpen = true;
  let over = false;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(file);
  };
  const abandon = () => {
    if (over) return;
    done();
    discard();
    close();
  };
  const done = () => {
    over = true;
    process.off('exit', abandon);
  };
  // the process may end early: at a second Ctrl-C, or when nobody reads stdout any more
  process.on('exit', abandon);
  const complete = () => {
    settle();
    close();
    appear();
    done();
  };
  return {
    write: (text) => attempt(path, told, 'writing', () => writeWhole(file, text)),
    end() {
      try {
        attempt(path, told, 'writing', complete);
      } finally {
        abandon();
      }
    },
    abandon,
  };
}

interface OpenedFile {
  readonly file: number;
  /** Everything is on the disk, with its mode. */
  settle(): void;
  /** The draft is renamed to what it is for. */
  appear(): void;
  discard(): void;
}

function open(path: string): OpenedFile {
  const target = behindLinks(path);
  const there = statSync(target, { throwIfNoEntry: false });
  if (there !== undefined && (isHandle(target) || !there.isFile())) {
    return { file: openSync(target, 'a'), settle() {}, appear() {}, discard() {} };
  }
  // not the file's name and more: that could be too long
  const draft = join(dirname(target), `rolewarden-${randomUUID()}.tmp`);
  const discard = () => rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', there === undefined ? 0o666 : 0o600);
  return {
    file,
    settle() {
      if (there !== undefined && fstatSync(file).mode !== there.mode) fchmodSync(file, there.mode & 0o777);
      fsyncSync(file);
    },
    appear: () => renameSync(draft, target),
    discard,
  };
}

/** One write may take only a part of the text. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

const REMEDIES = {
  opening: 'name a file in a folder that exists and can be written',
  writing: 'make room there, or name another file',
} as const;

function attempt<T>(path: string, told: FileWords, when: keyof typeof REMEDIES, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    // without the system call and its paths, which may be the draft's
    const reason = reasonOf(cause).replace(/, [a-z]+( '.*)?$/s, '');
    const message = `cannot write ${told.what}${path}: ${reason}`;
    throw new RolewardenError(told[when], message, REMEDIES[when], { cause });
  }
}
