import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  type BucketPace,
  createBucketFiles,
  type Listed,
  parseBucketAddress,
} from '../../src/feeds/s3/bucket.ts';
import { holdsNoEvents, isRecording } from '../../src/ingest/file/names.ts';
import { gathered, s3Lab, s3Settings } from '../support/s3-lab.ts';
import { type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts';

const NAMES = { isRecording, holdsNoEvents };
const ORG = 'AWSLogs/o-abc123def4';
const quiet = new AbortController().signal;
const lab = s3Lab(inject('aws'));
let proxy: S3Proxy;
let org: string;
const wanted: string[] = [];

/** Two accounts, two regions, two months; one day of one region is larger than three pages. */
function trail(): readonly string[] {
  const regions = ['111122223333', '444455556666'].flatMap((account) =>
    ['eu-central-1', 'us-east-1'].map((region) => `${ORG}/${account}/CloudTrail/${region}`),
  );
  const days = regions.flatMap((region) =>
    ['30', '31']
      .map((day) => `${region}/2026/03/${day}`)
      .concat(['01', '02'].map((day) => `${region}/2026/04/${day}`)),
  );
  const busy = `${ORG}/444455556666/CloudTrail/us-east-1/2026/03/31`;
  return days.flatMap((day) =>
    Array.from(
      { length: day === busy ? 3_100 : 40 },
      (_, n) => `${day}/${String(n).padStart(6, '0')}.json.gz`,
    ),
  );
}

beforeAll(async () => {
  proxy = await startS3Proxy(inject('aws'));
  wanted.push(...trail());
  org = await lab.bucket([
    ...wanted,
    `${ORG}/111122223333/CloudTrail-Digest/eu-central-1/2026/03/31/digest.json.gz`,
    `${ORG}/444455556666/CloudTrail-Insight/eu-central-1/2026/03/31/insight.json.gz`,
    `${ORG}/111122223333/CloudTrail/eu-central-1/2026/03/`,
    `${ORG}/111122223333/CloudTrail/eu-central-1/2026/04/01/notes.txt`,
    'AWSLogs/',
  ]);
});
afterAll(async () => {
  lab.close();
  await proxy.close();
});

const reader = (pace: Partial<BucketPace> = {}) => createBucketFiles(s3Settings(proxy.url), NAMES, pace);
const list = (address: string, pace: Partial<BucketPace> = {}, to?: number) =>
  reader(pace).list(parseBucketAddress(address), quiet, { to });
const keysOf = (all: readonly Listed[]) => all.flatMap((one) => (one.kind === 'file' ? [one.key] : []));
const inBytes = (keys: Iterable<string>) => [...keys].sort((a, b) => Buffer.from(a).compare(Buffer.from(b)));
const skippedOf = (all: readonly Listed[]) => all.filter((one) => one.kind === 'skipped');

describe('a bucket', () => {
  it('of an organisation is listed whole, in order, several listings at a time', async () => {
    proxy.use(() => undefined, 100);
    const all = await gathered(list(`s3://${org}`));
    expect(keysOf(all)).toEqual(inBytes(wanted));
    expect(all.find(({ kind }) => kind === 'file')).toEqual({
      kind: 'file',
      bucket: org,
      key: inBytes(wanted)[0],
      bytes: 2,
      etag: '"99914b932bd37a50b983c5e7c90ae93b"',
    });
    expect(skippedOf(all)).toEqual([
      {
        kind: 'skipped',
        path: `s3://${org}/${ORG}/111122223333/CloudTrail-Digest/`,
        reason: 'holds no events',
      },
      {
        kind: 'skipped',
        path: `s3://${org}/${ORG}/111122223333/CloudTrail/eu-central-1/2026/04/01/notes.txt`,
        reason: 'not a recording by its name',
      },
      {
        kind: 'skipped',
        path: `s3://${org}/${ORG}/444455556666/CloudTrail-Insight/`,
        reason: 'holds no events',
      },
    ]);
    expect(proxy.calls.filter(({ key }) => /Digest|Insight/.test(key))).toEqual([]);
    // 3 above the accounts, 2 for each of them, 2 for each of their regions, 8 months, of which one has 3 pages more
    expect(proxy.calls.filter(({ kind }) => kind === 'list')).toHaveLength(3 + 4 + 8 + 8 + 3);
    expect(proxy.peak('list')).toBeGreaterThanOrEqual(4);
    expect(proxy.peak('list')).toBeLessThanOrEqual(8);
  });

  it('gives the same whatever is under way at a time, and however little is held', async () => {
    proxy.use(() => undefined);
    const one = await gathered(list(`s3://${org}`, { inFlight: 1 }));
    expect(proxy.peak('list')).toBe(1);
    expect(await gathered(list(`s3://${org}`, { held: 1, inFlight: 8 }))).toEqual(one);
    expect(await gathered(list(`s3://${org}`, { inFlight: 20 }))).toEqual(one);
    expect(keysOf(one)).toEqual(inBytes(wanted));
  });

  it('is not listed on when the reader has enough', async () => {
    proxy.use(() => undefined);
    const files = list(`s3://${org}/`, { inFlight: 2, held: 1_000 });
    for await (const one of files) if (one.kind === 'file') break;
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect.poll(() => proxy.open(), { timeout: 60_000 }).toBe(0);
    // all of it takes more than twice as many
    expect(proxy.calls.length).toBeLessThanOrEqual(12);
  });

  it('holds no more than it may while nobody reads', async () => {
    proxy.use(() => undefined);
    const files = list(`s3://${org}/${ORG}/444455556666/CloudTrail/us-east-1/2026/03/`, { held: 2_000 });
    await files.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(proxy.calls.length).toBeLessThanOrEqual(5);
    await files.return(undefined);
  });

  it('is listed by its keys’ bytes, strange ones too', async () => {
    const keys = [
      'p/\u{1f600}/x.json',
      'p/\uffee.json',
      'p/\uffee/x.json',
      'p/a b+c%20d/ü&<>"\'.json',
      'p/a.json',
      'p/a/x.json',
      'p/a/\u0001control.json',
      'p/a0.json',
      'p//twice.json',
      'p-sibling/x.json',
      'p.json',
    ];
    const bucket = await lab.bucket(keys);
    proxy.use(() => undefined);
    expect(keysOf(await gathered(list(`s3://${bucket}`)))).toEqual(inBytes(keys));
    const under = keys.filter((key) => key.startsWith('p/'));
    expect(keysOf(await gathered(list(`s3://${bucket}/p/`)))).toEqual(inBytes(under));
    const [strange = ''] = keys.filter((key) => key.includes('%20'));
    expect(keysOf(await gathered(list(`s3://${bucket}/${strange}`)))).toEqual([strange]);
  });

  it('is listed whole whatever its folders, from any prefix', async () => {
    const letter = fc.constantFrom('a', '0', '-', '/', '/', 'é', '\uffee', '\u{1f600}');
    const key = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => `${letters.join('')}.json`);
    const some = fc.uniqueArray(key, { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(some, fc.nat({ max: 59 }), fc.nat({ max: 4 }), async (keys, which, length) => {
        const bucket = await lab.bucket(keys);
        const prefix = (keys[which % keys.length] ?? '').slice(0, length).replace(/[\ud800-\udbff]$/, '');
        const all = await gathered(reader().list({ bucket, prefix }, quiet));
        expect(keysOf(all)).toEqual(inBytes(keys.filter((one) => one.startsWith(prefix))));
      }),
      { numRuns: 25 },
    );
  });

  it('leaves out archived objects, but for those that were restored', async () => {
    const bucket = await lab.bucket(['a.json']);
    await lab.put(bucket, 'cold.json', '{}', 'GLACIER');
    await lab.put(bucket, 'colder.json', '{}', 'DEEP_ARCHIVE');
    await lab.put(bucket, 'cool.json', '{}', 'GLACIER_IR');
    proxy.use(() => undefined);
    const reason = (how: string) => `archived (${how}): restore it first`;
    const all = await gathered(list(`s3://${bucket}`));
    expect(keysOf(all)).toEqual(['a.json', 'cool.json']);
    expect(skippedOf(all)).toEqual([
      { kind: 'skipped', path: `s3://${bucket}/cold.json`, reason: reason('GLACIER') },
      { kind: 'skipped', path: `s3://${bucket}/colder.json`, reason: reason('DEEP_ARCHIVE') },
    ]);
    const restored =
      '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress>' +
      '<RestoreExpiryDate>2026-12-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>';
    const edit = (body: string) =>
      body.replace('<StorageClass>GLACIER</StorageClass>', `<StorageClass>GLACIER</StorageClass>${restored}`);
    proxy.use(() => ({ edit }));
    expect(keysOf(await gathered(list(`s3://${bucket}`)))).toEqual(['a.json', 'cold.json', 'cool.json']);
  });

  it('reads what is named in full, whatever its name', async () => {
    const bucket = await lab.bucket(['x/notes.txt', 'CloudTrail-Digest/a.json']);
    proxy.use(() => undefined);
    expect(keysOf(await gathered(list(`s3://${bucket}/x/notes.txt`)))).toEqual(['x/notes.txt']);
    expect(keysOf(await gathered(list(`s3://${bucket}/CloudTrail-Digest/`)))).toEqual([
      'CloudTrail-Digest/a.json',
    ]);
    expect(keysOf(await gathered(list(`s3://${bucket}`)))).toEqual([]);
  });
});

describe('a bucket of another region', () => {
  it.each([undefined, { elsewhere: 'eu-central-1' }])('is asked where it is, once: %o', async (refusal) => {
    const bucket = await lab.bucket(['x/a.json', 'x/b/c.json'], 'eu-central-1');
    proxy.use(() => refusal);
    const files = reader();
    for (const one of await gathered(files.list({ bucket, prefix: 'x/' }, quiet))) {
      if (one.kind === 'file') await gathered(files.open(one, quiet));
    }
    expect(proxy.calls.map(({ kind, region }) => [kind, region])).toEqual([
      ['other', 'us-east-1'],
      ['list', 'eu-central-1'],
      ['list', 'eu-central-1'],
      ['get', 'eu-central-1'],
      ['get', 'eu-central-1'],
    ]);
    files.close();
  });
});

describe('with an end', () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
  const times = (all: readonly Listed[]) => [
    ...new Set(keysOf(all).map((key) => /\d{4}\/\d\d\/\d\d/.exec(key)?.[0])),
  ];

  it('days of a trail that are more than 31 days behind it are not listed', async () => {
    proxy.use(() => undefined);
    const account = `s3://${org}/${ORG}/111122223333/`;
    const all = await gathered(list(account, {}, day('2026-03-01')));
    expect(times(all)).toEqual(['2026/03/30', '2026/03/31']);
    expect(skippedOf(all).filter(({ reason }) => /delivered after/.test(reason))).toHaveLength(2);
    const later = await gathered(list(account, {}, day('2026-03-02')));
    expect(times(later)).toEqual(['2026/03/30', '2026/03/31', '2026/04/01']);
    expect(proxy.calls.some(({ key }) => key.endsWith('2026/04/02/'))).toBe(false);
    expect(keysOf(await gathered(list(account, {}, day('2027-01-01'))))).toHaveLength(320);
    expect(times(await gathered(list(account, {}, day('2025-01-01'))))).toEqual([]);
  });

  it('folders that only look like days are listed', async () => {
    const keys = ['archive/2026/05/01/x.json', 'CloudTrail/2026/05/01/x.json'];
    const bucket = await lab.bucket(keys);
    proxy.use(() => undefined);
    const all = await gathered(list(`s3://${bucket}`, {}, day('2020-01-01')));
    expect(keysOf(all)).toEqual(inBytes(keys));
  });
});
