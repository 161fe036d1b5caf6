import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { statusOf } from '../../core/errors.ts';
import { callLimit } from '../aws/settings.ts';
import type { AuditPlace } from './place.ts';

/** Attempts while another write of the same key is under way. */
const ATTEMPTS = 4;

/**
 * Keeps records as objects under a prefix. `If-None-Match: *` makes S3 refuse to overwrite one. Versioning and Object
 * Lock are settings of the bucket.
 */
export function createAuditBucket(client: S3Client, bucket: string, prefix: string): AuditPlace {
  const keyOf = (name: string) => (prefix === '' ? name : `${prefix}/${name}`);
  const put = async (name: string, text: string): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: keyOf(name),
            Body: text,
            ContentType: 'application/json',
            IfNoneMatch: '*',
          }),
          callLimit(),
        );
        return true;
      } catch (thrown) {
        if (statusOf(thrown) === 412) return false;
        if (statusOf(thrown) !== 409 || attempt === ATTEMPTS) throw thrown;
      }
    }
  };
  return {
    name: `s3://${bucket}/${prefix}`,
    writeOnce: put,
    async read(name) {
      try {
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) }),
          callLimit(),
        );
        return await Body?.transformToString();
      } catch (thrown) {
        if (thrown instanceof NoSuchKey) return undefined;
        throw thrown;
      }
    },
    async last(start) {
      const asked = { Bucket: bucket, Prefix: keyOf(start) };
      let last: string | undefined;
      // S3 lists keys in the order of their bytes
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, asked, callLimit())) {
        last = Contents.findLast(({ Key }) => Key?.endsWith('.json'))?.Key ?? last;
      }
      return last?.slice(keyOf('').length);
    },
    // that the object exists already is a good answer, too
    async probe() {
      await put('probe', 'probe\n');
    },
  };
}
