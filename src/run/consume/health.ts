import { createServer, type ServerResponse } from 'node:http';
import { type RolewardenError, reasonOf, wrongUsage } from '../../core/errors.ts';
import type { FeedHealth } from '../../core/ports/feed.ts';
import type { Log } from '../../core/ports/ports.ts';

/** Where the health server listens. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** What `/readyz` answers, part by part. */
export interface Readiness {
  readonly feed: FeedHealth;
  readonly store: FeedHealth;
  readonly acting: FeedHealth;
}

/** A health server that listens. */
export interface HealthServer {
  /** HOST:PORT, with the port that was chosen if 0 was asked for. */
  readonly address: string;
  close(): Promise<void>;
}

/** Tight, for requests are small and few: those of a probe and of a scraper. */
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};
const CONNECTIONS = 32;
const JSON_TYPE = 'application/json; charset=utf-8';

type Answer = readonly [status: number, type: string, body: string];

/**
 * Serves `/livez`, `/readyz` and `/metrics`, and nothing else. Everybody who reaches the address can read them, so they
 * have no text of events. Throws ERR_USAGE if it cannot listen.
 */
export async function serveHealth(options: {
  readonly listen: Listen;
  readonly live: () => FeedHealth;
  readonly ready: () => Promise<Readiness>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Hears why an answer was 500: whoever asked is not told. */
  readonly log: Log;
}): Promise<HealthServer> {
  const { log } = options;
  const { host, port } = options.listen;
  const server = createServer(LIMITS, (request, response) => {
    request.resume();
    if (request.method !== 'GET') return send(response, [405, 'text/plain', 'only GET\n'], { allow: 'GET' });
    answerTo(request.url ?? '', options).then(
      (answer) => send(response, answer),
      (thrown: unknown) => {
        log.error({ reason: reasonOf(thrown) }, 'a health request was answered with 500');
        send(response, [500, 'text/plain', 'failed\n']);
      },
    );
  });
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(refused(options.listen, cause)));
    server.listen(port, host, resolve);
  });
  // such as EMFILE, where a connection cannot be accepted: the next one may be
  server.on('error', (thrown) => log.error({ reason: reasonOf(thrown) }, 'the health server failed'));
  const bound = server.address();
  return {
    address: `${host}:${typeof bound === 'object' && bound !== null ? bound.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(
  url: string,
  { live, metrics, ready }: Parameters<typeof serveHealth>[0],
): Promise<Answer> {
  switch (url.split('?')[0]) {
    case '/livez': {
      const { detail, ok } = live();
      return [ok ? 200 : 503, 'text/plain; charset=utf-8', `${ok ? 'alive' : detail}\n`];
    }
    case '/readyz': {
      const parts = await ready();
      const ok = Object.values(parts).every((part: FeedHealth) => part.ok);
      return [ok ? 200 : 503, JSON_TYPE, `${JSON.stringify({ ready: ok, ...parts })}\n`];
    }
    case '/metrics': {
      const { text, type } = await metrics();
      return [200, type, text];
    }
    default:
      return [404, 'text/plain', 'there are /livez, /readyz and /metrics\n'];
  }
}

function send(
  response: ServerResponse,
  [status, type, body]: Answer,
  more: Readonly<Record<string, string>> = {},
): void {
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, { ...headers, ...more }).end(body);
}

function refused({ host, port }: Listen, cause: unknown): RolewardenError {
  return wrongUsage(
    `cannot listen on ${host}:${port}: ${reasonOf(cause)}`,
    'name another --listen HOST:PORT, or --listen off',
    { cause },
  );
}
