import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

/** What happens to one call instead of the plain answer. `then-`: AWS does it, and the answer is lost. */
export type Fault =
  | 'throttle'
  | '500'
  | '503'
  | 'hang'
  | 'drip'
  | 'reset'
  | 'then-reset'
  | 'then-hang'
  | 'expired'
  | 'denied'
  | 'unmodifiable'
  | 'limit'
  | 'malformed'
  | 'no-such-entity'
  | 'garbage'
  | 'region'
  | 'packed'
  | 'token'
  | 'signature';

/** One call as the proxy saw it. */
export interface Seen {
  readonly action: string;
  readonly body: string;
  readonly fault: Fault | undefined;
  readonly at: number;
  /** The region that the request was signed for. */
  readonly region: string | undefined;
}

/** Decides each call's fault: `n` counts the calls of that action from 1. */
export type Script = (call: {
  readonly action: string;
  readonly n: number;
  readonly random: () => number;
}) => Fault | undefined;

export interface FaultProxy {
  readonly url: string;
  readonly seen: readonly Seen[];
  count(action: string): number;
  use(script: Script): void;
  close(): Promise<void>;
}

const ERRORS: Readonly<Partial<Record<Fault, readonly [number, string, string]>>> = {
  throttle: [400, 'Throttling', 'Rate exceeded'],
  '500': [500, 'InternalFailure', 'internal failure'],
  '503': [503, 'ServiceUnavailable', 'unavailable'],
  expired: [403, 'ExpiredToken', 'The security token included in the request is expired'],
  denied: [403, 'AccessDenied', 'User is not authorized to perform this'],
  unmodifiable: [400, 'UnmodifiableEntity', 'Cannot perform the operation on the protected role'],
  limit: [409, 'LimitExceeded', 'Maximum policy size of 10240 bytes exceeded'],
  malformed: [400, 'MalformedPolicyDocument', 'Syntax errors in policy.'],
  region: [403, 'RegionDisabledException', 'STS is not activated in this region'],
  packed: [400, 'PackedPolicyTooLargeException', 'Packed policy consumes 120% of allotted space'],
  token: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid'],
  signature: [403, 'SignatureDoesNotMatch', 'Signature expired'],
  'no-such-entity': [404, 'NoSuchEntity', 'The role cannot be found.'],
};

/** A fault at the nth call of an action, and none otherwise. */
export function nth(action: string, fault: Fault, ...ns: readonly number[]): Script {
  return (call) => (call.action === action && ns.includes(call.n) ? fault : undefined);
}

/** A fault at every call of an action. */
export function always(action: string, fault: Fault): Script {
  return (call) => (call.action === action ? fault : undefined);
}

/** Stands between the SDK and moto, breaks calls by script, and remembers all of them. */
export async function startFaults(upstream: string, seed = 1): Promise<FaultProxy> {
  const seen: Seen[] = [];
  const counts = new Map<string, number>();
  const random = randomOf(seed);
  let script: Script = () => undefined;
  const server = createServer((incoming, answer) => {
    void bodyOf(incoming).then(
      (body) => {
        const action = actionOf(incoming, body);
        const n = (counts.get(action) ?? 0) + 1;
        counts.set(action, n);
        const fault = script({ action, n, random });
        const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1];
        seen.push({ action, body, fault, at: Date.now(), region });
        act(fault, { incoming, answer, body, upstream });
        // a caller that was killed while it spoke
      },
      () => incoming.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    count: (action) => counts.get(action) ?? 0,
    use(next) {
      script = next;
      counts.clear();
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  readonly body: string;
  readonly upstream: string;
}

function act(fault: Fault | undefined, exchange: Exchange): void {
  const { answer, incoming } = exchange;
  const error = fault === undefined ? undefined : ERRORS[fault];
  if (error !== undefined) {
    refuse(answer, ...error);
    return;
  }
  switch (fault) {
    case 'hang':
      return;
    case 'drip':
      drip(answer);
      return;
    case 'reset':
      incoming.socket.destroy();
      return;
    case 'garbage':
      answer.writeHead(200, { 'content-type': 'text/xml' }).end('<Not><finished');
      return;
    default:
      pass(exchange, (status, type, text) => {
        if (fault === 'then-reset') incoming.socket.destroy();
        else if (fault !== 'then-hang') answer.writeHead(status, { 'content-type': type }).end(text);
      });
  }
}

function refuse(answer: ServerResponse, status: number, code: string, message: string): void {
  const xml = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>fault</RequestId></ErrorResponse>`;
  answer.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
}

/** A byte every 100 ms, without an end. */
function drip(answer: ServerResponse): void {
  answer.writeHead(200, { 'content-type': 'text/xml' });
  const timer = setInterval(() => answer.write(' '), 100);
  answer.once('close', () => clearInterval(timer));
}

function pass(
  { body, incoming, upstream }: Exchange,
  done: (status: number, type: string, text: string) => void,
): void {
  const { hostname, port } = new URL(upstream);
  const { method, url: path } = incoming;
  const headers = { ...incoming.headers, 'content-length': Buffer.byteLength(body) };
  const call = forward({ hostname, port, method, path, headers }, (reply) => {
    void bodyOf(reply).then(
      (text) => done(reply.statusCode ?? 500, reply.headers['content-type'] ?? 'text/xml', text),
      () => incoming.socket.destroy(),
    );
  });
  call.once('error', () => incoming.socket.destroy());
  call.end(body);
}

async function bodyOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Query services name the action in the body, JSON services in a header. */
function actionOf(incoming: IncomingMessage, body: string): string {
  const target = incoming.headers['x-amz-target'];
  const named = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  return named ?? new URLSearchParams(body).get('Action') ?? `${incoming.method} ${incoming.url}`;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
