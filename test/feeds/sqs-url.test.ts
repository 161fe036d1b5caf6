import { expect, it } from 'vitest';
import { parseQueueUrl, regionOfQueue } from '../../src/feeds/sqs/url.ts';

it.each([
  ['https://sqs.eu-central-1.amazonaws.com/111122223333/events', 'eu-central-1'],
  ['https://sqs-fips.us-gov-west-1.amazonaws.com/111122223333/events', 'us-gov-west-1'],
  ['https://sqs.us-west-2.api.aws/111122223333/events', 'us-west-2'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/111122223333/events', 'cn-north-1'],
  ['https://sqs.us-iso-east-1.c2s.ic.gov/111122223333/events', 'us-iso-east-1'],
  ['https://vpce-0a1b-2c3d.sqs.us-east-1.vpce.amazonaws.com/111122223333/events', 'us-east-1'],
  ['https://eu-west-1.queue.amazonaws.com/111122223333/events', 'eu-west-1'],
])('a queue’s URL names its region: %s', (url, region) => {
  expect(regionOfQueue(url)).toBe(region);
  expect(parseQueueUrl(url)).toMatchObject({ region, name: 'events' });
});

it.each([
  'https://queue.amazonaws.com/111122223333/events',
  'http://127.0.0.1:4566/111122223333/events',
  'https://sqs.example.com/111122223333/events',
  'https://sqs.proxy.example-1.com/111122223333/events',
  'not a URL',
])('a host that names no region gives none: %s', (url) => {
  expect(regionOfQueue(url)).toBeUndefined();
});
