import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoster } from '../../src/actions/sinks/safe-http.ts';
import { loopClock } from '../support/loop-clock.ts';
import { type Answer, type HttpsServer, startHttps } from './https-server.ts';

let server: HttpsServer;
beforeAll(async () => {
  server = await startHttps();
});
afterAll(() => server.close());

async function post(answer: Answer, signal = AbortSignal.timeout(120_000)): Promise<string> {
  server.answer(answer);
  const laboratory = { loopback: true, ca: server.ca } as const;
  const poster = createPoster({ name: 'hook', hosts: ['localhost'], laboratory });
  const url = new URL(`https://localhost:${server.port}/services/SECRETPATH?key=SECRETKEY`);
  return poster.post({ url, headers: { 'x-a': 'b' }, body: '{"a":1}' }, signal).then(
    () => 'sent',
    (error: Error) => error.message,
  );
}

const status =
  (code: number, text = '', more: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(code, more).end(text);
  };
/** Another answer for each attempt; the last one for all that follow. */
const inTurn =
  (...answers: readonly Answer[]): Answer =>
  (response, socket, count) =>
    answers[Math.min(count, answers.length) - 1]?.(response, socket, count);
const took = async (work: () => Promise<unknown>) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

describe('a post', () => {
  it('arrives as it was written', async () => {
    expect(await post(status(204))).toBe('sent');
    expect(server.posts).toHaveLength(1);
    expect(server.posts[0]).toMatchObject({
      body: '{"a":1}',
      headers: { 'x-a': 'b', 'content-type': 'application/json', 'content-length': '7' },
    });
  });

  it.each([301, 302, 303, 307, 308])('follows no %i, and says so', async (code) => {
    const said = await post(status(code, '', { location: 'http://169.254.169.254/latest/meta-data/' }));
    expect(said).toMatch(/answered 3\d\d: redirects are not followed/);
    expect(server.posts).toHaveLength(1);
  });

  it('is tried again after 429 and 5xx, and then arrives', async () => {
    expect(await post(inTurn(status(429), status(503), status(200)))).toBe('sent');
    expect(server.posts).toHaveLength(3);
  });

  it('waits as long as it is asked to', async () => {
    const answer = inTurn(status(429, '', { 'retry-after': '1' }), status(200));
    expect(await took(() => post(answer))).toBeGreaterThan(990);
  });

  it('does not wait for longer than ten seconds: whoever sends again later does', async () => {
    const said = await post(status(429, '', { 'retry-after': '3600' }));
    expect(said).toContain('answered 429 and asked to wait 3600 s');
    expect(server.posts).toHaveLength(1);
  });

  it('is given up after three attempts', async () => {
    expect(await post(status(500, 'oh'))).toContain('answered 500 (oh)');
    expect(server.posts).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 410])('is not tried again after %i', async (code) => {
    expect(await post(status(code, 'no_service'))).toContain(`answered ${code} (no_service)`);
    expect(server.posts).toHaveLength(1);
  });

  it('is tried again after a connection that broke', async () => {
    expect(await post(inTurn((_, socket) => socket.destroy(), status(200)))).toBe('sent');
    expect(server.posts).toHaveLength(2);
  });

  it('reads 64 KiB of a reply without an end, and hangs up', async () => {
    let hungUp = false;
    const endless: Answer = (response) => {
      response.writeHead(200).once('close', () => {
        hungUp = true;
      });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await post(endless)).toBe('sent');
    await expect.poll(() => hungUp).toBe(true);
  });

  it('waits five seconds for a reply that drips, whatever drips', async () => {
    const drip: Answer = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 100);
      response.on('close', () => clearInterval(timer));
    };
    const clock = loopClock();
    const milliseconds = await took(async () => {
      expect(await post(inTurn(drip, status(200)))).toBe('sent');
    });
    clock.stop();
    expect(milliseconds).toBeGreaterThan(4_900);
    expect(clock.now()).toBeLessThan(9_000);
  });

  it('ends at once when its caller gives up', async () => {
    const abort = new AbortController();
    expect(await post(() => abort.abort(new Error('enough')), abort.signal)).not.toBe('sent');
    // the limit of an attempt would have it tried again
    expect(server.posts).toHaveLength(1);
  });

  it('names in its errors neither path nor key, and nothing of a reply that acts', async () => {
    const said = await post(status(400, '\u001b[31mSECRET\u0000\nforged \u202e'));
    expect(said).toMatch(/^[\x20-\x7e]+$/);
    expect(said).not.toMatch(/SECRETPATH|SECRETKEY/);
  });

  it('refuses a certificate that it does not trust', async () => {
    server.answer(status(200));
    const poster = createPoster({ name: 'hook', hosts: ['localhost'], laboratory: { loopback: true } });
    const url = new URL(`https://localhost:${server.port}/`);
    const sent = poster.post({ url, headers: {}, body: '{}' }, AbortSignal.timeout(60_000));
    await expect(sent).rejects.toThrow(/could not be reached: self[- ]signed certificate/);
    expect(server.posts).toHaveLength(0);
  });
});
