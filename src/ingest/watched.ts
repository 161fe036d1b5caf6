import { isTemporaryKey } from '../core/issued-to.ts';
import { type Fields, get, isObject, MESSAGE_CAP, objectAt, textAt } from './fields.ts';

/** Names that are kept of one call. */
const TOUCHED = 12;

/** Calls that blind or change a detector, whoever makes them: read with `sessions: watch`. */
export const TAMPERING: ReadonlySet<string> = new Set([
  'StopLogging',
  'DeleteTrail',
  'UpdateTrail',
  'PutEventSelectors',
  'DeleteEventDataStore',
  'StopEventDataStoreIngestion',
  'DisableRule',
  'DeleteRule',
  'PutRule',
  'RemoveTargets',
  'DeleteRolePolicy',
  'PutRolePolicy',
  'DetachRolePolicy',
  'AttachRolePolicy',
  'UpdateAssumeRolePolicy',
  'PutRolePermissionsBoundary',
  'DeleteRole',
  'DeleteUserPolicy',
  'PutUserPolicy',
  'DetachUserPolicy',
  'AttachUserPolicy',
  'DeleteUser',
  'DeleteFunction20150331',
  'UpdateFunctionConfiguration20150331v2',
  'UpdateFunctionCode20150331v2',
  'PutFunctionConcurrency20171031',
  'DeleteEventSourceMapping20150331',
  'UpdateEventSourceMapping20150331',
  'DeleteQueue',
  'PurgeQueue',
  'SetQueueAttributes',
  'DeleteTopic',
  'Unsubscribe',
  'StopStream',
  'DeleteStream',
  'CreateVirtualMFADevice',
  'EnableMFADevice',
  'CreatePolicyVersion',
  'DeleteSubscriptionFilter',
  'DeleteLogGroup',
  'DisableKey',
  'ScheduleKeyDeletion',
  'StopTask',
  'UpdateService',
  'DeleteService',
]);

/** Whether a record of another service is read: a call with temporary credentials, or one that may blind us. */
export function isWatched(record: Fields, eventName: string): boolean {
  if (get(record, 'eventType') === 'AwsServiceEvent') return false;
  if (TAMPERING.has(eventName)) return true;
  return isTemporaryKey(textAt(objectAt(record, 'userIdentity'), 'accessKeyId', 128));
}

/**
 * What a call touched: names and ARNs in the first two levels of its parameters. A refusal mostly has no parameters, but
 * its message names the resource.
 */
export function touchedBy(record: Fields): readonly string[] {
  const asked = objectAt(record, 'requestParameters');
  const values = Object.keys(asked).flatMap((key): readonly unknown[] => {
    const value = get(asked, key);
    return isObject(value) ? Object.keys(value).map((inner) => get(value, inner)) : [value];
  });
  const refused = / on resource: (arn:\S{1,256})/.exec(
    textAt(record, 'errorMessage', MESSAGE_CAP) ?? '',
  )?.[1];
  return [...values, refused]
    .flatMap((value) => (typeof value === 'string' && value.length <= 256 ? [value] : []))
    .slice(0, TOUCHED);
}
