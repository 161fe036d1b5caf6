import { connect, type Socket } from 'node:net';
import { setImmediate as turnOfLoop, setTimeout as wait } from 'node:timers/promises';

/**
 * What a proxy does with what it is given:
 * - `pass`: everything goes through;
 * - `{ latencyMs }`: everything goes through that much later, each way, in order;
 * - `slicer`: everything goes through, one byte at a time;
 * - `blackhole`: connections are accepted, nothing goes through either way, not even an end;
 * - `dropReplies`: what the client sends goes through, what the server answers is lost;
 * - `reset`: existing and new connections are reset;
 * - `refuse`: existing connections are reset and nobody listens.
 *
 * Bytes that were lost stay lost, and TCP never leaves a hole in a stream: a connection that lost some is reset when
 * a later mode would let its stream go on. One that lost none goes on as if nothing had been.
 */
export type ProxyMode =
  | 'pass'
  | 'slicer'
  | 'blackhole'
  | 'dropReplies'
  | 'reset'
  | 'refuse'
  | { readonly latencyMs: number };

/** `up` is from the client to the server. */
export type Direction = 'up' | 'down';

/** One connection through the proxy. */
export interface Link {
  /** Whether the mode would continue a stream of which a part was lost. */
  mustGo(mode: ProxyMode): boolean;
  reset(): void;
}

/** What a link asks of its proxy. */
export interface LinkPort {
  mode(): ProxyMode;
  /** Called for every chunk that arrives; `turned` when the other side spoke last. */
  observe(direction: Direction, bytes: number, turned: boolean): void;
  gone(): void;
}

/** Joins a client's socket to the target and relays in the mode of the moment. */
export function createLink(client: Socket, targetPort: number, port: LinkPort): Link {
  const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const lost = new Set<Direction>();
  let last: Direction = 'down';
  const reset = () => {
    port.gone();
    if (!client.destroyed) client.resetAndDestroy();
    if (!server.destroyed) server.resetAndDestroy();
  };
  const relay = (direction: Direction, from: Socket, to: Socket) => {
    let tail = Promise.resolve();
    const pass = (deliver: (mode: ProxyMode) => Promise<void> | void) => {
      const mode = port.mode();
      if (drops(mode, direction)) lost.add(direction);
      if (lost.has(direction)) return;
      const due = performance.now() + (typeof mode === 'object' ? mode.latencyMs : 0);
      tail = tail.then(async () => {
        const early = due - performance.now();
        if (early > 0) await wait(early);
        if (to.writable) await deliver(mode);
      });
    };
    from.on('data', (chunk) => {
      port.observe(direction, chunk.length, last !== direction);
      last = direction;
      pass((mode) => (mode === 'slicer' ? slices(chunk, to) : void to.write(chunk)));
    });
    from.once('end', () => pass(() => void to.end()));
    from.on('error', () => (drops(port.mode(), direction) ? lost.add(direction) : reset()));
    from.once('close', () => {
      if (from.destroyed && to.destroyed) port.gone();
    });
  };
  relay('up', client, server);
  relay('down', server, client);
  return { mustGo: (mode) => [...lost].some((direction) => !drops(mode, direction)), reset };
}

function drops(mode: ProxyMode, direction: Direction): boolean {
  return mode === 'blackhole' || (mode === 'dropReplies' && direction === 'down');
}

async function slices(chunk: Buffer, to: Socket): Promise<void> {
  for (const byte of chunk) {
    if (!to.writable) return;
    to.write(Uint8Array.of(byte));
    await turnOfLoop();
  }
}
