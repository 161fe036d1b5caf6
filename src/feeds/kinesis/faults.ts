import { RolewardenError } from '../../core/errors.ts';

/** A failed call, as it appears in the log and the metrics. */
export interface CallFault {
  readonly kind: 'refused' | 'throttled' | 'unavailable';
  /** The error's name at AWS without `Exception`, or the system's code, such as ECONNRESET. */
  readonly code: string;
  /** AWS's message. Empty if AWS did not answer: the text of any other error may quote records. */
  readonly said: string;
}

const THROTTLED = /Throttl|ThroughputExceeded|LimitExceeded|TooManyRequests/;
const NO_LOGIN = /^(?:CredentialsProvider|TokenProvider)/;

/** Classifies what a call threw. */
export function callFault(thrown: unknown): CallFault {
  if (!(thrown instanceof Error)) return { kind: 'unavailable', code: 'Unknown', said: '' };
  const { message, name } = thrown;
  const code = (name === 'Error' ? systemCode(thrown) : undefined) ?? name.replace(/Exception$/, '');
  const answered = '$fault' in thrown;
  const said = answered ? message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300) : '';
  if (THROTTLED.test(code)) return { kind: 'throttled', code, said };
  const refused = NO_LOGIN.test(code) || (answered && thrown.$fault === 'client');
  return { kind: refused ? 'refused' : 'unavailable', code, said };
}

function systemCode(thrown: Error): string | undefined {
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
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
