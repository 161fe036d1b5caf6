import { type Fields, get } from '../json/fields.ts';

/** A record that names an AWS service is no envelope, whatever else it holds: the scanner may pass it over. */
export function isOfService(value: Fields): boolean {
  const source = get(value, 'eventSource');
  return typeof source === 'string' && /\.amazonaws\.com(\.cn)?$/.test(source);
}

/**
 * A record by any field that CloudTrail writes; its gaps are for normalisation to report. Other Lambda sources
 * (DynamoDB, and Kinesis or SQS without data) use the same names, with `aws:` before the service.
 */
export function looksLikeRecord(value: Fields): boolean {
  const source = get(value, 'eventSource');
  if (typeof source === 'string' && source.startsWith('aws:')) return false;
  return ['eventSource', 'eventName', 'eventVersion'].some((name) => typeof get(value, name) === 'string');
}
