import { codeOf, RolewardenError } from '../../core/errors.ts';
import { lacksLogin, type Trouble, troubleOf } from '../../core/ports/trouble.ts';

/** A failed call, as it appears in the log and the metrics. */
export interface CallFault {
  readonly kind: Trouble;
  /** As `codeOf` gives it: the error's name at AWS without `Exception`, or the system's code, such as ECONNRESET. */
  readonly code: string;
  /** AWS's message. Empty if AWS did not answer: the text of any other error may quote records. */
  readonly said: string;
}

/** Classifies what a call threw. */
export function callFault(thrown: unknown): CallFault {
  const code = codeOf(thrown);
  const answered = thrown instanceof Error && '$fault' in thrown;
  const said = answered ? thrown.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300) : '';
  return { kind: lacksLogin(thrown) ? 'refused' : troubleOf(thrown), code, said };
}

/** The error (ERR_AWS) for a stream that does not exist, which no retry can mend. */
export function noSuchStream(stream: string, cause: unknown): RolewardenError {
  return new RolewardenError(
    'ERR_AWS',
    `there is no Kinesis stream ${stream}: ${callFault(cause).said}`,
    'check the name, the account and the region, or give the stream’s ARN',
    { cause },
  );
}
