import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { callerIdentity } from '../../scripts/records.ts';
import { ENVELOPES, wrap } from '../../scripts/wrap.ts';
import { open } from '../../src/ingest/open.ts';

const record = (n: number) =>
  callerIdentity({
    at: '2026-03-02T09:00:00Z',
    by: user('111122223333', `u${n}`),
    from: '192.0.2.1',
    account: '111122223333',
  });
const three = [record(1), record(2), record(3)];
const values = (body: unknown) => open(body, 'x').records.map(({ value }) => value);
const reasons = (body: unknown) => open(body, 'x').problems.map(({ reason }) => reason);

describe('opening a delivery', () => {
  it.each(ENVELOPES)('unwraps %s', (envelope) => {
    const body = wrap(envelope, three);
    expect(values(body)).toEqual(three);
    expect(values(typeof body === 'string' ? Buffer.from(body) : JSON.stringify(body))).toEqual(three);
    expect(values(gzipSync(typeof body === 'string' ? body : JSON.stringify(body)))).toEqual(three);
    expect(reasons(body)).toEqual([]);
  });

  it('unwraps EventBridge in SNS in SQS in Lambda', () => {
    const inner = JSON.stringify({
      Type: 'Notification',
      Message: JSON.stringify(wrap('eventbridge', [three[0]])),
    });
    expect(values({ Records: [{ messageId: '1', body: inner }] })).toEqual([three[0]]);
  });

  it('takes a CloudWatch Logs control message for what it is: nothing', () => {
    expect(
      open({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL CONTROL MESSAGE' }] }, 'x'),
    ).toEqual({ records: [], problems: [] });
  });

  it('reports one bad record and keeps its neighbours', () => {
    const body = {
      Records: [
        { messageId: '1', body: 'not json' },
        { messageId: '2', body: JSON.stringify(record(1)) },
      ],
    };
    expect(values(body)).toEqual([record(1)]);
    expect(reasons(body)).toEqual(['not JSON']);
  });

  it('refuses a gzip bomb, deep nesting, a giant record and endless envelopes', () => {
    expect(reasons(gzipSync(Buffer.alloc(20 * 1_048_576)))).toEqual(['inflates to more than 16777216 bytes']);
    expect(reasons(`${'['.repeat(100)}${']'.repeat(100)}`)).toEqual(['JSON nested deeper than 64']);
    expect(reasons(JSON.stringify({ ...record(1), padding: 'x'.repeat(1_100_000) }))).toEqual([
      'a record larger than 1048576 bytes',
    ]);
    const onion = Array.from({ length: 9 }).reduce<unknown>(
      (inner) => ({ 'detail-type': 'x', detail: inner }),
      record(1),
    );
    expect(reasons(onion)).toEqual(['more than 6 envelopes deep']);
  });

  it('says of an S3 notification that it names a file', () => {
    expect(reasons({ Records: [{ s3: { object: { key: 'x' } } }] })[0]).toContain('replay that file');
  });

  it('does not let keys of the prototype act', () => {
    const hostile =
      '{"__proto__":{"eventName":"AssumeRole"},"constructor":{"prototype":{"x":1}},"eventSource":"sts.amazonaws.com"}';
    expect(open(hostile, 'x').records.length).toBe(1);
    expect('x' in {}).toBe(false);
  });

  it('never throws, and never shows content in a reason', () => {
    const any = fc.oneof(
      fc.anything(),
      fc.json(),
      fc.uint8Array(),
      fc.string().map((text) => gzipSync(text)),
      fc.json().map((json) => ({ Records: [{ messageId: 'm', body: `SECRET${json}` }] })),
    );
    fc.assert(
      fc.property(any, (body) => {
        const { problems } = open(body, 'x');
        expect(JSON.stringify(problems)).not.toContain('SECRET');
      }),
      { numRuns: 5_000 },
    );
  });
});
