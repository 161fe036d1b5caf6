import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** One command, and where it came to. */
export interface Asked {
  readonly args: readonly string[];
  readonly port: number;
  readonly socket: Socket;
}

/** The bytes that are sent for a command. */
export type Answering = (asked: Asked) => string;

/** A text as the protocol of Redis carries it. */
export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** A server that speaks the protocol of Redis, and answers what a real one does not. */
export async function startRespServer(answer: Answering) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket
      .on('error', () => {})
      .on('close', () => sockets.delete(socket))
      .on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        for (let found = commandIn(text); found !== undefined; found = commandIn(text)) {
          text = text.slice(found.length);
          const bytes = answer({ args: found.args, port, socket });
          if (socket.writable) socket.write(bytes);
        }
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first command in a text, and its length; undefined if it is not whole yet. */
function commandIn(text: string): { readonly args: readonly string[]; readonly length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  const args: string[] = [];
  let at = head[0].length;
  for (let n = 0; n < Number(head[1]); n++) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (size === null) return undefined;
    at += size[0].length;
    const end = at + Number(size[1]);
    if (text.length < end + 2) return undefined;
    args.push(text.slice(at, end));
    at = end + 2;
  }
  return { args, length: at };
}
