import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { createMemoryStore, type MemoryStore } from '../../src/baseline/memory.ts';
import { reasonOf } from '../../src/core/errors.ts';
import type { Sighting } from '../../src/core/habit.ts';
import type { Lessons, Recalled, RecallRequest, Store } from '../../src/core/ports.ts';

/** A store whose calls never throw, and what they said: what it must know, and what it may know. */
export interface Witness {
  /** Learned everything that was acknowledged. */
  readonly must: MemoryStore;
  /** Learned everything that was tried: an error never says "not done". */
  readonly may: MemoryStore;
  /** Why calls failed, in order. */
  readonly reasons: readonly string[];
  /** The longest call so far, in ms, less what this process itself stood still. */
  longest(): number;
  learn(lessons: Lessons): Promise<boolean>;
  recall(request: RecallRequest): Promise<Recalled | undefined>;
  close(): void;
}

export function witness(store: Store): Witness {
  const [must, may] = [createMemoryStore(), createMemoryStore()];
  const reasons: string[] = [];
  const stood = monitorEventLoopDelay({ resolution: 10 });
  stood.enable();
  let longest = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    const start = performance.now();
    try {
      return await work();
    } catch (thrown) {
      reasons.push(reasonOf(thrown));
      return undefined;
    } finally {
      longest = Math.max(longest, performance.now() - start);
    }
  };
  return {
    must,
    may,
    reasons,
    longest: () => longest - stood.max / 1e6,
    async learn(lessons) {
      await may.learn(lessons);
      const done = await timed(async () => {
        await store.learn(lessons);
        return true;
      });
      if (done === true) await must.learn(lessons);
      return done === true;
    },
    recall: (request) => timed(() => store.recall(request)),
    close: () => void stood.disable(),
  };
}

/** Asserts that what is kept lies between what must be known and what may be: every value, every day. */
export function expectBetween(kept: readonly Sighting[], { must, may }: Pick<Witness, 'must' | 'may'>): void {
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

/** Waits until something holds: what fails meanwhile counts as "not yet". Throws after half a minute. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (held) return;
    await wait(25);
  }
  throw new Error(`it never happened: ${what}`);
}
