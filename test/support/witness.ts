import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { createMemoryStore, type MemoryStore } from '../../src/baseline/memory/store.ts';
import { reasonOf } from '../../src/core/errors.ts';
import type { Sighting } from '../../src/core/history/habit.ts';
import type { Lessons, Recalled, RecallRequest, Store } from '../../src/core/ports/ports.ts';
import { loopClock } from './loop-clock.ts';

/** A store whose calls never throw, and what they said: what it must know, and what it may know. */
export interface Witness {
  /** Learned everything that was acknowledged. */
  readonly must: MemoryStore;
  /** Learned everything that was sent as well: an error then never says "not done". */
  readonly may: MemoryStore;
  /** Why calls failed, in order. */
  readonly reasons: readonly string[];
  /** The longest call so far, in ms that this process went on. */
  longest(): number;
  learn(lessons: Lessons): Promise<boolean>;
  /** Learns again until it is acknowledged: on a busy machine a good link is late now and then. */
  teach(lessons: Lessons): Promise<void>;
  recall(request: RecallRequest): Promise<Recalled | undefined>;
  close(): void;
}

/** Reasons that say that nothing was sent: then nothing may be written, ever. */
export const UNSENT = /a moment ago|wait for the store already|there is no connection|ECONNREFUSED/;

/** A witness of what a store is taught and asked. */
export function witness(store: Store): Witness {
  const [must, may] = [createMemoryStore(), createMemoryStore()];
  const reasons: string[] = [];
  const clock = loopClock();
  let longest = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<{ value: T } | { reason: string }> => {
    const start = clock.now();
    try {
      return { value: await work() };
    } catch (thrown) {
      const reason = reasonOf(thrown);
      reasons.push(reason);
      return { reason };
    } finally {
      longest = Math.max(longest, clock.now() - start);
    }
  };
  const learn = async (lessons: Lessons) => {
    const answer = await timed(() => store.learn(lessons));
    const learned = 'value' in answer;
    if (learned) await must.learn(lessons);
    if (learned || !UNSENT.test(answer.reason)) await may.learn(lessons);
    return learned;
  };
  return {
    must,
    may,
    learn,
    teach: (lessons) => until('it is learned', () => learn(lessons)),
    reasons,
    longest: () => longest,
    async recall(request) {
      const answer = await timed(() => store.recall(request));
      return 'value' in answer ? answer.value : undefined;
    },
    close: clock.stop,
  };
}

/** What must be known, and what may be. */
interface Known {
  readonly must: Pick<MemoryStore, 'entries'>;
  readonly may: Pick<MemoryStore, 'entries'>;
}

/** Asserts that what is kept lies between what must be known and what may be: every value, every day. */
export function expectBetween(kept: readonly Sighting[], { must, may }: Known): void {
  const [known, most] = [daysOf(kept), daysOf(may.entries())];
  for (const [at, days] of daysOf(must.entries()))
    expect([...(known.get(at) ?? [])], at).toEqual(expect.arrayContaining([...days]));
  for (const [at, days] of known)
    expect([...(most.get(at) ?? [])], at).toEqual(expect.arrayContaining([...days]));
}

function daysOf(entries: readonly Sighting[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    entries.map(({ owner, dimension, value, days }) => [`${owner}\n${dimension}\n${value}`, days]),
  );
}

/** Waits until something holds: what fails meanwhile counts as "not yet". Throws after minutes. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 200_000;
  while (performance.now() < end) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (held) return;
    await wait(25);
  }
  throw new Error(`it never happened: ${what}`);
}
