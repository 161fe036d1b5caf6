import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client, type StorageClass } from '@aws-sdk/client-s3';

/** How tests reach an S3 emulator. */
export function s3Settings(endpoint: string) {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  return { endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
}

/** Buckets in moto. */
export function s3Lab(aws: string) {
  const client = new S3Client(s3Settings(aws));
  const put = (bucket: string, key: string, Body: Buffer | string, kept?: StorageClass) =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body,
        ContentLength: Buffer.byteLength(Body),
        ...(kept === undefined ? {} : { StorageClass: kept }),
      }),
    );
  return {
    client,
    put,
    async bucket(keys: Iterable<string> = [], region?: 'eu-central-1'): Promise<string> {
      const bucket = `rolewarden-${randomUUID()}`;
      const where = region === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
      await client.send(new CreateBucketCommand({ Bucket: bucket, ...where }));
      const left = [...keys];
      const worker = async () => {
        for (let key = left.pop(); key !== undefined; key = left.pop())
          await put(bucket, key, key.endsWith('/') ? '' : '{}');
      };
      await Promise.all(Array.from({ length: 16 }, worker));
      return bucket;
    },
    close: () => client.destroy(),
  };
}

/** All items, once there are no more. */
export async function gathered<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
