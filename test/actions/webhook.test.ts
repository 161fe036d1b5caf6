import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoster } from '../../src/actions/sinks/safe-http.ts';
import { createSlackSink } from '../../src/actions/sinks/slack.ts';
import { createWebhookSink, type WebhookAuth } from '../../src/actions/sinks/webhook.ts';
import { fitAlert } from '../../src/report/alert-json.ts';
import { alertSlack } from '../../src/report/alert-slack.ts';
import { anAlert, poisoned } from './an-alert.ts';
import { HOSTILE } from './hostile-texts.ts';
import { type HttpsServer, startHttps } from './https-server.ts';

const NOW = Date.parse('2026-03-14T02:20:00Z');
const signal = new AbortController().signal;
let server: HttpsServer;
beforeAll(async () => {
  server = await startHttps();
});
afterAll(() => server.close());

const url = () => new URL(`https://localhost:${server.port}/services/T0/B0/CANARY`);
const poster = () =>
  createPoster({ name: 'hook', hosts: ['localhost'], laboratory: { loopback: true, ca: server.ca } });
const webhook = (auth: WebhookAuth) =>
  createWebhookSink({
    name: 'hook',
    url: url(),
    poster: poster(),
    auth,
    version: '0.1.0',
    render: (alert) => fitAlert(alert, 200_000),
    now: () => NOW,
  });
const slack = () =>
  createSlackSink({ name: 'slack', url: url(), poster: poster(), version: '0.1.0', render: alertSlack });
const answer = (status: number, text: string) =>
  server.answer((response) => {
    response.writeHead(status).end(text);
  });

describe('the webhook', () => {
  it('sends the finding with its id', async () => {
    answer(200, 'ok');
    await webhook({ kind: 'none' }).send(anAlert(), signal);
    const [post] = server.posts;
    expect(JSON.parse(post?.body ?? '')).toEqual({
      ...anAlert().finding,
      more: 41,
      steps: anAlert().procedure,
    });
    expect(post?.headers).toMatchObject({
      'x-rolewarden-id': '6a1d0c5e-0000-4000-8000-00000000a001',
      'x-rolewarden-timestamp': '1773454800',
      'user-agent': 'rolewarden/0.1.0',
      'content-type': 'application/json',
    });
    expect(post?.headers).not.toHaveProperty('authorization');
    expect(post?.headers).not.toHaveProperty('x-rolewarden-signature');
  });

  it('shows its token', async () => {
    answer(200, 'ok');
    await webhook({ kind: 'bearer', token: 't0ken' }).send(anAlert(), signal);
    expect(server.posts[0]?.headers.authorization).toBe('Bearer t0ken');
  });

  it('signs time and body, so that the other side can check both', async () => {
    answer(200, 'ok');
    await webhook({ kind: 'hmac', secret: 's3cret' }).send(poisoned('管 "\u202e'), signal);
    const [post] = server.posts;
    const expected = createHmac('sha256', 's3cret').update(`1773454800.${post?.body}`).digest('hex');
    expect(post?.headers['x-rolewarden-signature']).toBe(`sha256=${expected}`);
  });

  it('sends every hostile text so that it comes back exactly, and none into a header', async () => {
    answer(200, 'ok');
    const sink = webhook({ kind: 'none' });
    const some = HOSTILE.filter((text, at) => at % 9 === 0 && text.length < 200);
    for (const text of some) await sink.send(poisoned(text), signal);
    expect(server.posts.map(({ body }) => JSON.parse(body).actor.name)).toEqual(some);
    expect(
      server.posts.every(({ headers }) => /^[\w-]{1,128}$/.test(String(headers['x-rolewarden-id']))),
    ).toBe(true);
  });

  it('fails with the reason, without its secrets', async () => {
    answer(403, 'denied');
    const sent = webhook({ kind: 'bearer', token: 'CANARYTOKEN' }).send(anAlert(), signal);
    const error = await sent.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'ERR_SINK',
      message: `the sink hook failed: localhost:${server.port} answered 403 (denied)`,
      remedy: 'check the address, the token and that the hook still exists',
    });
    expect(JSON.stringify([error, String(error), error instanceof Error ? error.stack : ''])).not.toContain(
      'CANARY',
    );
  });
});

describe('the Slack sink', () => {
  it('posts blocks of plain text, and a line for the notification', async () => {
    answer(200, 'ok');
    await slack().send(anAlert(), signal);
    expect(JSON.parse(server.posts[0]?.body ?? '')).toMatchSnapshot();
  });

  it('fails with what Slack said', async () => {
    answer(404, 'no_service');
    await expect(slack().send(anAlert(), signal)).rejects.toThrow(/answered 404 \(no_service\)$/);
  });

  it('says above each part what it is, and cuts no command', async () => {
    answer(200, 'ok');
    const ends = (at: number) => `rolewarden revoke --role arn:aws:iam::444455556666:role/Role${at}`;
    const procedure = Array.from({ length: 12 }, (_, at) => `${'&'.repeat(150)} ${ends(at)}`);
    await slack().send(anAlert({}, { procedure, respond: ['Ask alice.'] }), signal);
    const { blocks } = JSON.parse(server.posts[0]?.body ?? '');
    const shown: string[] = blocks.flatMap((block: { text?: { text: string } }) => block.text?.text ?? []);
    const lines = shown.flatMap((text) => text.split('\n'));
    for (const title of ['Why', 'Done', 'Do now', 'Then']) expect(lines).toContain(title);
    for (const at of procedure.keys())
      expect(lines.filter((line) => line.endsWith(ends(at)))).toHaveLength(1);
    expect(lines).toContain('  13. Ask alice.');
  });

  it('has room for everything at once', async () => {
    answer(200, 'ok');
    const { finding } = anAlert();
    const actions = finding.actions.flatMap((one) => Array.from({ length: 60 }, () => one));
    const procedure = Array.from({ length: 60 }, (_, at) => `step ${at} ${'<&>'.repeat(300)}`);
    await slack().send(anAlert({ actions, degraded: true }, { procedure }), signal);
    const { blocks } = JSON.parse(server.posts[0]?.body ?? '');
    expect(blocks.length).toBeGreaterThan(10);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) expect((block.text?.text ?? '').length).toBeLessThanOrEqual(3_000);
  });
});
