import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { onLoopback } from './loopback.ts';

/** A call of an AWS API, JSON or query, as it went over the wire. */
export interface AwsCall {
  /** `PutRule` of `AWSEvents.PutRule`, or the query's `Action`. */
  readonly operation: string;
  /** As the call was signed for. */
  readonly region: string;
  readonly body: unknown;
}

/** What to answer instead of asking the real server. `hang` never answers. */
export type AwsAnswer = { readonly status: number; readonly body: object } | 'hang';

/** An HTTP proxy before moto: it notes every call, and may answer some of them itself. */
export interface AwsRecorder {
  /** For AWS_ENDPOINT_URL. */
  readonly url: string;
  readonly calls: readonly AwsCall[];
  /** The operations that change something, in order: all but Describe, List, Get and AssumeRole. */
  mutations(): readonly string[];
  /** From now on asked first; `undefined` lets the call through. */
  answer(by: (call: AwsCall) => AwsAnswer | undefined): void;
  /** Forgets the calls, and lets every call through. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts one before an AWS emulator. Calls go on unchanged, so that signatures and regions stay. */
export async function startAwsRecorder(upstream: string): Promise<AwsRecorder> {
  const calls: AwsCall[] = [];
  let answer: (call: AwsCall) => AwsAnswer | undefined = () => undefined;
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: Error) => response.destroy(error));
  });
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const call = toCall(request, body);
    calls.push(call);
    const own = answer(call);
    if (own === 'hang') return;
    if (own !== undefined) {
      response.writeHead(own.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(own.body));
      return;
    }
    const reply = await fetch(new URL(request.url ?? '/', upstream), {
      method: request.method ?? 'POST',
      headers: forwarded(request),
      body,
    });
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await reply.arrayBuffer()));
  };
  const { close, url } = await onLoopback(server);
  return {
    url,
    calls,
    mutations: () =>
      calls
        .map(({ operation }) => operation)
        .filter((name) => !/^(Describe|List|Get|AssumeRole$)/.test(name)),
    answer(by) {
      answer = by;
    },
    reset() {
      calls.length = 0;
      answer = () => undefined;
    },
    close,
  };
}

const OWN_HEADERS = new Set(['host', 'connection', 'content-length', 'expect', 'transfer-encoding']);

function forwarded({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function toCall({ headers }: IncomingMessage, body: Buffer): AwsCall {
  const operation = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
  const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  if (operation !== '') return { operation, region, body: JSON.parse(body.toString() || '{}') };
  const query = Object.fromEntries(new URLSearchParams(body.toString()));
  return { operation: query['Action'] ?? '', region, body: query };
}
