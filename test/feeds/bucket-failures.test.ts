import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type BucketFile, createBucketFiles } from '../../src/feeds/s3/bucket.ts';
import { freePort } from '../support/processes.ts';
import { gathered, s3Lab, s3Settings } from '../support/s3-lab.ts';
import { type S3Fault, type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts';

const NAMES = { isRecording: () => true, holdsNoEvents: () => false };
const FAST = { first: 1, most: 5, again: 1 };
const quiet = new AbortController().signal;
const lab = s3Lab(inject('aws'));
let proxy: S3Proxy;
let bucket: string;

beforeAll(async () => {
  proxy = await startS3Proxy(inject('aws'));
  bucket = await lab.bucket(['x/a.json', 'x/b/c.json']);
});
afterAll(async () => {
  lab.close();
  await proxy.close();
});

const files = (settings = s3Settings(proxy.url)) => createBucketFiles(settings, NAMES, FAST);
const thrownBy = async (items: AsyncIterable<unknown>): Promise<unknown> => {
  try {
    await gathered(items);
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
};
const listing = (prefix = 'x/', of = bucket) => thrownBy(files().list({ bucket: of, prefix }, quiet));
const reading = (key = 'x/a.json', more: Partial<BucketFile> = {}) =>
  thrownBy(
    files().open(
      { kind: 'file', bucket, key, bytes: 2, etag: '"99914b932bd37a50b983c5e7c90ae93b"', ...more },
      quiet,
    ),
  );
const says = (code: string, message: RegExp, remedy: RegExp) =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(remedy),
  });

describe('a bucket', () => {
  it('that does not exist is a wrong word on the command line', async () => {
    proxy.use(() => undefined);
    expect(await listing('', 'rolewarden-no-such')).toEqual(
      says(
        'ERR_USAGE',
        /cannot list s3:\/\/rolewarden-no-such\/: there is no bucket rolewarden-no-such/,
        /aws s3 ls/,
      ),
    );
  });

  it('without anything at the prefix, too', async () => {
    proxy.use(() => undefined);
    const nothing = says('ERR_USAGE', /nothing is there: s3:\/\/.*\/AWSLogs\/\*/, /no wildcards/);
    expect(await listing('AWSLogs/*/')).toEqual(nothing);
    const empty = await lab.bucket(['folder/']);
    expect(await gathered(files().list({ bucket: empty, prefix: 'folder/' }, quiet))).toEqual([]);
  });

  it('that may not be listed says which permission is missing, also where it shows late', async () => {
    const denied: S3Fault = { status: 403, code: 'AccessDenied' };
    proxy.use(() => denied);
    const words = says(
      'ERR_INPUT_UNREADABLE',
      /x\/: AWS does not allow it \(AccessDenied: as told\)/,
      /s3:ListBucket/,
    );
    expect(await listing()).toEqual(words);
    proxy.use(({ key }) => (key === 'x/b/' ? denied : undefined));
    const seen: unknown[] = [];
    const all = async () => {
      for await (const one of files().list({ bucket, prefix: 'x/' }, quiet)) seen.push(one);
    };
    await expect(all()).rejects.toThrow(/x\/b\/: AWS does not allow it/);
    expect(seen).toHaveLength(1);
  });
});

describe('an object', () => {
  it('that is gone, archived or denied says so, and what to do', async () => {
    proxy.use(() => undefined);
    expect(await reading('x/gone.json')).toEqual(
      says('ERR_INPUT_UNREADABLE', /x\/gone\.json: it was deleted since/, /run the same again/),
    );
    await lab.put(bucket, 'cold.json', '{}', 'DEEP_ARCHIVE');
    expect(await reading('cold.json')).toEqual(
      says('ERR_INPUT_UNREADABLE', /cold\.json: it is archived \(InvalidObjectState/, /restore-object/),
    );
    proxy.use(() => ({ status: 403, code: 'AccessDenied' }));
    expect(await reading()).toEqual(
      says('ERR_INPUT_UNREADABLE', /a\.json: AWS does not allow it/, /s3:GetObject on .*kms:Decrypt/),
    );
    expect(proxy.calls.filter(({ kind }) => kind === 'get')).toHaveLength(1);
  });

  it('is never mixed with another’s bytes', async () => {
    proxy.use(() => undefined);
    expect(await reading('x/a.json', { etag: '"0123456789abcdef0123456789abcdef"' })).toEqual(
      says('ERR_INPUT_UNREADABLE', /it was replaced while it was read/, /when nobody writes/),
    );
    proxy.use(() => ({ edit: () => '{"more":"than was listed"}' }));
    expect(await reading()).toEqual(says('ERR_INPUT_UNREADABLE', /more bytes came/, /endpoint/));
    proxy.use(({ n }) => (n === 1 ? { cut: 1 } : { edit: () => '}' }));
    expect(await reading()).toEqual(says('ERR_INPUT_UNREADABLE', /not the range/, /endpoint/));
  });
});

describe('AWS', () => {
  it('that asks for less or fails for a moment is asked again', async () => {
    proxy.use(({ n }) => (n <= 3 ? { status: 503, code: 'SlowDown' } : undefined));
    expect(await gathered(files().list({ bucket, prefix: 'x/' }, quiet))).toHaveLength(2);
    proxy.use(({ n }) => (n === 1 ? { cut: 40 } : undefined));
    expect(await gathered(files().list({ bucket, prefix: 'x/' }, quiet))).toHaveLength(2);
    proxy.use(() => ({ status: 500, code: 'InternalError' }));
    expect(await listing()).toEqual(says('ERR_AWS', /S3 did not answer, though asked again/, /network/));
  });

  it('that is not there is said so', async () => {
    const nobody = files(s3Settings(`http://127.0.0.1:${await freePort()}`));
    expect(await thrownBy(nobody.list({ bucket, prefix: '' }, quiet))).toEqual(
      says('ERR_AWS', /S3 did not answer, though asked again \(ECONNREFUSED/, /endpoint/),
    );
  });

  it('gives out a list that has an end', async () => {
    const endless = (body: string) => body.replace('<IsTruncated>false', '<IsTruncated>true');
    proxy.use(() => ({ edit: endless }));
    expect(await listing()).toEqual(says('ERR_AWS', /the list of s3:\/\/.* breaks off/, /not S3/));
  });
});

describe('credentials', () => {
  it('that are absent are missed before anything is asked', async () => {
    proxy.use(() => undefined);
    const { credentials: _, ...rest } = s3Settings(proxy.url);
    const absent = () =>
      Promise.reject(
        Object.assign(new Error('Could not load credentials from any providers'), {
          name: 'CredentialsProviderError',
        }),
      );
    const none = createBucketFiles({ ...rest, credentials: absent }, NAMES, FAST);
    expect(await thrownBy(none.list({ bucket, prefix: '' }, quiet))).toEqual(
      says('ERR_AWS', /there are no AWS credentials/, /AWS_PROFILE/),
    );
    expect(proxy.calls).toEqual([]);
  });

  it('that ended or are refused are named, and the token that S3 repeats is not', async () => {
    const more = '<Token-0>SECRETTOKEN</Token-0><AWSAccessKeyId>AKIASECRET</AWSAccessKeyId>';
    proxy.use(() => ({ status: 400, code: 'ExpiredToken', more }));
    for (const thrown of [await listing(), await reading()]) {
      expect(thrown).toEqual(says('ERR_AWS', /the AWS credentials have expired/, /renew/));
      expect(inspect(thrown, { depth: 10 })).not.toContain('SECRET');
    }
    proxy.use(() => ({ status: 403, code: 'InvalidAccessKeyId', more }));
    expect(await listing()).toEqual(says('ERR_AWS', /AWS refuses the credentials/, /get-caller-identity/));
  });
});
