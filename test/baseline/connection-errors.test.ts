import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { scanned } from '../../src/baseline/redis/scan.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { works } from '../support/lessons.ts';
import { freePort } from '../support/processes.ts';
import { SENTINEL_GROUP, startRedisPair } from '../support/redis-replicas.ts';
import { startSecureRedis } from '../support/redis-secure.ts';
import { type Answering, bulk, startRespServer } from '../support/resp-server.ts';
import { until } from '../support/witness.ts';

/** What would have ended the process. */
function uncaught(): readonly unknown[] {
  const found: unknown[] = [];
  const listen = (thrown: unknown) => found.push(thrown);
  process.on('uncaughtException', listen).on('unhandledRejection', listen);
  onTestFinished(() => {
    process.off('uncaughtException', listen).off('unhandledRejection', listen);
  });
  return found;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A record of TLS that no key has sealed. */
const DAMAGED = Buffer.concat([Buffer.from('1703030040', 'hex'), Buffer.alloc(64, 7)]);

it('a damaged record of TLS, and the writes after it, end the connection and not the process', async () => {
  const found = uncaught();
  const secure = await startSecureRedis();
  onTestFinished(() => secure.server.stop());
  const ca = join(mkdtempSync(join(tmpdir(), 'rolewarden-ca-')), 'ca.pem');
  writeFileSync(ca, secure.ca);
  const clients: Socket[] = [];
  const port = await listening(
    createServer((client) => {
      const server = connect(secure.server.port, '127.0.0.1');
      for (const [from, to] of [[client, server] as const, [server, client] as const])
        from.on('error', () => to.destroy()).pipe(to);
      clients.push(client);
    }),
  );
  const url = `rediss://${secure.username}:${secure.password}@127.0.0.1:${port}/`;
  const link = openRedis({ url, tls: { ca }, timeout: PATIENT });
  onTestFinished(() => link.close());
  await link.ready(PATIENT);
  for (let turn = 0; turn < 5; turn++) {
    clients.at(-1)?.write(DAMAGED);
    const asked: Promise<unknown>[] = [];
    for (let n = 0; n < 50; n++) {
      asked.push(link.takesNothing().catch(() => undefined));
      await pause();
    }
    await Promise.all(asked);
    await until('connected again', () => works(link.store));
  }
  expect(found).toEqual([]);
});

it('a sentinel that says nothing does not keep the next from being asked', async () => {
  const pair = await startRedisPair({ sentinel: true });
  onTestFinished(() => pair.stop());
  const silent = await listening(createServer((client) => void client.on('error', () => {}).resume()));
  const sentinels = [silent, pair.sentinel?.port].map((port) => `127.0.0.1:${port}`);
  const link = openRedis({ url: `redis+sentinel://${sentinels}/${SENTINEL_GROUP}` });
  onTestFinished(() => link.close());
  await link.ready(PATIENT);
});

describe('a cluster that sends commands elsewhere', () => {
  /** A server that says that it is the whole cluster, and answers commands as it is told to. */
  const cluster = async (answer: Answering) => {
    const server = await startRespServer(({ args, port, socket }) => {
      const [name = '', sub = ''] = args.map((word) => word.toLowerCase());
      if (name === 'info') return bulk('redis_version:7.0.0\r\nrole:master\r\nloading:0\r\n');
      if (name === 'cluster' && sub === 'slots')
        return `*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n${bulk('127.0.0.1')}:${port}\r\n${bulk('a')}`;
      if (name === 'cluster') return bulk('cluster_state:ok\r\n');
      return /^(hello|client|readonly)$/.test(name) ? '+OK\r\n' : answer({ args, port, socket });
    });
    onTestFinished(() => server.stop());
    return server.port;
  };
  const asked = async (port: number) => {
    const found = uncaught();
    const link = openRedis({ url: `redis+cluster://127.0.0.1:${port}`, timeout: 400 });
    onTestFinished(() => link.close());
    await link.ready(PATIENT);
    const failure = await link.histories.of('a:somebody').catch((thrown: unknown) => thrown);
    await link.close();
    for (let turn = 0; turn < 20; turn++) await pause();
    return { found, failure };
  };

  it('to a node that resets every connection', async () => {
    const there = await cluster(({ args, socket }) => {
      if (args[0]?.toLowerCase() === 'asking') socket.resetAndDestroy();
      return '+OK\r\n';
    });
    const { failure, found } = await asked(await cluster(() => `-ASK 5 127.0.0.1:${there}\r\n`));
    expect(failure).toBeInstanceOf(Error);
    expect(found).toEqual([]);
  });

  it('to a node that is not there', async () => {
    const nobody = await freePort();
    const { failure, found } = await asked(await cluster(() => `-ASK 5 127.0.0.1:${nobody}\r\n`));
    expect(failure).toBeInstanceOf(Error);
    expect(found).toEqual([]);
  });

  it.each(['ASK', 'ASK 5', 'ASK 5 nowhere', 'MOVED', 'MOVED 5', 'MOVED 5 nowhere'])(
    'to nowhere: %s',
    async (said) => {
      const { failure, found } = await asked(await cluster(() => `-${said}\r\n`));
      expect(String(failure)).toMatch(/ASK|MOVED|no answer/);
      expect(found).toEqual([]);
    },
  );
});

it.each(['$-1\r\n', '+OK\r\n', '*0\r\n', '*2\r\n$1\r\nx\r\n*0\r\n'])(
  'no answer to SCAN: %j',
  async (answer) => {
    const found = uncaught();
    const server = await startRespServer(({ args }) => {
      const name = args[0]?.toLowerCase();
      if (name === 'info') return bulk('redis_version:7.0.0\r\nrole:master\r\n');
      return name === 'scan' ? answer : '+OK\r\n';
    });
    onTestFinished(() => server.stop());
    const link = openRedis({ url: `redis://127.0.0.1:${server.port}` });
    onTestFinished(() => link.close());
    await link.ready(PATIENT);
    const read = async () => {
      for await (const _ of link.histories.all()) throw new Error('there is none');
    };
    await expect(read()).rejects.toThrow('no answer to SCAN that can be read');
    expect(found).toEqual([]);
  },
);

describe('a SCAN that never ends', () => {
  it.each([
    ['its cursor comes again', (n: number) => 1 + (n % 7)],
    ['its cursor is always another', (n: number) => n + 1],
  ])('is given up: %s', async (_, cursorAt) => {
    let asked = 0;
    const read = async () => {
      for await (const page of scanned(async () => [String(cursorAt(asked++)), []]))
        if (page.length > 0) return;
    };
    await expect(read()).rejects.toThrow('SCAN does not come to an end');
    expect(asked).toBeLessThan(1_000_010);
  });
});
