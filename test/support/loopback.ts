import { once } from 'node:events';
import type { Server } from 'node:http';

/** Where a server of the test's own listens. */
export interface Loopback {
  readonly port: number;
  readonly url: string;
  /** Ends every connection as well, whatever it waits for. May be called again. */
  close(): Promise<void>;
}

/** Lets a server listen on a free port of this machine. */
export async function onLoopback(server: Server): Promise<Loopback> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
