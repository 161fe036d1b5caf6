import { RolewardenError } from '../core/errors.ts';

/** A call that failed, as the log and the measures know it. */
export interface CallFault {
  readonly kind: 'refused' | 'throttled' | 'unavailable';
  /** AWS's or the system's word for it, without `Exception`. */
  readonly code: string;
  /** What AWS said. Empty where AWS did not answer: other errors may quote records. */
  readonly said: string;
}

const THROTTLED = /Throttl|ThroughputExceeded|LimitExceeded|TooManyRequests/;
const NO_LOGIN = /^(?:CredentialsProvider|TokenProvider)/;

/** What became of a call that threw. */
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

/** The error of a stream that is not there: no retry brings it. */
export function noSuchStream(stream: string, cause: unknown): RolewardenError {
  return new RolewardenError(
    'ERR_AWS',
    `there is no Kinesis stream ${stream}: ${callFault(cause).said}`,
    'check the name, the account and the region, or give the stream’s ARN',
    { cause },
  );
}
