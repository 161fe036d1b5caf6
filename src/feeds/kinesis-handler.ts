import type { KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * HTTP/2 over TLS, as the SDK does for Kinesis. Emulators speak HTTP/1.1 behind an `http:` endpoint; which endpoint it
 * is, the SDK finds out, so the request itself decides.
 */
export function createHandler(requestTimeout: number): NonNullable<KinesisClientConfig['requestHandler']> {
  // a session for each call, as the SDK's own default has it: none is dead for longer than that
  const secure = new NodeHttp2Handler({ requestTimeout, disableConcurrentStreams: true });
  const plain = new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout,
    throwOnRequestTimeout: true,
  });
  const handle: NodeHttpHandler['handle'] = (request, options) =>
    (request.protocol === 'http:' ? plain : secure).handle(request, options);
  return {
    metadata: secure.metadata,
    handle,
    destroy() {
      secure.destroy();
      plain.destroy();
    },
    // what the SDK would set for all its clients is said above
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}
