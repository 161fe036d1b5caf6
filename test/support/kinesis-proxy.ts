import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onLoopback } from './loopback.ts';

/** An error of Kinesis by its name, a status without one, or an answer that is lost. */
export type KinesisFault = `${string}Exception` | 500 | 'lost';

/** Decides what becomes of the nth call of an operation, from 1. */
export type KinesisScript = (operation: string, n: number, body: string) => KinesisFault | undefined;

/** Stands between the SDK and an emulator. */
export interface KinesisProxy {
  readonly url: string;
  use(script: KinesisScript): void;
  /** Calls of an operation since `use`. */
  count(operation: string): number;
  close(): Promise<void>;
}

/** Starts one, which breaks calls by script. */
export async function startKinesisProxy(upstream: number): Promise<KinesisProxy> {
  let script: KinesisScript = () => undefined;
  const counts = new Map<string, number>();
  const server = createServer((incoming, answer) => {
    void text(incoming).then((body) => {
      const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
      const n = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, n);
      const fault = script(operation, n, body);
      if (fault === undefined || fault === 'lost')
        return pass(incoming, answer, body, upstream, fault === 'lost');
      answer.writeHead(fault === 500 ? 500 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      answer.end(JSON.stringify({ __type: fault === 500 ? 'InternalFailure' : fault, message: 'by script' }));
    });
  });
  const { close, url } = await onLoopback(server);
  return {
    url,
    use(next) {
      counts.clear();
      script = next;
    },
    count: (operation) => counts.get(operation) ?? 0,
    close,
  };
}

function pass(
  incoming: IncomingMessage,
  answer: ServerResponse,
  body: string,
  port: number,
  lost: boolean,
): void {
  const { headers, method, url: path } = incoming;
  const call = request({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
    void text(reply).then((said) => {
      if (lost) incoming.socket.destroy();
      else
        answer
          .writeHead(reply.statusCode ?? 500, { 'content-type': reply.headers['content-type'] })
          .end(said);
    });
  });
  call.once('error', () => incoming.socket.destroy());
  call.end(body);
}
