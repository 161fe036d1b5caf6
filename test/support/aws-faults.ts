import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { randomOf } from '../../scripts/random.ts';
import { answerWith, type Fault } from './aws-fault-answers.ts';
import { onLoopback } from './loopback.ts';

export type { Fault } from './aws-fault-answers.ts';

/** One call as the proxy saw it. */
export interface Seen {
  readonly action: string;
  readonly body: string;
  readonly fault: Fault | undefined;
  readonly at: number;
  /** The region that the request was signed for. */
  readonly region: string | undefined;
  /** The caller went away before it had the answer: it waited too long, or died. */
  readonly unheard?: true;
}

/** Decides each call's fault: `n` counts the calls of that action from 1. */
export type Script = (call: {
  readonly action: string;
  readonly body: string;
  readonly n: number;
  readonly random: () => number;
}) => Fault | undefined;

/** A server before an emulator that breaks calls as a script says, and remembers them all. */
export interface FaultProxy {
  readonly url: string;
  readonly seen: readonly Seen[];
  count(action: string): number;
  use(script: Script): void;
  close(): Promise<void>;
}

/** A fault at the nth call of an action, and none otherwise. */
export function nth(action: string, fault: Fault, ...ns: readonly number[]): Script {
  return (call) => (call.action === action && ns.includes(call.n) ? fault : undefined);
}

/** A fault at every call of an action. */
export function always(action: string, fault: Fault): Script {
  return (call) => (call.action === action ? fault : undefined);
}

/**
 * Stands between the SDK and an emulator, breaks calls by script, and remembers all of them. `change` may put another
 * body in a call's place.
 */
export async function startFaults(
  upstream: string,
  seed = 1,
  change?: (action: string, body: string) => string | undefined,
): Promise<FaultProxy> {
  const seen: Seen[] = [];
  const counts = new Map<string, number>();
  const random = randomOf(seed);
  let script: Script = () => undefined;
  const server = createServer((incoming, answer) => {
    void buffer(incoming).then(
      (bytes) => {
        const said = bytes.toString('utf8');
        const action = actionOf(incoming, said);
        const body = change?.(action, said) ?? said;
        const n = (counts.get(action) ?? 0) + 1;
        counts.set(action, n);
        const fault = script({ action, body, n, random });
        const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1];
        const at = seen.push({ action, body, fault, at: Date.now(), region }) - 1;
        answer.once('close', () => {
          const call = seen[at];
          if (call !== undefined && !answer.writableFinished) seen[at] = { ...call, unheard: true };
        });
        const sent = body === said ? bytes : Buffer.from(body);
        answerWith(fault, { incoming, answer, body: sent, upstream });
        // a caller that was killed while it spoke
      },
      () => incoming.destroy(),
    );
  });
  const { close, url } = await onLoopback(server);
  return {
    url,
    seen,
    count: (action) => counts.get(action) ?? 0,
    use(next) {
      script = next;
      counts.clear();
    },
    close,
  };
}

/** Query services name the action in the body, JSON services in a header. */
function actionOf(incoming: IncomingMessage, body: string): string {
  const target = incoming.headers['x-amz-target'];
  const named = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  return named ?? new URLSearchParams(body).get('Action') ?? `${incoming.method} ${incoming.url}`;
}
