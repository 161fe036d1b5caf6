import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import type { Delivery, Fate, Take } from '../../src/core/ports/delivery.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { SQS_PACE, type SqsPace } from '../../src/feeds/sqs/pace.ts';
import { createSqsFeed } from '../../src/feeds/sqs/sqs.ts';
import { createPrometheus } from '../../src/run/consume/prometheus.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';
import { gate } from '../support/gate.ts';
import { sqsLab, until } from '../support/sqs-lab.ts';

let recorder: AwsRecorder;
let lab: ReturnType<typeof sqsLab>;
const running: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  recorder = await startAwsRecorder(inject('aws'));
  lab = sqsLab(inject('aws'), recorder.url);
});
afterEach(async () => {
  recorder.answer(() => undefined);
  await Promise.all(running.splice(0).map((stop) => stop()));
  recorder.reset();
});
afterAll(async () => {
  lab.close();
  await recorder.close();
});

/** moto wakes long polls only for new messages: short ones see those that come again. */
const FAST: Partial<SqsPace> = {
  wait: 1,
  again: { first: 1, most: 300 },
  retry: { first: 50, refused: 200, longest: 400 },
};

function start(url: string, take: Take, pace: Partial<SqsPace> = {}) {
  const { meter, read } = createPrometheus();
  const lines: { readonly level: string; readonly message: string; readonly fields: object }[] = [];
  const to = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, fields });
  const log: Log = { debug: () => {}, info: to('info'), warn: to('warn'), error: to('error') };
  const feed = createSqsFeed({ queue: url, meter, log, pace: { ...FAST, ...pace } });
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const ended = feed.run({ take, stop: stop.signal, abandon: abandon.signal });
  const end = async (drain = 60_000) => {
    stop.abort();
    const timer = setTimeout(() => abandon.abort(), drain);
    const result = await ended.finally(() => clearTimeout(timer));
    feed.close();
    return result;
  };
  running.push(() => end(1_000).catch(() => {}));
  return {
    feed,
    read,
    lines,
    end,
    ended,
    said: (part: string) => lines.filter(({ message }) => message.includes(part)),
  };
}

/** Takes everything; `fate` says what becomes of each. */
function taker(fate: (delivery: Delivery) => Fate | Promise<Fate> = () => 'done') {
  const batches: (readonly Delivery[])[] = [];
  const take: Take = async (deliveries) => {
    batches.push(deliveries);
    return Promise.all(deliveries.map(fate));
  };
  const bodies = () => batches.flat().map(({ body }) => String(body));
  return { take, batches, bodies };
}

/** What was asked about the time for which messages are hidden. */
const hidings = () =>
  recorder.calls
    .filter(({ operation }) => operation === 'ChangeMessageVisibilityBatch')
    .map(({ body }) => JSON.stringify(body));
/** Among it, what others may receive at once. */
const atOnce = () => hidings().filter((text) => text.includes('"VisibilityTimeout":0'));
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `message ${n}`);
/** The lease of the first message of a batch is lost. */
const GONE = {
  Successful: [],
  Failed: [{ Id: '0', SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message: 'gone' }],
};
const FAILED = (code: string) => ({
  status: 400,
  body: { __type: `com.amazonaws.sqs#${code}`, message: 'no' },
});

describe('a queue as a feed', () => {
  it('hands over what is there in shared batches, with its source, and deletes what is done', async () => {
    const queue = await lab.queue();
    await queue.send(numbered(130));
    const { open, opened } = gate();
    const { batches, bodies, take } = taker(async (): Promise<Fate> => {
      await opened;
      return 'done';
    });
    const { end, read, said } = start(queue.url, take);
    await until(() => read('in_flight') >= 130);
    open();
    await until(() => new Set(bodies()).size === 130);
    await queue.empty();
    expect(await end()).toEqual({ abandoned: 0 });
    expect(Math.max(...batches.map(({ length }) => length))).toBeGreaterThan(10);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(SQS_PACE.batch);
    expect(batches[0]?.[0]).toMatchObject({
      id: expect.stringMatching(/^[\w-]{36}$/),
      source: expect.stringMatching(/^arn:aws:sqs:us-east-1:123456789012:rolewarden-/),
    });
    expect([read('in_flight'), read('in_flight_bytes')]).toEqual([0, 0]);
    expect(said('no dead-letter queue')).toHaveLength(1);
  });

  it('deletes what is settled while the rest of its batch still takes time, and takes no more bytes than it may', async () => {
    const queue = await lab.queue();
    const large = 'x'.repeat(30_000);
    await queue.send(Array.from({ length: 10 }, (_, n) => `${n} ${large}`));
    const sizes: number[] = [];
    const take: Take = async (deliveries, how) => {
      sizes.push(deliveries.length);
      for (const at of deliveries.keys()) how?.settled?.(at, 'done');
      await new Promise((resolve) => how?.signal?.addEventListener('abort', resolve));
      return deliveries.map(() => 'done');
    };
    const { end } = start(queue.url, take, { batchBytes: 70_000, batches: 10 });
    await queue.empty();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
    expect(await end()).toEqual({ abandoned: 0 });
  });

  it('shows a message again after a growing time, and deletes it when it is done at last', async () => {
    const queue = await lab.queue();
    await queue.send(['owed']);
    const times: number[] = [];
    const { take } = taker((): Fate => {
      times.push(Date.now());
      return times.length < 4 ? 'again' : 'done';
    });
    start(queue.url, take, { receivers: 1 });
    await until(() => times.length >= 4);
    await queue.empty();
    const seconds = hidings().map((text) => /"VisibilityTimeout":(\d+)/.exec(text)?.[1]);
    const again = [...new Set(seconds.filter((text) => text !== '15').map(Number))];
    // a receive whose answer is lost on a busy machine counts too
    for (const [at, one] of again.entries()) expect(one).toBeGreaterThanOrEqual(2 ** at);
    expect(again).toHaveLength(3);
    expect(again).toEqual([...again].sort((a, b) => a - b));
    expect(again.every((one) => Number.isInteger(Math.log2(one)))).toBe(true);
  });

  it('lets the redrive policy take what is owed for ever', async () => {
    const dead = await lab.queue();
    const [, name] = /\/([^/]+)$/.exec(dead.url) ?? [];
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:123456789012:${name}`;
    const queue = await lab.queue({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    });
    await queue.send(['poison', 'good']);
    const { bodies, take } = taker(({ body }) => (body === 'poison' ? 'again' : 'done'));
    const { said } = start(queue.url, take);
    await until(async () => (await dead.counts()).visible === 1);
    await queue.empty();
    // each receive counts, also one whose answer is lost on a busy machine
    expect(bodies().filter((body) => body === 'poison').length).toBeLessThanOrEqual(2);
    expect(said('no dead-letter queue')).toHaveLength(0);
  });

  it('keeps a message from others for longer than its visibility, while it is judged', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '9' });
    await queue.send(['slow']);
    const { open, opened } = gate();
    const { bodies, take } = taker(async (): Promise<Fate> => {
      await opened;
      return 'done';
    });
    const { lines } = start(queue.url, take);
    // one every third of its time
    await until(() => hidings().length >= 4);
    open();
    await queue.empty();
    expect(bodies()).toEqual(['slow']);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('does not hide for longer what is being made to come again soon', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '3' });
    await queue.send(['owed']);
    const { take } = taker(() => 'again');
    const isExtension = (text: string) => text.includes('"VisibilityTimeout":3');
    recorder.answer(({ body, operation }) =>
      operation === 'ChangeMessageVisibilityBatch' && !isExtension(JSON.stringify(body)) ? 'hang' : undefined,
    );
    start(queue.url, take, { receivers: 1, again: { first: 2, most: 2 } });
    const fromHiding = () => hidings().slice(hidings().findIndex((text) => !isExtension(text)));
    await until(() => hidings().some((text) => !isExtension(text)));
    // longer than two thirds of its lease
    await wait(2_500);
    expect(fromHiding().filter(isExtension)).toEqual([]);
  });

  it('counts a lost lease, says it once, and does not touch what may be another’s', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '3' });
    await queue.send(['taken away']);
    const releases: ((fate: Fate) => void)[] = [];
    const { take } = taker(() => new Promise((resolve) => void releases.push(resolve)));
    recorder.answer(({ operation }) =>
      operation === 'ChangeMessageVisibilityBatch' ? { status: 200, body: GONE } : undefined,
    );
    const { said } = start(queue.url, take, { receivers: 1, most: 10 });
    await until(() => said('leases were lost').length > 0);
    expect(said('leases were lost')[0]?.fields).toMatchObject({ count: 1 });
    const [, handle = ''] = /"ReceiptHandle":"([^"]+)"/.exec(hidings()[0] ?? '') ?? [];
    const asked = () => hidings().filter((text) => text.includes(handle)).length;
    expect(asked()).toBe(1);
    releases[0]?.('again');
    // there is room for no other until it is let go
    await until(() => releases.length > 1);
    expect(asked()).toBe(1);
  });

  it('does not give back what may be another’s, when it is abandoned either', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '3' });
    await queue.send(['taken away']);
    const { bodies, take } = taker(() => new Promise(() => {}));
    recorder.answer(({ operation }) =>
      operation === 'ChangeMessageVisibilityBatch' ? { status: 200, body: GONE } : undefined,
    );
    const { end, said } = start(queue.url, take, { receivers: 1, most: 10 });
    await until(() => bodies().length === 1 && said('leases were lost').length > 0);
    expect(await end(0)).toEqual({ abandoned: 1 });
    expect(atOnce()).toEqual([]);
  });

  it('lets go what was held for too long', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '3' });
    await queue.send(['endless']);
    const { open, opened } = gate();
    let calls = 0;
    const { take } = taker(async (): Promise<Fate> => {
      if (calls++ === 0) await opened;
      return 'done';
    });
    const { said } = start(queue.url, take, { hold: 500 });
    await until(() => said('held for too long').length > 0);
    await until(() => calls >= 2);
    open();
    await queue.empty();
  });

  it.each([
    ['count', 30, 1_000_000_000, 1],
    ['bytes', 1_000, 50_000, 5_000],
  ])('receives no more than it may hold: by %s', async (_name, most, mostBytes, size) => {
    const queue = await lab.queue({ VisibilityTimeout: '30' });
    await queue.send(numbered(100).map((text) => text.padEnd(size, '.')));
    const { open, opened } = gate();
    const { bodies, take } = taker(async (): Promise<Fate> => {
      await opened;
      return 'done';
    });
    const { read } = start(queue.url, take, { most, mostBytes, receivers: 2 });
    await until(() => read('in_flight') >= (size === 1 ? most - 9 : mostBytes / size));
    // more would come at once
    await wait(500);
    // by bytes: what two receivers had asked for still comes
    expect(read('in_flight')).toBeLessThanOrEqual(size === 1 ? most : mostBytes / size + 20);
    expect((await queue.counts()).visible).toBeGreaterThan(0);
    open();
    await until(() => new Set(bodies()).size === 100);
    await queue.empty();
    await until(() => read('in_flight_bytes') === 0);
  });
});

describe('a consumer that hangs or was frozen', () => {
  it('is stuck while messages wait and nothing is judged, and not while there is nothing to do', async () => {
    const queue = await lab.queue();
    const { open, opened } = gate();
    const { bodies, take } = taker(async (): Promise<Fate> => {
      await opened;
      return 'done';
    });
    const { feed, read } = start(queue.url, take, { batch: 1, batches: 1, stuck: 3_000 });
    await wait(3_500);
    // late is no more than a receive that a busy machine answers late
    await until(() => feed.health().ok);
    await queue.send(['hangs', 'waits']);
    await until(() => read('in_flight') === 2 && feed.health().stuck === true && !feed.health().ok);
    open();
    await until(() => bodies().length === 2 && feed.health().ok);
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('keeps its messages when the clock of the host jumps %s', async (_where, jump) => {
    const queue = await lab.queue({ VisibilityTimeout: '9' });
    await queue.send(['slow']);
    const { open, opened } = gate();
    const { bodies, take } = taker(async (): Promise<Fate> => {
      await opened;
      return 'done';
    });
    const { feed, lines, said } = start(queue.url, take);
    await until(() => bodies().length === 1 && said('no dead-letter queue').length === 1);
    vi.setSystemTime(Date.now() + jump);
    onTestFinished(() => void vi.useRealTimers());
    const before = hidings().length;
    await until(() => hidings().length >= before + 2);
    expect(feed.health().ok).toBe(true);
    open();
    await queue.empty();
    expect(bodies()).toEqual(['slow']);
    expect(lines.map(({ message }) => message).filter((one) => !one.includes('dead-letter'))).toEqual([]);
  });

  it('does not judge what waited for longer than its lease', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '2' });
    const { open, opened } = gate();
    const { bodies, take } = taker(async ({ body }): Promise<Fate> => {
      if (body === 'hangs') await opened;
      return 'done';
    });
    // no lease can be extended
    recorder.answer(({ operation }) =>
      operation === 'ChangeMessageVisibilityBatch'
        ? { ...FAILED('InternalFailure'), status: 500 }
        : undefined,
    );
    const { read, said } = start(queue.url, take, { batch: 1, batches: 1, receivers: 1, wait: 20, most: 20 });
    await queue.send(['hangs']);
    await until(() => bodies().length === 1);
    await queue.send(['waits']);
    await until(() => read('in_flight') >= 2 && hidings().length > 1);
    // no lease is longer
    await wait(2_100);
    expect(bodies()).toEqual(['hangs']);
    open();
    await until(() => said('leases were lost').length > 0);
    recorder.answer(() => undefined);
    await until(() => bodies().includes('waits'));
    await queue.empty();
  });
});

describe('a queue that does not answer', () => {
  it.each([
    ['refused', 403, 'AccessDeniedException'],
    ['throttled', 400, 'RequestThrottled'],
    ['unavailable', 500, 'InternalFailure'],
  ])('%s is said once, asked again, and said when it is over', async (trouble, status, code) => {
    const queue = await lab.queue();
    const { bodies, take } = taker();
    const { feed, read, said } = start(queue.url, take);
    await until(() => feed.health().ok);
    recorder.answer(({ operation }) =>
      operation === 'ReceiveMessage' ? { ...FAILED(code), status } : undefined,
    );
    // a receiver that asked before the trouble may be answered in the midst of it
    await until(() => read('feed_errors', trouble) > 12 && !feed.health().ok);
    expect(said('is tried again until it answers')).toHaveLength(said('answers again').length + 1);
    expect(said('is tried again until it answers')[0]).toMatchObject({
      level: 'error',
      fields: { trouble, code: code.replace('Exception', '') },
    });
    expect([feed.health().ok, read('feed_lost')]).toEqual([false, 1]);
    recorder.answer(() => undefined);
    await queue.send(['after']);
    // and one that asked in the midst of it may be refused when it is over
    await until(() => bodies().length > 0 && feed.health().ok);
    expect(read('feed_lost')).toBe(0);
    expect(said('answers again')).toHaveLength(said('is tried again until it answers').length);
  });

  it('that refuses only to delete is said too', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '120' });
    await queue.send(['done']);
    const { bodies, take } = taker();
    recorder.answer(({ operation }) =>
      operation === 'DeleteMessageBatch' ? { ...FAILED('AccessDeniedException'), status: 403 } : undefined,
    );
    const { feed, said } = start(queue.url, take);
    await until(() => said('is tried again until it answers').length === 1);
    expect(feed.health()).toMatchObject({ ok: false, detail: expect.stringContaining('delete: ') });
    recorder.answer(() => undefined);
    await queue.empty();
    await until(() => feed.health().ok);
    // SQS delivers at least once: two receive calls at the same time may both get it
    expect(new Set(bodies())).toEqual(new Set(['done']));
  });

  it('at the start is asked until it answers', async () => {
    const queue = await lab.queue();
    await queue.send(['first']);
    recorder.answer(() => FAILED('AccessDeniedException'));
    const { bodies, take } = taker();
    const { feed, read, said } = start(queue.url, take);
    await until(() => read('feed_errors', 'refused') > 2);
    expect([feed.health().ok, said('refuses what is asked').length]).toEqual([false, 1]);
    recorder.answer(() => undefined);
    await until(() => bodies().length === 1);
    await queue.empty();
  });

  it('fails what will never be there: a queue that does not exist, and what is not its URL', async () => {
    const { take } = taker();
    const gone = start(`${recorder.url}/123456789012/nobody`, take);
    await expect(gone.ended).rejects.toMatchObject({
      code: 'ERR_AWS',
      remedy: expect.stringContaining('get-queue-url'),
    });
    for (const url of [
      'arn:aws:sqs:us-east-1:123456789012:q',
      'q',
      'https://sqs.us-east-1.amazonaws.com/q',
      'ftp://x/123456789012/q',
    ]) {
      expect(() => start(url, take)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
    }
  });

  it('repeats what it could not delete, one entry or all of them', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '120' });
    await queue.send(numbered(5));
    const { bodies, take } = taker();
    let deletes = 0;
    recorder.answer(({ operation }) => {
      if (operation !== 'DeleteMessageBatch' || ++deletes > 3) return undefined;
      if (deletes === 3) return 'hang';
      if (deletes === 1) return FAILED('InternalFailure');
      const failed = { Id: '0', SenderFault: false, Code: 'InternalError', Message: 'later' };
      return { status: 200, body: { Successful: [], Failed: [failed] } };
    });
    const { read } = start(queue.url, take, { receivers: 1 });
    await until(() => deletes > 3 && read('in_flight') === 0);
    expect(new Set(bodies()).size).toBe(bodies().length);
  });
});

describe('stopping', () => {
  it('finishes what is judged, and gives the rest back at once', async () => {
    const queue = await lab.queue();
    await queue.send(numbered(60));
    const { open, opened } = gate();
    const { bodies, take } = taker(async (): Promise<Fate> => {
      await opened;
      return 'done';
    });
    const { end, read } = start(queue.url, take, { batch: 5, batches: 2, receivers: 2 });
    // more where one came again: its lease was extended late
    await until(() => read('in_flight') >= 60);
    const ended = end();
    open();
    expect(await ended).toEqual({ abandoned: 0 });
    const all = new Set(bodies());
    expect(all.size).toBeLessThan(60);
    expect(atOnce()).not.toEqual([]);
    await until(async () => {
      for (const body of await queue.bodies()) all.add(body);
      return all.size === 60;
    });
  });

  it('without time abandons what is judged, says how many, and makes it visible', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '60' });
    await queue.send(['hung', 'hung too']);
    const { bodies, take } = taker(() => new Promise(() => {}));
    const { end } = start(queue.url, take);
    await until(() => bodies().length === 2);
    expect(await end(200)).toEqual({ abandoned: 2 });
    expect(atOnce()).not.toEqual([]);
    const back: string[] = [];
    await until(async () => back.push(...(await queue.bodies())) === 2);
    expect(back.sort()).toEqual(['hung', 'hung too']);
  });
});
