import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the server was sent, and how it answers. */
export interface HttpsServer {
  readonly port: number;
  readonly ca: string;
  readonly posts: readonly { readonly headers: IncomingMessage['headers']; readonly body: string }[];
  /** TCP connections that were ever made to it. */
  connections(): number;
  answer(how: Answer): void;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, socket: Socket, post: number) => void;

const ok: Answer = (response) => {
  response.end('ok');
};

/** A real https server on loopback with a certificate of its own, for the names in `names`. */
export async function startHttps(names: readonly string[] = ['localhost']): Promise<HttpsServer> {
  const pair = certificate(names);
  const posts: { headers: IncomingMessage['headers']; body: string }[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let how = ok;
  const server = createServer(pair, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      posts.push({ headers: request.headers, body });
      how(response, request.socket, posts.length);
    });
  });
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket.on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    port: address.port,
    ca: pair.cert,
    posts,
    connections: () => connections,
    answer(next) {
      how = next;
      posts.length = 0;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function certificate(names: readonly string[]): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-cert-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = [
    '-subj',
    '/CN=rolewarden test',
    '-addext',
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
  ];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'pipe',
  });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}
