import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * HTTP/1.1 with connections that are kept open; `requestTimeout` in milliseconds. The SDK’s own handler for Kinesis
 * speaks HTTP/2, with a session for each call. No emulator understands that, so tests could not use what runs in
 * production. Only enhanced fan-out would need it.
 */
export function createHandler(requestTimeout: number): NodeHttpHandler {
  return new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout, throwOnRequestTimeout: true });
}
