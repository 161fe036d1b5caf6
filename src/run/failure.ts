import { type ErrorCode, RolewardenError, reasonOf, remedyAtLimit } from '../core/errors.ts';
import { encodeText } from '../report/encode.ts';
import { remedyOfUncaught } from './uncaught.ts';

/** Errors in what a person wrote, found before anything was done. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'ERR_USAGE',
  'ERR_CONFIG_UNREADABLE',
  'ERR_CONFIG_INVALID',
  'ERR_STORE_URL',
]);

/**
 * Says on stderr what failed and what to do. Returns the exit status. Encoded, since errors repeat what servers say, and
 * name files, objects and ids that others named.
 */
export function fail(thrown: unknown): number {
  if (thrown instanceof RolewardenError) {
    const { code, message, remedy } = thrown;
    // the faults of a configuration are a list
    const lines = code === 'ERR_CONFIG_INVALID' ? message.split('\n') : [message];
    const said = lines.map((line) => encodeText(line)).join('\n');
    process.stderr.write(`rolewarden: ${said}\n  what to do: ${encodeText(remedy)} (${code})\n`);
    return USAGE.has(code) ? 2 : 1;
  }
  const reason = reasonOf(thrown);
  const refused = REFUSED.get(/^(E[A-Z]+): /.exec(reason)?.[1] ?? '');
  const remedy =
    remedyAtLimit(reason) ??
    refused ??
    remedyOfUncaught(thrown) ??
    'please report this with the command you ran';
  process.stderr.write(`rolewarden: failed: ${encodeText(reason)}\n  what to do: ${remedy}\n`);
  return 1;
}

const NO_ROOM = 'make room there, and run it again';
const NO_RIGHT = 'let the user that runs this read and write there, or run it as another';
/** What to do where the system refuses something that no part of the program has foreseen. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', NO_ROOM],
  ['EDQUOT', NO_ROOM],
  ['EFBIG', NO_ROOM],
  ['EACCES', NO_RIGHT],
  ['EPERM', NO_RIGHT],
  ['EROFS', 'that file system is read-only: use another place'],
  ['ENOMEM', 'this machine has no memory left: end something, and run it again'],
]);
