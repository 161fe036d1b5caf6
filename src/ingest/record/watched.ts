import { isChange } from '../../core/event/changes.ts';
import { isTemporaryKey } from '../../core/event/issued-to.ts';
import { TAGGING } from '../../core/event/tagging.ts';
import { type Fields, get, isObject, listAt, MESSAGE_CAP, objectAt, textAt } from '../json/fields.ts';

/** Names that are kept of one call. */
const TOUCHED = 12;
/** IAM takes fifty tags in one call: none must hide behind the others. */
const TAGS = 50;
/** As many alarms can be deleted, or muted, in one call. */
const ALARMS = 100;
/** The form of names, ARNs and addresses. Documents have another: a trust policy may hold an external id. */
const NAME = /^[^\s{}"<>%\\]{1,256}$/;
/** Parameters whose value may be secret, in lower case. */
const SECRET =
  /(?:externalid|secretstring|password|passphrase|token|secretaccesskey|secretkey|privatekey|assertion|authenticationcode\d?)$/;

/** Whether a record of another service is read: a call with temporary credentials, or one that may blind us. */
export function isWatched(record: Fields, eventName: string): boolean {
  if (get(record, 'eventType') === 'AwsServiceEvent') return false;
  if (isChange(eventName)) return true;
  if (isPresigned(record) || isOfLambda(record, eventName)) return false;
  return isTemporaryKey(textAt(objectAt(record, 'userIdentity'), 'accessKeyId', 128));
}

/**
 * A link to an object of S3 is signed in its query, and opened by whoever was given it: what that says is where the
 * reader is, not the credentials (ADR 0068). Only S3 writes how a call was signed. Calls about buckets can be signed so,
 * too, but nobody hands those out.
 */
function isPresigned(record: Fields): boolean {
  const signed = textAt(objectAt(record, 'additionalEventData'), 'AuthenticationMethod');
  if (signed !== 'QueryString' || textAt(record, 'eventSource') !== 's3.amazonaws.com') return false;
  return textAt(record, 'eventCategory') === 'Data' || get(record, 'managementEvent') === false;
}

/**
 * Lambda prepares the log of a function with the function's role, from addresses of its own, and no `invokedBy` says so.
 * Who claims to be Lambda here makes an empty log.
 */
function isOfLambda(record: Fields, eventName: string): boolean {
  if (eventName !== 'CreateLogStream' && eventName !== 'CreateLogGroup') return false;
  return textAt(record, 'userAgent')?.startsWith('awslambda-worker/') === true;
}

/**
 * What a call touched: names and ARNs in the first two levels of its parameters, alarms, and keys of tags. A refusal mostly has
 * no parameters, but its message names the resource. Neither documents nor what may be secret is kept: findings show
 * it.
 */
export function touchedBy(record: Fields): readonly string[] {
  const asked = objectAt(record, 'requestParameters');
  const values = Object.keys(asked).flatMap((key): readonly unknown[] => {
    const value = get(asked, key);
    if (isObject(value)) return open(value);
    return SECRET.test(key.toLowerCase()) ? [] : [value];
  });
  const refused = / on resource: (arn:\S{1,256})/.exec(
    textAt(record, 'errorMessage', MESSAGE_CAP) ?? '',
  )?.[1];
  return [
    ...names([...mapped(record), ...values, refused]).slice(0, TOUCHED),
    ...names([...listAt(asked, 'alarmNames'), ...listAt(objectAt(asked, 'muteTargets'), 'alarmNames')]).slice(
      0,
      ALARMS,
    ),
    ...names(TAGGING.test(textAt(record, 'eventName', 128) ?? '') ? tagKeys(asked) : []).slice(0, TAGS),
  ];
}

function open(value: Fields): readonly unknown[] {
  return Object.keys(value).flatMap((key) => (SECRET.test(key.toLowerCase()) ? [] : [get(value, key)]));
}

function names(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => (typeof value === 'string' && NAME.test(value) ? [value] : []));
}

/** An event source mapping is asked for by an id of its own: only the answer says whose it is. */
function mapped(record: Fields): readonly unknown[] {
  const granted = objectAt(record, 'responseElements');
  return [get(granted, 'functionArn'), get(granted, 'eventSourceArn')];
}

/** `tags` are pairs, `tagKeys` are texts. */
function tagKeys(asked: Fields): readonly unknown[] {
  return [...listAt(asked, 'tags').map((tag) => get(tag, 'key')), ...listAt(asked, 'tagKeys')];
}
