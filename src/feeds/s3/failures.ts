import { codeOf, type ErrorCode, RolewardenError, reasonOf, statusOf } from '../../core/errors.ts';
import { pathOf } from './address.ts';

/** What was asked of S3. `key` is that of the object, or the prefix that was listed. */
export interface AskedOfS3 {
  readonly step: 'list' | 'read';
  readonly bucket: string;
  readonly key: string;
}

interface Words {
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

/** Characters of what S3 says that an error repeats. */
const MOST = 300;
const CREDENTIALS = /^(?:Credentials|Token)?ProviderError$/;
const EXPIRED = /^(?:ExpiredToken|TokenRefreshRequired|RequestExpired)$/;
const REFUSED_KEYS =
  /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|InvalidClientTokenId|UnrecognizedClient|RequestTimeTooSkewed)$/;
const REGION = /^(?:PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint)$/;

/**
 * Turns what S3 or the SDK threw into an error with a remedy. It has no `cause`: S3 repeats a refused session token or
 * access key id in its answer, and the SDK keeps that answer in its error.
 */
export function failureOf(thrown: unknown, asked: AskedOfS3): RolewardenError {
  if (thrown instanceof RolewardenError) return thrown;
  const { code, remedy, what } = wordsFor(codeOf(thrown), statusOf(thrown), asked);
  const said = `${codeOf(thrown)}: ${reasonOf(thrown).split('\n', 1).join('').slice(0, MOST)}`;
  const verb = asked.step === 'list' ? 'list' : 'read';
  return new RolewardenError(
    code,
    `cannot ${verb} ${pathOf(asked.bucket, asked.key)}: ${what} (${said})`,
    remedy,
  );
}

/** Whether the same call may succeed a moment later: S3 did not answer, was overloaded (429, 5xx), or broke off. */
export function mayPass(thrown: unknown): boolean {
  if (thrown instanceof RolewardenError || CREDENTIALS.test(codeOf(thrown))) return false;
  const status = statusOf(thrown);
  // where a body broke off, the status is that of the answer's beginning: 200 or 206
  return status === undefined || status < 300 || status === 429 || status >= 500;
}

function wordsFor(code: string, status: number | undefined, asked: AskedOfS3): Words {
  return ofCredentials(code) ?? ofPlace(code, asked) ?? ofStatus(status, asked);
}

function ofCredentials(code: string): Words | undefined {
  const words = (what: string, remedy: string): Words => ({ code: 'ERR_AWS', what, remedy });
  if (CREDENTIALS.test(code)) {
    return words(
      'there are no AWS credentials',
      'set AWS_PROFILE, or sign in: aws sso login, aws sts get-caller-identity',
    );
  }
  if (EXPIRED.test(code))
    return words('the AWS credentials have expired', 'renew them, then run the same again');
  if (!REFUSED_KEYS.test(code)) return undefined;
  return words(
    'AWS refuses the credentials',
    'check key, secret, session token and clock: aws sts get-caller-identity',
  );
}

function ofPlace(code: string, asked: AskedOfS3): Words | undefined {
  const { bucket } = asked;
  const input = (what: string, remedy: string): Words => ({ code: 'ERR_INPUT_UNREADABLE', what, remedy });
  if (REGION.test(code)) {
    return {
      code: 'ERR_AWS',
      what: 'the bucket is in another region',
      remedy: 'set AWS_REGION to the bucket’s region',
    };
  }
  switch (code) {
    case 'NoSuchBucket':
      return {
        code: 'ERR_USAGE',
        what: `there is no bucket ${bucket}`,
        remedy: 'check its name; `aws s3 ls` lists the account’s buckets',
      };
    case 'NoSuchKey':
      return input('it was deleted since it was listed', 'run the same again, or name another prefix');
    case 'PreconditionFailed':
      return input('it was replaced while it was read', 'run the same again when nobody writes there');
    case 'InvalidObjectState':
      return input('it is archived', 'restore it first: aws s3api restore-object, then run the same again');
    default:
      return undefined;
  }
}

function ofStatus(status: number | undefined, { bucket, step }: AskedOfS3): Words {
  if (status === 403) {
    const list = `arn:aws:s3:::${bucket}`;
    const read = `arn:aws:s3:::${bucket}/*`;
    const remedy =
      step === 'list'
        ? `allow s3:ListBucket on ${list}`
        : `allow s3:GetObject on ${read}, and kms:Decrypt on the key that it is encrypted with`;
    return { code: 'ERR_INPUT_UNREADABLE', what: 'AWS does not allow it', remedy };
  }
  if (status === undefined || status < 300 || status === 429 || status >= 500) {
    const remedy = 'check the network, the endpoint and the region, then run the same again';
    return { code: 'ERR_AWS', what: 'S3 did not answer, though asked again', remedy };
  }
  return { code: 'ERR_INPUT_UNREADABLE', what: 'S3 refuses it', remedy: 'see what S3 says of it' };
}
