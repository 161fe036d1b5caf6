import type { KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { KinesisSettings } from './kinesis-stream.ts';

/**
 * The SDK’s own handler speaks HTTP/2, a session for each call. Emulators behind an `http:` endpoint speak HTTP/1.1 only,
 * so these get the handler that does.
 */
export function handlerFor(
  { endpoint, environment = {} }: KinesisSettings,
  requestTimeout: number,
): Pick<KinesisClientConfig, 'requestHandler'> {
  const url = endpoint ?? environment['AWS_ENDPOINT_URL_KINESIS'] ?? environment['AWS_ENDPOINT_URL'] ?? '';
  if (!url.startsWith('http:')) return {};
  const limits = { connectionTimeout: 2_000, requestTimeout, throwOnRequestTimeout: true };
  return { requestHandler: new NodeHttpHandler(limits) };
}
