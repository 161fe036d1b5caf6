import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { createLink, type Direction, type Link, type ProxyMode } from './tcp-link.ts';

export type { ProxyMode } from './tcp-link.ts';

/** What came through since the proxy started, or since `resetCounts`. */
export interface ProxyCounts {
  readonly connections: number;
  /** Bytes received from clients, whether or not they were passed on. */
  readonly bytesUp: number;
  /** Bytes received from the server, whether or not they were passed on. */
  readonly bytesDown: number;
  /**
   * How often, on any connection, the client's turn ended and the server's began: round trips. A reply in several
   * segments is one turn. A pipeline so long that the server answers before it is all sent may count as several.
   */
  readonly turns: number;
}

/** A relay before one server on loopback, whose faults are switched while it runs. */
export interface TcpProxy {
  readonly port: number;
  readonly counts: ProxyCounts;
  resetCounts(): void;
  /** Changes the mode for existing and new connections; resolves when it holds. */
  mode(next: ProxyMode): Promise<void>;
  /** Resets every connection and stops listening. */
  close(): Promise<void>;
}

const NOTHING: ProxyCounts = { connections: 0, bytesUp: 0, bytesDown: 0, turns: 0 };

/** Starts a proxy in mode `pass` before a port of this machine. */
export async function startProxy(targetPort: number): Promise<TcpProxy> {
  let mode: ProxyMode = 'pass';
  let counts = NOTHING;
  const links = new Set<Link>();
  const observe = (direction: Direction, bytes: number, turned: boolean) => {
    const { bytesUp, bytesDown, turns } = counts;
    counts =
      direction === 'up'
        ? { ...counts, bytesUp: bytesUp + bytes }
        : { ...counts, bytesDown: bytesDown + bytes, turns: turns + (turned ? 1 : 0) };
  };
  const accept = (client: Socket) => {
    counts = { ...counts, connections: counts.connections + 1 };
    if (mode === 'reset' || mode === 'refuse') {
      client.on('error', () => {}).resetAndDestroy();
      return;
    }
    const link = createLink(client, targetPort, {
      mode: () => mode,
      observe,
      gone: () => links.delete(link),
    });
    links.add(link);
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const stopListening = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const link of links) link.reset();
    await closed;
  };
  await listen(0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  const { port } = address;
  return {
    port,
    get counts() {
      return counts;
    },
    resetCounts() {
      counts = NOTHING;
    },
    async mode(next) {
      mode = next;
      if (next === 'refuse') return stopListening();
      for (const link of links) if (next === 'reset' || link.mustGo(next)) link.reset();
      if (!server.listening) await listen(port);
      await turnOfLoop();
    },
    close: stopListening,
  };
}
