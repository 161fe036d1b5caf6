import type { Intent } from '../../core/action/intent.ts';
import { ownedByName } from '../../core/action/owned-by-aws.ts';
import { codeOf, reasonOf, statusOf } from '../../core/errors.ts';
import { byHand, byManagedPolicy } from './by-hand.ts';

/**
 * `permanent`: it fails however often it is tried. `throttled`: it did not happen. `unclear`: there is no answer, or it
 * does not say enough; only a look at IAM tells whether it happened. `stale`: our credentials have expired.
 */
export type FailureClass = 'permanent' | 'throttled' | 'unclear' | 'stale';

/** A failed call to IAM or STS. */
export interface IamFailure {
  readonly class: FailureClass;
  /** As AWS spells it, for instance `AccessDenied`. */
  readonly code: string;
  readonly message: string;
}

const PERMANENT =
  /^(?:AccessDenied|NoSuchEntity|UnmodifiableEntity|LimitExceeded|MalformedPolicyDocument|ValidationError|InvalidInput|OptInRequired|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch)$/;
const THROTTLED =
  /^(?:Throttling|ThrottlingException|Throttled|TooManyRequests|RequestLimitExceeded|SlowDown|ProvisionedThroughputExceeded|RequestThrottled)$/;
const STALE = /^(?:ExpiredToken|RequestExpired|TokenRefreshRequired)$/;

/** Classifies what an IAM call threw. An unknown error is `unclear`, so that a look at IAM decides. */
export function iamFailure(thrown: unknown): IamFailure {
  const code = codeOf(thrown);
  const status = statusOf(thrown);
  return { class: classOf(code, status), code, message: reasonOf(thrown).slice(0, 400) };
}

function classOf(code: string, status: number | undefined): FailureClass {
  if (STALE.test(code)) return 'stale';
  if (THROTTLED.test(code) || status === 429) return 'throttled';
  return PERMANENT.test(code) ? 'permanent' : 'unclear';
}

/** Whether a permanent failure may be over at a second try: a permission, or room, may just have been made. */
export function worthASecondTry({ code }: IamFailure): boolean {
  return code === 'AccessDenied' || code === 'LimitExceeded';
}

/**
 * What a person is to do after a failed revocation: first look at the cause, then write the same policy by hand, where IAM
 * would take it from a person.
 */
export function whatToDo(failure: IamFailure, intent: Intent): readonly string[] {
  const { kind, name, accountId } = intent.target;
  const first = causes(failure, `${kind} ${name} of account ${accountId}`);
  switch (failure.code) {
    // a target that does not exist takes no policy by hand, either
    case 'NoSuchEntity':
    case 'MalformedPolicyDocument':
      return first;
    case 'UnmodifiableEntity':
      return ownedByName(name).whatToDo;
    case 'LimitExceeded':
      return [...first, ...byManagedPolicy(intent)];
    default:
      return [...first, byHand(intent)];
  }
}

/** Whoever acts in an account. */
export const ACTOR = 'the spoke role (without a spoke role: this process’s own)';

function causes({ class: kind, code }: IamFailure, whom: string): readonly string[] {
  if (kind === 'stale') return ['The credentials have expired: renew them, and run it again.'];
  if (kind === 'throttled') {
    return [
      'IAM limits how often it is called in that account: run it again in a minute, and see who else calls it.',
    ];
  }
  switch (code) {
    case 'AccessDenied':
      return [
        `Check that ${ACTOR} may read and write inline policies of ${whom}: policy, boundary, SCPs.`,
        'Check its tags and name: the spoke role’s policy denies what is tagged rolewarden:protected, and may ask for rolewarden:revocable=true.',
      ];
    case 'NoSuchEntity':
      return [
        `There is no ${whom}: check its name and the account. If it was deleted, its sessions have no permissions left.`,
      ];
    case 'LimitExceeded':
      return [`The inline policies of ${whom} are full.`];
    case 'MalformedPolicyDocument':
      return ['IAM refused the document: report it as a fault of Rolewarden, with the audit record.'];
    case 'InvalidClientTokenId':
    case 'UnrecognizedClient':
    case 'SignatureDoesNotMatch':
      return ['Check Rolewarden’s own credentials, the partition, and the host’s clock.'];
    default:
      return [
        `IAM did not answer usefully (${code}): check the AWS Health Dashboard and the network to IAM.`,
      ];
  }
}
