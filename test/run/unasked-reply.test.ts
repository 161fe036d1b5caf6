import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { configFile } from '../support/armed.ts';
import { startRolewarden } from '../support/cli.ts';
import { bulk, startRespServer } from '../support/resp-server.ts';
import { sqsLab, until } from '../support/sqs-lab.ts';

const INFO = bulk('redis_version:7.4.0\r\nrole:master\r\nloading:0\r\nmaxmemory_policy:noeviction\r\n');

let lab: ReturnType<typeof sqsLab>;
beforeAll(() => {
  lab = sqsLab(inject('aws'));
});
afterAll(() => lab.close());

/**
 * A server like a Redis that answers, after the client has greeted it, with a null that nobody asked for: a proxy that
 * mixes up connections does this. The client library throws it where nobody can catch it.
 */
async function mixedUp() {
  return startRespServer(({ args }) => {
    const name = args[0]?.toLowerCase() ?? '';
    if (name === 'info') return INFO;
    return /^(?:hello|client|select|readonly)$/.test(name) ? '+OK\r\n' : '+OK\r\n$-1\r\n';
  });
}

const REMEDY = /answer that Rolewarden had not asked for.*store\.url/;

describe('a store that answers what nobody has asked', () => {
  it('ends a command with 1, and what to do about it', async () => {
    const server = await mixedUp();
    const config = configFile({ store: { url: `redis://127.0.0.1:${server.port}` } });
    const { ended } = startRolewarden(['pending', '--config', config]);
    const { status, stderr } = await ended;
    await server.stop();
    expect([status, stderr]).toEqual([1, expect.stringMatching(REMEDY)]);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('ends a command that acts, too, which says that it may have done something', async () => {
    const server = await mixedUp();
    const config = configFile({ store: { url: `redis://127.0.0.1:${server.port}` } });
    const role = 'arn:aws:iam::123456789012:role/unasked';
    const { ended } = startRolewarden(['revoke', '--role', role, '--config', config], {
      AWS_ENDPOINT_URL: inject('aws'),
    });
    const { status, stderr } = await ended;
    await server.stop();
    expect([status, stderr]).toEqual([1, expect.stringMatching(REMEDY)]);
    expect(stderr).toContain('what was in progress may or may not have been done');
  });

  it('ends a consumer with 1, so that the platform starts another', async () => {
    const sockets = new Set<Socket>();
    const server = await startRespServer(({ args, socket }) => {
      sockets.add(socket);
      return args[0]?.toLowerCase() === 'info' ? INFO : '+OK\r\n';
    });
    const config = configFile({ store: { url: `redis://127.0.0.1:${server.port}` } });
    const { url } = await lab.queue();
    const { ended, said } = startRolewarden(
      ['consume', '--source', 'sqs', '--queue', url, '--config', config, '--listen', 'off'],
      { AWS_ENDPOINT_URL: inject('aws') },
    );
    await until(() => said().includes('"msg":"started"'));
    for (const socket of sockets) socket.write('$-1\r\n');
    const { status, stderr } = await ended;
    await server.stop();
    expect([status, stderr]).toEqual([1, expect.stringMatching(REMEDY)]);
    expect(stderr).toContain('an error that nobody caught: this process ends');
  });
});
