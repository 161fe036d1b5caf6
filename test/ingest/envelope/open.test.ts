import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { user } from '../../../scripts/callers.ts';
import { callerIdentity } from '../../../scripts/records.ts';
import { ENVELOPES, wrap } from '../../../scripts/wrap.ts';
import { open } from '../../../src/ingest/envelope/open.ts';

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

  it.each([
    ['lookup-events', 'Events', 'CloudTrailEvent'],
    ['filter-log-events', 'events', 'message'],
  ])('unwraps what the command line answers to %s', (_command, list, name) => {
    const entries = three.map((one, at) => ({ EventId: String(at), [name]: JSON.stringify(one) }));
    const answer = { [list]: entries, NextToken: 'x' };
    expect(values(answer)).toEqual(three);
    expect(values(JSON.stringify(answer, null, 2))).toEqual(three);
    expect(open({ [list]: [] }, 'x')).toEqual({ records: [], problems: [], objects: [] });
    expect(reasons({ [list]: [{ other: 1 }] })).toEqual([
      expect.stringContaining('no envelope that we know'),
    ]);
    expect(reasons({ [list]: [entries[0], { other: 1 }] })).toEqual(['not a JSON object']);
  });

  it.each(['eventJson', 'eventjson'])(
    'unwraps the whole records in what CloudTrail Lake answers: %s',
    (name) => {
      const rows = three.map((one) => [{ eventName: 'x' }, { [name]: JSON.stringify(one) }]);
      const answer = { QueryStatus: 'FINISHED', QueryResultRows: rows };
      expect(values(answer)).toEqual(three);
      expect(values(JSON.stringify(answer, null, 2))).toEqual(three);
      expect(open({ ...answer, QueryResultRows: [] }, 'x')).toEqual({
        records: [],
        problems: [],
        objects: [],
      });
      expect(reasons({ ...answer, QueryResultRows: [[{ eventName: 'x' }]] })).toEqual([
        'rows of CloudTrail Lake without the whole record (SELECT eventJson)',
      ]);
      expect(reasons({ QueryStatus: 'RUNNING', QueryResultRows: [] })).toEqual([
        'a query of CloudTrail Lake that has not finished',
      ]);
    },
  );

  it('says that a page of CloudTrail Lake’s answer is not the whole, and reads it', () => {
    const rows = three.map((one) => [{ eventJson: JSON.stringify(one) }]);
    const page = { QueryStatus: 'FINISHED', QueryResultRows: rows, NextToken: 'x' };
    expect(values(page)).toEqual(three);
    expect(reasons(page)).toEqual([
      'only one page of what CloudTrail Lake answered: ask for the others with --next-token, and replay them too',
    ]);
    expect(reasons({ ...page, NextToken: undefined })).toEqual([]);
    expect(reasons({ ...page, NextToken: null })).toEqual([]);
  });

  it('reads the rows of CloudTrail Lake that have the whole record, and counts each of the others', () => {
    const rows = three.map((one) => [{ eventName: 'x' }, { eventJson: JSON.stringify(one) }]);
    const mixed = [[{ eventName: 'x' }], ...rows, [{ eventName: 'x' }, { eventJson: null }]];
    const answer = { QueryStatus: 'FINISHED', QueryResultRows: mixed };
    expect(values(answer)).toEqual(three);
    const alone = 'a row of CloudTrail Lake without its record (eventJson)';
    expect(reasons(answer)).toEqual([alone, alone]);
  });

  it('says what a row of Athena is', () => {
    expect(reasons({ eventversion: '1.08', eventname: 'AssumeRole', useridentity: '{}' })).toEqual([
      'a row of Athena, with names in lower case (replay the files that it queried)',
    ]);
  });

  it('takes a CloudWatch Logs control message for what it is: nothing', () => {
    expect(
      open({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL CONTROL MESSAGE' }] }, 'x'),
    ).toEqual({ records: [], problems: [], objects: [] });
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

  it('refuses a gzip bomb, deep nesting and a giant record', () => {
    expect(reasons(gzipSync(Buffer.alloc(20 * 1_048_576)))).toEqual(['gzip that inflates too far']);
    expect(reasons(`${'['.repeat(100)}${']'.repeat(100)}`)).toEqual(['JSON nested deeper than 64']);
    const mixed = `${'{"a":['.repeat(33)}${']}'.repeat(33)}`;
    expect(reasons(mixed)).toEqual(['JSON nested deeper than 64']);
    expect(reasons(JSON.stringify({ ...record(1), padding: 'x'.repeat(1_100_000) }))).toEqual([
      'a record larger than 1048576 bytes',
    ]);
  });

  it('opens six envelopes, and no seventh', () => {
    const onion = (skins: number) =>
      Array.from({ length: skins }).reduce<unknown>(
        (inner) => ({ 'detail-type': 'x', detail: inner }),
        record(1),
      );
    expect(values(onion(6))).toEqual([record(1)]);
    expect(reasons(onion(7))).toEqual(['more than 6 envelopes deep']);
  });

  it('counts JSON that is a string in JSON as an envelope, too', () => {
    const onion = Array.from({ length: 8 }).reduce<string>(
      (inner) => JSON.stringify(inner),
      JSON.stringify(record(1)),
    );
    expect(reasons(onion)).toEqual(['more than 6 envelopes deep']);
  });

  it('takes a record of exactly as many bytes as one may have', () => {
    const padded = (length: number) => JSON.stringify({ ...record(1), padding: 'x'.repeat(length) });
    const room = 1_048_576 - padded(0).length;
    expect(reasons(padded(room))).toEqual([]);
    expect(reasons(padded(room + 1))).toEqual(['a record larger than 1048576 bytes']);
  });

  it('counts the envelopes around gzip, too', () => {
    const onion = Array.from({ length: 5 }).reduce<string>(
      (inner) => gzipSync(`[${JSON.stringify(inner)}]`).toString('base64'),
      JSON.stringify(record(1)),
    );
    expect(reasons(onion)).toEqual(['more than 6 envelopes deep']);
  });

  it('takes an envelope that is larger than a record may be', () => {
    const large = { ...record(1), padding: 'x'.repeat(600_000) };
    for (const body of [{ Records: [large, large] }, [large, large]]) {
      expect(values(JSON.stringify(body))).toEqual([large, large]);
    }
  });

  it('says of an envelope without data that it has none', () => {
    for (const body of [{ awslogs: { data: 7 } }, { Records: [{ kinesis: { data: {} } }] }]) {
      expect(reasons(body)).toEqual(['an envelope without data']);
    }
  });

  it('lets gzip inside gzip inflate no further than one record may', () => {
    const bomb = gzipSync(`"${'0'.repeat(1_000_000)}"`).toString('base64');
    const bombs = gzipSync(JSON.stringify({ Records: Array.from({ length: 50 }, () => bomb) }));
    const found = reasons(bombs);
    expect(found.filter((reason) => reason === 'gzip that inflates too far').length).toBeGreaterThan(30);
    const cut = Buffer.from(bomb, 'base64').subarray(0, -9).toString('base64');
    const many = gzipSync(JSON.stringify({ Records: Array.from({ length: 50 }, () => cut) }));
    expect(reasons(many)).toContain('gzip that inflates too far');
  });

  it('keeps a thousand problems of a delivery, and says that there were more', () => {
    const found = reasons(`{"Records":[${'0,'.repeat(5_000)}0]}`);
    expect(found.length).toBe(1_001);
    expect(found.at(-1)).toBe('more than 1000 problems in one delivery');
  });

  it('reads lines around broken ones, and calls a broken document one problem', () => {
    const [line, torn] = [JSON.stringify(record(1)), '{"eventSource":"sts'];
    expect(values(`${torn}\n${line}\n${torn}\n${line}`)).toEqual([record(1), record(1)]);
    expect(reasons(`${torn}\n${line}`)).toEqual(['not JSON']);
    expect(reasons(JSON.stringify({ Records: three }, null, 2).slice(0, -9))).toEqual(['not JSON']);
  });

  it('reads JSON and gzip in base64, also a line each', () => {
    const text = JSON.stringify(record(1));
    const forms = [Buffer.from(text), gzipSync(text)].map((bytes) => bytes.toString('base64'));
    for (const form of forms) {
      expect(values(`\ufeff${form}\n`)).toEqual([record(1)]);
      expect(open(`${form}\n\n${form}\n`, 'x')).toMatchObject({ records: [{}, {}], problems: [] });
    }
  });

  it('takes no event of another service for a CloudTrail record', () => {
    const stream = { eventSource: 'aws:dynamodb', eventName: 'INSERT', eventVersion: '1.1', dynamodb: {} };
    expect(reasons({ Records: [stream] })).toEqual(['not a CloudTrail record, and no envelope that we know']);
  });

  it('takes for a baseline of Rolewarden only what has its days', () => {
    const row = { owner: 'a', dimension: 'network', value: 'AS64496' };
    expect(reasons({ ...row, days: [20_000] })).toEqual(['a baseline of Rolewarden, not CloudTrail']);
    expect(reasons(row)).toEqual(['not a CloudTrail record, and no envelope that we know']);
  });

  it('takes what a service sends to EventBridge itself for what it is: no record, and nothing unreadable', () => {
    const alert = (changes: object) => ({
      version: '0',
      source: 'aws.signin',
      'detail-type': 'Sign-in Anomaly Alert',
      detail: { eventName: 'anything', account: '111122223333' },
      ...changes,
    });
    const queued = (event: object) => ({ Records: [{ messageId: '1', body: JSON.stringify(event) }] });
    expect(open(queued(alert({})), 'x')).toEqual({ records: [], problems: [], objects: [] });
    expect(values(alert({ detail: record(1) })).length).toBe(1);
    const nobody = 'not a CloudTrail record, and no envelope that we know';
    expect(reasons(alert({ 'detail-type': 'AWS API Call via CloudTrail', detail: {} }))).toEqual([nobody]);
    expect(reasons(alert({ source: 'anybody', detail: {} }))).toEqual([nobody]);
  });

  it('takes what lacks most fields for a record: normalisation counts it as incomplete', () => {
    expect(values([{ eventName: 'AssumeRole' }, { eventSource: 'sts.amazonaws.com' }]).length).toBe(2);
  });

  it('says of an S3 notification without a usable name that it has none', () => {
    expect(reasons({ Records: [{ s3: { object: { key: 'x' } } }] })).toEqual([
      'an S3 notification without the name of a file',
    ]);
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
