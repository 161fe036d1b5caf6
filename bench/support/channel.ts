import { setTimeout as wait } from 'node:timers/promises';
import type { Take } from '../../src/core/ports/delivery.ts';
import type { Feed } from '../../src/core/ports/feed.ts';
import type { Live } from '../../src/live.ts';

/** A queue or stream of its own at an emulator. */
export interface Channel {
  /** Puts texts, and waits until the emulator has them. */
  put(texts: readonly string[]): Promise<void>;
  /** The product's feed of it. */
  feed(live: Live): Feed;
  /** What the emulator alone gives: hands over texts as they arrive until it is aborted. */
  alone(arrived: (text: string) => void, signal: AbortSignal): Promise<void>;
}

/** Something that reads a channel, and calls back with every text that it has done with. */
export type Reader = (channel: Channel, done: (text: string) => void, signal: AbortSignal) => Promise<void>;

/** Reads with the emulator's own calls and nothing else. */
export const bare: Reader = (channel, done, signal) => channel.alone(done, signal);

/** Reads with the product's feed and line: done is what was judged and learned. Throws where something came back. */
export function judged(live: Live): Reader {
  return async (channel, done, signal) => {
    const feed = channel.feed(live);
    const take: Take = async (deliveries) => {
      const fates = await live.take(deliveries);
      for (const [at, { body }] of deliveries.entries()) if (fates[at] === 'done') done(textOf(body));
      return fates;
    };
    await feed.run({ take, stop: signal, abandon: new AbortController().signal });
    feed.close();
  };
}

const textOf = (body: unknown) => (body instanceof Uint8Array ? Buffer.from(body).toString() : String(body));

/** Reads a channel while `work` goes on. */
export async function reading<T>(
  channel: Channel,
  reader: Reader,
  done: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const run = reader(channel, done, stop.signal);
  try {
    return await Promise.race([work(), run.then(() => Promise.reject(new Error('the reader ended')))]);
  } finally {
    stop.abort();
    await run;
  }
}

/** Waits. Throws after a minute without progress. */
export async function until(count: () => number, wanted: number): Promise<void> {
  let last = count();
  let since = performance.now();
  while (count() < wanted) {
    await wait(2);
    const now = count();
    if (now !== last) {
      last = now;
      since = performance.now();
    } else if (performance.now() - since > 60_000) throw new Error(`${now} of ${wanted} and no more`);
  }
}
