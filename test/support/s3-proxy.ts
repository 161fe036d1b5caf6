import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onLoopback } from './loopback.ts';

/** What happens to one call instead of the plain answer. */
export type S3Fault =
  /** The connection is reset after so many bytes of the body. */
  | { readonly cut: number }
  /** Nothing more comes after so many bytes of the body. */
  | { readonly stall: number }
  /** S3's error document. */
  | { readonly status: number; readonly code: string; readonly more?: string }
  /** HeadBucket is refused, and says in which region the bucket is; no other call is changed. */
  | { readonly elsewhere: string }
  /** Another body in the place of the emulator's. */
  | { readonly edit: (body: string) => string };

/** A call to S3, as a script sees it before it decides. */
export interface S3Call {
  readonly kind: 'list' | 'get' | 'other';
  /** The prefix or the key. */
  readonly key: string;
  readonly token: string | undefined;
  readonly range: string | undefined;
  /** The region that the request was signed for. */
  readonly region: string | undefined;
  /** Counts calls of the kind, from 1. */
  readonly n: number;
}

/** Stands between the SDK and an emulator: remembers calls, lets them take time, and breaks listings and reads by script. */
export interface S3Proxy {
  readonly url: string;
  readonly calls: readonly S3Call[];
  /** The most calls of a kind that were under way at a time. */
  peak(kind: S3Call['kind']): number;
  /** Calls that are answered right now. */
  open(): number;
  use(script: (call: S3Call) => S3Fault | undefined, delay?: number): void;
  close(): Promise<void>;
}

export async function startS3Proxy(upstream: string): Promise<S3Proxy> {
  const calls: S3Call[] = [];
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  let script: (call: S3Call) => S3Fault | undefined = () => undefined;
  let delay = 0;
  const server = createServer((incoming, answer) => {
    const call = callOf(incoming, calls);
    calls.push(call);
    const count = (by: number) => now.set(call.kind, (now.get(call.kind) ?? 0) + by).get(call.kind) ?? 0;
    most.set(call.kind, Math.max(most.get(call.kind) ?? 0, count(1)));
    answer.once('close', () => count(-1));
    const wanted = script(call);
    const head = wanted !== undefined && 'elsewhere' in wanted;
    const fault = head === (call.kind === 'other') ? wanted : undefined;
    setTimeout(() => pass(upstream, incoming, answer, fault), delay);
  });
  const { close, url } = await onLoopback(server);
  return {
    url,
    calls,
    peak: (kind) => most.get(kind) ?? 0,
    open: () => [...now.values()].reduce((sum, n) => sum + n, 0),
    use(next, ms = 0) {
      script = next;
      delay = ms;
      calls.length = 0;
      most.clear();
    },
    close,
  };
}

function kindOf(method: string | undefined, listing: boolean): S3Call['kind'] {
  if (listing) return 'list';
  return method === 'GET' ? 'get' : 'other';
}

function callOf({ headers, method, url = '/' }: IncomingMessage, before: readonly S3Call[]): S3Call {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const listing = searchParams.get('list-type') === '2';
  const kind = kindOf(method, listing);
  const key = listing
    ? (searchParams.get('prefix') ?? '')
    : decodeURIComponent(pathname.split('/').slice(2).join('/'));
  const token = searchParams.get('continuation-token') ?? undefined;
  const n = before.filter((call) => call.kind === kind).length + 1;
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  return { kind, key, token, range: headers.range, region, n };
}

function pass(upstream: string, incoming: IncomingMessage, answer: ServerResponse, fault?: S3Fault): void {
  if (fault !== undefined && 'status' in fault) {
    const { code, more = '', status } = fault;
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>as told</Message>${more}</Error>`);
    return;
  }
  if (fault !== undefined && 'elsewhere' in fault) {
    answer.writeHead(403, { 'x-amz-bucket-region': fault.elsewhere }).end();
    return;
  }
  const { hostname, port } = new URL(upstream);
  const { headers, method, url: path } = incoming;
  const call = forward({ hostname, port, method, path, headers }, (reply) => {
    if (fault !== undefined && 'edit' in fault) {
      void text(reply).then((body) => {
        answer.writeHead(reply.statusCode ?? 500, { 'content-type': 'application/xml' });
        answer.end(fault.edit(body));
      });
      return;
    }
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    if (fault === undefined) reply.pipe(answer);
    else breakOff(reply, answer, fault);
  });
  call.once('error', () => incoming.socket.destroy());
  answer.once('close', () => call.destroy());
  incoming.pipe(call);
}

/** Passes so many bytes, then resets the connection or falls silent. */
function breakOff(
  reply: IncomingMessage,
  answer: ServerResponse,
  fault: { readonly cut: number } | { readonly stall: number },
): void {
  let left = 'cut' in fault ? fault.cut : fault.stall;
  const over = () => {
    // what was written must not be lost with the connection
    if ('cut' in fault) setTimeout(() => answer.socket?.destroy(), 20);
  };
  reply.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    const part = chunk.subarray(0, left);
    left -= part.length;
    answer.write(part);
    if (left === 0) over();
  });
  if (left === 0) {
    answer.flushHeaders();
    over();
  }
}
