import { describe, expect, it } from 'vitest';
import { parseBucketAddress } from '../../src/feeds/s3/bucket.ts';

describe('the address of a bucket', () => {
  it.each([
    ['s3://trail-logs', 'trail-logs', ''],
    ['s3://trail-logs/', 'trail-logs', ''],
    ['s3://trail.logs/AWSLogs/111122223333/', 'trail.logs', 'AWSLogs/111122223333/'],
    ['s3://trail-logs/AWSLogs', 'trail-logs', 'AWSLogs'],
    ['s3://trail-logs//a b%20ü+', 'trail-logs', '/a b%20ü+'],
    ['s3://point-0123456789abcdefghijklmnop-s3alias/x', 'point-0123456789abcdefghijklmnop-s3alias', 'x'],
  ])('%s', (text, bucket, prefix) => {
    expect(parseBucketAddress(text)).toEqual({ bucket, prefix });
  });

  it.each([
    ['s3:/trail-logs/x', /not the address of a bucket/],
    ['trail-logs', /not the address of a bucket/],
    ['S3://trail-logs', /not the address of a bucket/],
    ['s3://', /names no bucket/],
    ['s3:///AWSLogs', /names no bucket/],
    ['s3://ab', /"ab" cannot be one/],
    ['s3://Trail_Logs/x', /"Trail_Logs" cannot be one/],
    ['s3://user:secret@trail-logs/x', /cannot be one/],
    ['s3://192.0.2.1/x', /cannot be one/],
    ['s3://trail..logs', /cannot be one/],
    ['s3://-trail', /cannot be one/],
    [`s3://${'a'.repeat(64)}`, /cannot be one/],
    ['s3://trail-logs/x?versionId=1', /has a query string/],
    ['s3://trail-logs?list-type=2', /has a query string/],
    ['s3://trail--euw1-az1--x-s3/x', /is a directory bucket/],
    ['s3://arn:aws:s3:eu-central-1:111122223333:accesspoint/logs/x', /is an ARN/],
  ])('%s is refused', (text, message) => {
    expect(() => parseBucketAddress(text)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringMatching(message) }),
    );
  });
});
