import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** A trail's bucket in the emulator. */
export interface Bucket {
  /** Writes each as a file of its own, gzipped if it is text; gives the notifications that name them. */
  put(bodies: readonly (string | Buffer)[]): Promise<readonly string[]>;
  close(): void;
}

/** Makes a bucket of that name. */
export async function openBucket(endpoint: string, name: string): Promise<Bucket> {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  return {
    async put(bodies) {
      const notices: string[] = [];
      for (const [at, body] of bodies.entries()) {
        const key = `AWSLogs/310000000000/CloudTrail/us-east-1/2026/11/25/part-${at}.json.gz`;
        const Body = typeof body === 'string' ? gzipSync(body) : body;
        await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body }));
        notices.push(JSON.stringify({ s3Bucket: name, s3ObjectKey: [key] }));
      }
      return notices;
    },
    close: () => client.destroy(),
  };
}
