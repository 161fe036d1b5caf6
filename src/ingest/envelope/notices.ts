import type { ObjectName } from '../../core/ports/delivery.ts';
import { type Fields, get, isObject, listAt } from '../json/fields.ts';

/**
 * Objects that one notification names: none if it tells of a deletion, or is a test. `unnamed`: it should name one, but
 * gives no name that S3 allows. `undefined`: it is no notification of S3.
 */
export function objectsNamed(value: Fields): readonly ObjectName[] | 'unnamed' | undefined {
  if (isObject(get(value, 's3'))) return created(value, 'eventName') ? some(ofBucket(value)) : [];
  if (get(value, 's3ObjectKey') !== undefined) return some(ofTrail(value));
  if (get(value, 'source') === 'aws.s3' && isObject(get(get(value, 'detail'), 'object'))) {
    return created(value, 'detail-type') ? some(ofBus(get(value, 'detail'))) : [];
  }
  return isTest(value) ? [] : undefined;
}

const some = (objects: readonly ObjectName[]) => (objects.length === 0 ? 'unnamed' : objects);

/** `ObjectCreated:Put` in a bucket's notification, `Object Created` on the bus. */
function created(value: Fields, field: string): boolean {
  const name = get(value, field);
  return typeof name !== 'string' || /^(s3:)?Object ?Created/.test(name);
}

/** What a bucket sends when notifications are set up. */
function isTest(value: Fields): boolean {
  return get(value, 'Event') === 's3:TestEvent' && get(value, 'Service') === 'Amazon S3';
}

/** A bucket's own notification: its keys are URL-encoded, with `+` for a space. */
function ofBucket(value: Fields): readonly ObjectName[] {
  const s3 = get(value, 's3');
  const key = get(get(s3, 'object'), 'key');
  return named(get(get(s3, 'bucket'), 'name'), typeof key === 'string' ? decoded(key) : undefined);
}

/** CloudTrail's own notification through SNS, which may name several. */
function ofTrail(value: Fields): readonly ObjectName[] {
  const bucket = get(value, 's3Bucket');
  return listAt(value, 's3ObjectKey').flatMap((key) => named(bucket, key));
}

/** EventBridge's: keys as they are. */
function ofBus(detail: unknown): readonly ObjectName[] {
  return named(get(get(detail, 'bucket'), 'name'), get(get(detail, 'object'), 'key'));
}

/** Names that S3 can have: nothing else is asked for. */
function named(bucket: unknown, key: unknown): readonly ObjectName[] {
  if (typeof bucket !== 'string' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return [];
  if (typeof key !== 'string' || key === '' || key.length > 1_024) return [];
  return [{ bucket, key }];
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
