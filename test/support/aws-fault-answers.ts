import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * What happens to one call instead of the plain answer. `then-`: AWS does it, and the answer is lost. `slow`: it is done
 * two seconds later.
 */
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
  | 'signature'
  | 'missing'
  | 'slow'
  | 'stale-list'
  | 'first-page';

/** What a list says before the first policy is in it, or on a page before it. */
function emptyList(body: string, next = '<IsTruncated>false</IsTruncated>'): string {
  const action = new URLSearchParams(body).get('Action') ?? '';
  const nothing = action.startsWith('List') ? '<PolicyNames/>' : '<RoleDetailList/><UserDetailList/>';
  return `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${nothing}${next}</${action}Result></${action}Response>`;
}

/** How IAM says that there is another page, and how it is asked for. */
const NEXT = '<IsTruncated>true</IsTruncated><Marker>next-page</Marker>';

/** How late a slow call is done. */
const SLOW = 2_000;

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
  missing: [400, 'QueueDoesNotExist', 'The specified queue does not exist'],
  'no-such-entity': [404, 'NoSuchEntity', 'The role cannot be found.'],
};

/** One call, and where its answer goes. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  readonly body: Buffer;
  readonly upstream: string;
}

/** Answers one call: as the emulator does, or with the fault. */
export function answerWith(fault: Fault | undefined, exchange: Exchange): void {
  const { answer, incoming } = exchange;
  const error = fault === undefined ? undefined : ERRORS[fault];
  if (error !== undefined) {
    refuse(exchange, ...error);
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
    case 'stale-list':
      answer.writeHead(200, { 'content-type': 'text/xml' }).end(emptyList(exchange.body.toString()));
      return;
    case 'first-page':
      answer.writeHead(200, { 'content-type': 'text/xml' }).end(emptyList(exchange.body.toString(), NEXT));
      return;
    case 'slow':
      setTimeout(() => answerWith(undefined, exchange), SLOW);
      return;
    default:
      pass(exchange, (status, type, bytes) => {
        if (fault === 'then-reset') incoming.socket.destroy();
        else if (fault !== 'then-hang') answer.writeHead(status, { 'content-type': type }).end(bytes);
      });
  }
}

/** JSON services answer in JSON, all others in XML. */
function refuse({ answer, incoming }: Exchange, status: number, code: string, message: string): void {
  if (incoming.headers['x-amz-target'] !== undefined) {
    answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    answer.end(JSON.stringify({ __type: code, message }));
    return;
  }
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
  done: (status: number, type: string, bytes: Buffer) => void,
): void {
  const { hostname, port } = new URL(upstream);
  const { method, url: path } = incoming;
  const headers = { ...incoming.headers, 'content-length': body.length };
  const call = forward({ hostname, port, method, path, headers }, (reply) => {
    void buffer(reply).then(
      (bytes) => done(reply.statusCode ?? 500, reply.headers['content-type'] ?? 'text/xml', bytes),
      () => incoming.socket.destroy(),
    );
  });
  call.once('error', () => incoming.socket.destroy());
  call.end(body);
}
