import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../../src/ingest/envelope/item.ts';
import { objectsNamed } from '../../../src/ingest/envelope/notices.ts';
import { open } from '../../../src/ingest/envelope/open.ts';
import { OBJECTS } from '../../../src/ingest/json/limits.ts';

const KEY = 'AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/02/a.json.gz';
const put = (key: unknown, eventName = 'ObjectCreated:Put', bucket: unknown = 'trail') => ({
  eventSource: 'aws:s3',
  eventName,
  s3: { bucket: { name: bucket }, object: { key } },
});
const bus = (type: string) => ({
  'detail-type': type,
  source: 'aws.s3',
  detail: { bucket: { name: 'trail' }, object: { key: 'a+b%20c.json' } },
});
const named = (body: unknown) => open(body, 'x').objects;

describe('notifications of S3', () => {
  it('name files in every envelope that they come in', () => {
    const file = { bucket: 'trail', key: KEY };
    const notice = { Records: [put(KEY)] };
    const sns = { Type: 'Notification', Message: JSON.stringify(notice) };
    const sqs = { Records: [{ messageId: 'm', body: JSON.stringify(sns) }] };
    const trail = { s3Bucket: 'trail', s3ObjectKey: [KEY] };
    for (const body of [notice, sns, sqs, trail, JSON.stringify(sqs)]) expect(named(body)).toEqual([file]);
    expect(named({ Records: [{ Sns: { Message: JSON.stringify(trail) } }] })).toEqual([file]);
  });

  it('of a bucket have encoded keys, of the bus plain ones', () => {
    expect(named({ Records: [put('a+b%20c.json')] })).toEqual([{ bucket: 'trail', key: 'a b c.json' }]);
    expect(named(bus('Object Created'))).toEqual([{ bucket: 'trail', key: 'a+b%20c.json' }]);
  });

  it('of deletions and tests name nothing, and are no problem', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'trail' };
    for (const body of [{ Records: [put(KEY, 'ObjectRemoved:Delete')] }, bus('Object Deleted'), test]) {
      expect(open(body, 'x')).toEqual({ records: [], problems: [], objects: [] });
    }
  });

  it('may have a key as long as S3 allows, 1,024 characters, and no longer', () => {
    const longest = 'k'.repeat(1_024);
    expect(named({ Records: [put(longest)] })).toEqual([{ bucket: 'trail', key: longest }]);
    expect(objectsNamed(put(`${longest}k`))).toBe('unnamed');
  });

  it('with a name that S3 cannot have are problems', () => {
    const bad = [
      put(''),
      put(7),
      put('%E0%A4%A'),
      put('k', 'ObjectCreated:Put', '../etc'),
      put('k'.repeat(2_000)),
    ];
    for (const value of bad) expect(objectsNamed(value)).toBe('unnamed');
    expect(open({ Records: bad }, 'x').problems).toHaveLength(bad.length);
  });

  it('name at most so many files in one delivery', () => {
    const many = {
      s3Bucket: 'trail',
      s3ObjectKey: Array.from({ length: OBJECTS + 5 }, (_, n) => `${n}.json`),
    };
    const opened = open(many, 'x');
    expect(opened.objects).toHaveLength(OBJECTS);
    expect(opened.problems).toHaveLength(5);
  });

  it('in a recording are a problem: a replay reads files and no network', () => {
    const items = [...itemsOf(Buffer.from(JSON.stringify(put(KEY))), 10_000, 'f')];
    expect(items).toMatchObject([{ kind: 'problem' }]);
    expect(JSON.stringify(items)).toContain('replay that file itself');
  });

  it('never throw, whatever they hold', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), fc.anything(), (s3, key, detail) => {
        objectsNamed({ s3: { bucket: s3, object: { key } }, eventName: 'ObjectCreated:Put' });
        objectsNamed({ s3Bucket: key, s3ObjectKey: [key, s3] });
        objectsNamed({
          source: 'aws.s3',
          'detail-type': 'Object Created',
          detail: { object: {}, bucket: detail },
        });
      }),
    );
  });
});
