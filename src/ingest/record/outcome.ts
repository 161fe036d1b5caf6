import type { Outcome } from '../../core/event/event.ts';
import { UNPERMITTED, UNVERIFIED } from '../../core/event/refusals.ts';
import { type Fields, flagAt, get, objectAt, textAt } from '../json/fields.ts';
import type { RecordParts } from './parts.ts';

/** EC2's answer to a dry run that may be done: it knew the credentials, and only did not act. */
const DRY_RUN = 'DryRunOperation';

/** The error's wire code. */
export function errorCodeOf(record: Fields): string | undefined {
  return textAt(record, 'errorCode', 128)
    ?.replace(/^Client\./, '')
    .replace(/Exception$/, '');
}

/** `aws sso login` asks every few seconds whether its code was approved: until then each answer is empty, and no error. */
function isPending(eventName: string, record: Fields): boolean {
  return eventName === 'CreateToken' && get(record, 'responseElements') === null;
}

/**
 * A sign-in says its outcome under its own name: in the answer, or, at Identity Center, in the service’s details; that
 * of a command line (`aws login`) as `success`.
 */
export function outcomeOf(
  { additional, eventName, granted, record }: RecordParts,
  errorCode: string | undefined,
): Outcome {
  const failed =
    flagAt(additional, 'success') === false ||
    get(granted, eventName) === 'Failure' ||
    get(objectAt(record, 'serviceEventDetails'), eventName) === 'Failure';
  if (errorCode === undefined && isPending(eventName, record)) return 'error';
  if (errorCode === undefined)
    return failed || get(record, 'errorMessage') === 'Failed authentication' ? 'denied' : 'success';
  if (errorCode === DRY_RUN) return 'success';
  return UNPERMITTED.has(errorCode) || UNVERIFIED.has(errorCode) || failed ? 'denied' : 'error';
}

/** Whether a sign-in to the console was made with MFA; undefined where nothing is said. */
export function signInMfa({ additional }: RecordParts): boolean | undefined {
  const said = get(additional, 'MFAUsed');
  if (said === 'Yes') return true;
  return said === 'No' ? false : flagAt(additional, 'MFAUsed');
}
