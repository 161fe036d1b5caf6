import type { Fate, Take } from '../core/delivery.ts';
import { backoff, pause, within } from '../core/waiting.ts';
import type { Contact, Trouble } from './sqs-contact.ts';
import type { Flight, Flights } from './sqs-flights.ts';
import type { Leases } from './sqs-leases.ts';
import { type Arrived, type QueueFacts, type SqsQueue, TEN } from './sqs-queue.ts';
import type { Settling } from './sqs-settling.ts';
import { pieces } from './sqs-time.ts';

/** How fast, and how much at once. */
export const SQS_PACE = {
  /** Receive calls at a time, and seconds that each waits for a message. */
  receivers: 4,
  wait: 20,
  /** Messages in flight. Receivers that are under way when the bytes are reached still bring theirs. */
  most: 1_000,
  mostBytes: 64 * 1_024 * 1_024,
  /** Batches that are judged at a time, and messages of one. */
  batches: 3,
  batch: 100,
  /** Bytes of one, unless a message has more alone: a small gzip may hold sixty times its size. */
  batchBytes: 1_024 * 1_024,
  /** No message is held longer; milliseconds. */
  hold: 15 * 60_000,
  /** So long without progress: only another process will mend it; milliseconds. */
  stuck: 120_000,
  /** Seconds until what is given back comes again. */
  again: { first: 5, most: 60 },
  /** Milliseconds before a failed receive is repeated; slower where somebody has to change rights first. */
  retry: { first: 500, refused: 10_000, longest: 60_000 },
};

export type SqsPace = typeof SQS_PACE;

/** What one run works with. */
export interface Run {
  readonly queue: SqsQueue;
  readonly facts: QueueFacts;
  readonly contact: Contact;
  readonly flights: Flights;
  readonly leases: Leases;
  readonly settling: Settling;
  readonly pace: SqsPace;
  readonly progress: () => void;
}

/** For giving back what is left when there is no time left. */
const LAST = 1_500;
const SLACK = 1_000;

/** Milliseconds until a failed call is repeated. */
export function patience(trouble: Trouble, tries: number, { retry }: SqsPace): number {
  return backoff(tries, trouble === 'refused' ? retry.refused : retry.first, retry.longest, Math.random);
}

/** Receives while there is room, until it is stopped. */
export async function receiving(run: Run, stop: AbortSignal): Promise<void> {
  const { contact, facts, flights, pace, progress, queue } = run;
  let tries = 0;
  while (await flights.room(TEN, stop)) {
    const asked = Date.now();
    let arrived: readonly Arrived[] = [];
    let trouble: Trouble | undefined;
    try {
      arrived = await queue.receive({ wait: pace.wait, visibility: facts.visibility }, stop);
      contact.worked('receive');
    } catch (thrown) {
      if (!stop.aborted) trouble = contact.failed('receive', thrown);
    }
    // with messages waiting, only judging is progress
    if (!flights.waiting()) progress();
    flights.land(
      TEN,
      arrived.map((message) => flightOf(message, run, asked)),
    );
    tries = trouble === undefined ? 0 : tries + 1;
    if (trouble !== undefined) await pause(patience(trouble, tries - 1, pace), stop);
  }
}

/** A lease begins when the answer is sent; one that lay unread, because the process was frozen, is as old as its call. */
function flightOf(message: Arrived, { facts, pace }: Run, asked: number): Flight {
  const since = Date.now();
  const sent = Math.min(since, asked + pace.wait * 1_000 + SLACK);
  const until = sent + facts.visibility * 1_000;
  return { ...message, bytes: Buffer.byteLength(message.body), since, until, lost: false, settling: false };
}

/** Judges whatever is there, a batch at a time, until it is stopped. */
export async function judging(run: Run, take: Take, stop: AbortSignal): Promise<void> {
  const { facts, flights, leases, pace, progress, settling } = run;
  for (let next = await flights.next(pace.batch, pace.batchBytes, stop); next !== undefined; ) {
    const batch = next.filter(leases.ours);
    if (batch.length > 0) {
      const heard = asTheyCome(batch, settling, progress);
      const deliveries = batch.map(({ body, id }) => ({ id, body, source: facts.arn }));
      heard.rest(await take(deliveries, { signal: stop, settled: heard.settled }));
    }
    next = await flights.next(pace.batch, pace.batchBytes, stop);
  }
}

/** Settles fates that are known at the same time together: where files are read, the first is known long before the last. */
function asTheyCome(batch: readonly Flight[], settling: Settling, progress: () => void) {
  let ready: { readonly flight: Flight; readonly fate: Fate }[] = [];
  const told = new Set<number>();
  const flush = () => {
    const now = ready;
    ready = [];
    if (now.length === 0) return;
    void settling.settle(
      now.map(({ flight }) => flight),
      now.map(({ fate }) => fate),
    );
  };
  const settled = (at: number, fate: Fate) => {
    progress();
    const flight = batch[at];
    if (flight === undefined || told.has(at)) return;
    told.add(at);
    if (ready.push({ flight, fate }) === 1) setImmediate(flush);
  };
  const rest = (fates: readonly Fate[]) => {
    for (const [at, fate] of fates.entries()) settled(at, fate);
    flush();
  };
  return { settled, rest };
}

/** Gives up what is still in flight; the number of messages. */
export async function abandoned({ flights, leases, queue }: Run): Promise<number> {
  leases.end();
  const left = flights.held();
  const { signal } = new AbortController();
  const giveBack = (some: readonly Flight[], abortSignal: AbortSignal) =>
    queue.hide(
      some.map(({ handle }) => ({ handle, seconds: 0 })),
      abortSignal,
    );
  try {
    await within(LAST, signal, (limit) =>
      Promise.all(pieces(left, TEN).map((some) => giveBack(some, limit))),
    );
  } catch {
    // a courtesy: their leases end by themselves
  }
  return left.length;
}
