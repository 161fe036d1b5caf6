import { pieces } from '../../core/collections/pieces.ts';
import type { Fate, Take } from '../../core/ports/delivery.ts';
import type { Trouble } from '../../core/ports/trouble.ts';
import { pause, within } from '../../core/time/waiting.ts';
import type { Contact } from './contact.ts';
import type { Flight, Flights } from './flights.ts';
import type { Leases } from './leases.ts';
import { retryPause, type SqsPace } from './pace.ts';
import { type Arrived, type QueueFacts, type SqsQueue, TEN } from './queue.ts';
import type { Settling } from './settling.ts';

/** What the parts of one run share. */
export interface Run {
  readonly queue: SqsQueue;
  readonly facts: QueueFacts;
  readonly contact: Contact;
  readonly flights: Flights;
  readonly leases: Leases;
  readonly settling: Settling;
  readonly pace: SqsPace;
  /** To be called whenever something moves: without it the feed counts as stuck. */
  readonly progress: () => void;
}

/** Time for giving back what is in flight when the run is abandoned (ms). */
const LAST = 1_500;
/** What the call itself takes (ms) besides its wait: an answer that is read later than that has lain unread. */
const SLACK = 1_000;

/** Receives while there is room, until it is stopped. */
export async function receiving(run: Run, stop: AbortSignal): Promise<void> {
  const { contact, facts, flights, pace, progress, queue } = run;
  let tries = 0;
  while (await flights.room(TEN, stop)) {
    const asked = performance.now();
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
    if (trouble !== undefined) await pause(retryPause(trouble, tries - 1, pace), stop);
  }
}

/**
 * A lease begins when SQS sends its answer. An answer that a frozen process read late is dated by the time of the call.
 */
function flightOf(message: Arrived, { facts, pace }: Run, asked: number): Flight {
  const since = performance.now();
  const sent = Math.min(since, asked + pace.wait * 1_000 + SLACK);
  const until = sent + facts.visibility * 1_000;
  return {
    ...message,
    bytes: Buffer.byteLength(message.body),
    since,
    until,
    lost: false,
    settling: undefined,
  };
}

/** Judges messages, one batch after the other, until it is stopped. */
export async function judging(run: Run, take: Take, stop: AbortSignal): Promise<void> {
  const { facts, flights, leases, pace, progress, settling } = run;
  for (;;) {
    const next = await flights.next(pace.batch, pace.batchBytes, stop);
    if (next === undefined) return;
    const batch = next.filter(leases.ours);
    if (batch.length === 0) continue;
    const heard = asTheyCome(batch, settling, progress);
    const deliveries = batch.map(({ body, id }) => ({ id, body, source: facts.arn }));
    heard.rest(await take(deliveries, { signal: stop, settled: heard.settled, moved: progress }));
  }
}

/** Settles each fate as soon as it is known: where files are read, the first is known long before the last. */
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

/** Tries to give back what is still in flight, and returns how many messages that are. */
export async function abandoned({ flights, leases, queue }: Run): Promise<number> {
  leases.end();
  const left = flights.held();
  // another consumer may have those whose lease is lost
  const ours = left.filter(({ lost }) => !lost);
  const { signal } = new AbortController();
  const giveBack = (some: readonly Flight[], abortSignal: AbortSignal) =>
    queue.hide(
      some.map(({ handle }) => ({ handle, seconds: 0 })),
      abortSignal,
    );
  try {
    await within(LAST, signal, (limit) =>
      Promise.all(pieces(ours, TEN).map((some) => giveBack(some, limit))),
    );
  } catch {
    // not needed: their leases end by themselves
  }
  return left.length;
}
