import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Counts, createCounting } from '../../src/run/replay/counts.ts';
import { type PathEntry, readAll } from '../../src/run/replay/readers.ts';
import type { Part, Source } from '../../src/run/replay/reading.ts';

const LONG = { timeout: 60_000 };
const EMPTY = createCounting().counts();
const nameOf = (source: Source) => (source.kind === 'file' ? source.path : source.key);

/** Counts that name where they are from. */
function countsOf(where: string): Counts {
  const counting = createCounting();
  counting.passed(1);
  counting.problem(where, 'a reason');
  return counting.counts();
}

interface Files {
  readonly entries: AsyncIterable<PathEntry>;
  /** Whether whoever looks for files was told that no more are wanted. */
  ended(): boolean;
}

function filesNamed(names: readonly string[]): Files {
  let over = false;
  const entries = async function* (): AsyncGenerator<PathEntry> {
    try {
      for (const path of names) {
        if (path.startsWith('-')) yield { kind: 'counts', counts: countsOf(path) };
        else yield { kind: 'source', source: { kind: 'file', path, named: false } };
      }
    } finally {
      over = true;
    }
  };
  return { entries: entries(), ended: () => over };
}

/** What came of reading, and in which order. */
function createSink() {
  const parts: string[] = [];
  const told: string[] = [];
  return {
    parts,
    told,
    part: ({ counts }: Part) => void parts.push(...counts.skipped.flatMap(({ examples }) => examples)),
    counts: ({ records, skipped }: Counts) =>
      void told.push(`${skipped.flatMap(({ examples }) => examples).join(' ')} ${records}`),
  };
}

const NAMES = ['a', 'b', '-c', 'd', 'e', '-f', 'g'];
const IN_ORDER = ['a0 a1 2', 'b0 b1 2', '-c 1', 'd0 d1 2', 'e0 e1 2', '-f 1', 'g0 g1 2'];

describe('files that are read at once', () => {
  it.each([1, 2, 3, 20])('%i of them: counts come in their order, whichever ends first', async (most) => {
    for (const slowest of ['a', 'd', 'g']) {
      const sink = createSink();
      const read = async function* (source: Source): AsyncGenerator<Part> {
        for (const n of [0, 1]) {
          await later(nameOf(source) === slowest ? 20 : 1);
          yield { events: [], counts: countsOf(`${nameOf(source)}${n}`) };
        }
      };
      await readAll(filesNamed(NAMES).entries, read, { most, signal: undefined, sink });
      expect(sink.told).toEqual(IN_ORDER);
      expect([...sink.parts].sort()).toEqual(
        ['a', 'b', 'd', 'e', 'g'].flatMap((name) => [`${name}0`, `${name}1`]),
      );
    }
  });

  it('are as many as they may be, and no more', async () => {
    let now = 0;
    let highest = 0;
    const read = async function* (): AsyncGenerator<Part> {
      highest = Math.max(highest, ++now);
      await later(2);
      yield { events: [], counts: EMPTY };
      now--;
    };
    await readAll(filesNamed([...'abcdefghij']).entries, read, {
      most: 3,
      signal: undefined,
      sink: createSink(),
    });
    expect(highest).toBe(3);
  });

  it('end with the first that fails: the others are closed, and nothing more is told', async () => {
    const files = filesNamed(NAMES);
    const sink = createSink();
    const closed: string[] = [];
    const read = async function* (source: Source): AsyncGenerator<Part> {
      try {
        if (nameOf(source) === 'b') throw new Error('the disk is gone');
        for (let n = 0; ; n++) {
          await later(2);
          yield { events: [], counts: countsOf(`${nameOf(source)}${n}`) };
        }
      } finally {
        closed.push(nameOf(source));
      }
    };
    const done = readAll(files.entries, read, { most: 3, signal: undefined, sink });
    await expect(done).rejects.toThrow('the disk is gone');
    expect(files.ended()).toBe(true);
    const before = sink.parts.length;
    await expect.poll(() => [...closed].sort(), LONG).toEqual(['a', 'b', 'd']);
    expect(sink.parts.length).toBe(before);
    expect(sink.told).toEqual([]);
  });

  it('end when they are told to, with the reason', async () => {
    const files = filesNamed(NAMES);
    const sink = createSink();
    const stopping = new AbortController();
    let closed = 0;
    const read = async function* (source: Source): AsyncGenerator<Part> {
      try {
        for (let n = 0; ; n++) {
          await later(1);
          if (n === 3) stopping.abort(new Error('stopped'));
          yield { events: [], counts: countsOf(`${nameOf(source)}${n}`) };
        }
      } finally {
        closed++;
      }
    };
    const done = readAll(files.entries, read, { most: 2, signal: stopping.signal, sink });
    await expect(done).rejects.toThrow('stopped');
    expect(files.ended()).toBe(true);
    await expect.poll(() => closed, LONG).toBe(2);
    expect(sink.told).toEqual([]);
  });

  it('end with what looking for them throws', async () => {
    const entries = async function* (): AsyncGenerator<PathEntry> {
      yield { kind: 'counts', counts: countsOf('-a') };
      throw new Error('no such folder');
    };
    const read = async function* (): AsyncGenerator<Part> {};
    const done = readAll(entries(), read, { most: 2, signal: undefined, sink: createSink() });
    await expect(done).rejects.toThrow('no such folder');
  });
});
