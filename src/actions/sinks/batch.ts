import { pauseBefore, sharedByMany } from './pause.ts';

/** Why an entry was not taken: the other side's code and words, and whether to try again. */
export interface Refusal {
  readonly code: string;
  readonly said: string;
  readonly again: boolean;
}

/** How entries are gathered and sent. */
export interface Batching<Entry> {
  /** The most that one request may hold. */
  readonly most: { readonly entries: number; readonly bytes: number };
  readonly sizeOf: (entry: Entry) => number;
  /** Sends one request. One answer for each entry, in order; undefined if it was taken. */
  readonly send: (
    entries: readonly Entry[],
    signal: AbortSignal,
  ) => Promise<readonly (Refusal | undefined)[]>;
  readonly toError: (refusal: Refusal) => Error;
}

/** Gathers entries that are added at about the same time into one request. */
export interface Batcher<Entry> {
  /** Resolves when the other side has taken the entry. */
  add(entry: Entry, signal: AbortSignal): Promise<void>;
  /** Sends at once all entries that wait. */
  close(): void;
}

interface QueuedEntry<Entry> {
  readonly entry: Entry;
  readonly signal: AbortSignal;
  readonly taken: () => void;
  readonly failed: (reason: unknown) => void;
}

const GATHER_MS = 10;
const ATTEMPTS = 3;

/**
 * Entries that are added within ten milliseconds are sent together. Those that the other side refuses for now are sent
 * again, without the others, up to three times in all. Each caller learns only what became of its own entry.
 */
export function createBatcher<Entry>(batching: Batching<Entry>): Batcher<Entry> {
  let waiting: QueuedEntry<Entry>[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    const batch = waiting;
    waiting = [];
    bytes = 0;
    timer = undefined;
    if (batch.length > 0) void deliver(batch, batching);
  };
  return {
    add(entry, signal) {
      const size = batching.sizeOf(entry);
      if (bytes + size > batching.most.bytes) flush();
      return new Promise<void>((taken, failed) => {
        waiting.push({ entry, signal, taken, failed });
        bytes += size;
        if (waiting.length >= batching.most.entries) flush();
        else timer ??= setTimeout(flush, GATHER_MS);
      });
    },
    close: flush,
  };
}

/** Never rejects: instead the promise of each entry is settled. */
async function deliver<Entry>(
  batch: readonly QueuedEntry<Entry>[],
  { send, toError }: Batching<Entry>,
): Promise<void> {
  const { signal, release } = untilAllGaveUp(batch);
  let left = batch;
  try {
    for (let attempt = 0; left.length > 0 && attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pauseBefore(attempt, signal);
      const answers = await send(
        left.map(({ entry }) => entry),
        signal,
      );
      left = settle(left, answers, attempt === ATTEMPTS - 1, toError);
    }
  } catch (thrown) {
    for (const one of left) one.failed(thrown);
  } finally {
    release();
  }
}

/** Settles the entries that were taken or refused for good, and returns the others. */
function settle<Entry>(
  asked: readonly QueuedEntry<Entry>[],
  answers: readonly (Refusal | undefined)[],
  last: boolean,
  toError: (refusal: Refusal) => Error,
): readonly QueuedEntry<Entry>[] {
  return asked.filter((one, at) => {
    const refusal = answers[at];
    if (refusal === undefined) one.taken();
    else if (last || !refusal.again) one.failed(toError(refusal));
    return !last && refusal?.again === true;
  });
}

/** A signal that aborts once all callers have given up: a single one must not abort the others' request. */
function untilAllGaveUp(batch: readonly QueuedEntry<unknown>[]): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const check = () => {
    if (batch.every(({ signal }) => signal.aborted)) controller.abort();
  };
  const gaveUp = batch.map(({ signal, failed }) => {
    const hear = () => {
      failed(signal.reason);
      check();
    };
    sharedByMany(signal);
    signal.addEventListener('abort', hear, { once: true });
    if (signal.aborted) hear();
    return () => signal.removeEventListener('abort', hear);
  });
  return { signal: controller.signal, release: () => gaveUp.map((forget) => forget()) };
}
