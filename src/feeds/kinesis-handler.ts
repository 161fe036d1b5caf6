import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * HTTP/1.1 with connections that are kept: what the tests exercise is what runs. The SDK’s own handler speaks HTTP/2, which
 * opens a session for each call, and which no emulator understands; only enhanced fan-out would need it.
 */
export function createHandler(requestTimeout: number): NodeHttpHandler {
  return new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout, throwOnRequestTimeout: true });
}
