/** What `stat` says of a path. */
interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** What a shell hands over already open (`<(…)`), and what is always empty. */
const OPEN = /^\/(?:dev\/(?:stdin|null|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/;

/** Throws for what may never come to an end, or wait for ever: a pipe that nobody writes into, a device, a folder. */
export function mustBeFile(path: string, of: FileKind): void {
  const kind = otherKind(of);
  if (kind === undefined || (kind !== FOLDER && OPEN.test(path))) return;
  throw new Error(`it is ${kind}, not a file`);
}

/** What it is instead of a file; undefined for a file. */
export function otherKind(of: FileKind): string | undefined {
  if (of.isFile()) return undefined;
  if (of.isDirectory()) return FOLDER;
  if (of.isFIFO()) return 'a pipe';
  return of.isSocket() ? 'a socket' : 'a device';
}

const FOLDER = 'a folder';
