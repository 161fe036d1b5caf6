import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contents, inOrder } from '../../src/feeds/s3/ahead.ts';
import type { ListRequest } from '../../src/feeds/s3/page.ts';

const PAGE = 1_000;
const ask = (prefix: string, token?: string): ListRequest => ({ prefix, whole: false, token });

/** A tree of three levels with eight folders each, and three pages of objects in each of the last: a million and a half. */
async function wide({ token, prefix }: ListRequest): Promise<Contents<string>> {
  const level = prefix.split('/').length - 1;
  await new Promise((resolve) => setImmediate(resolve));
  if (level < 3) return Array.from({ length: 8 }, (_, n) => ask(`${prefix}${n}/`));
  const page = Number(token ?? 0);
  const run = Array.from({ length: PAGE }, (_, n) => `${prefix}${page}-${n}`);
  return page < 2 ? [run, ask(prefix, String(page + 1))] : [run];
}

describe('what is known ahead', () => {
  it('is bounded, however much there is', async () => {
    const ahead = { inFlight: 8, held: 20_000 };
    let running = 0;
    let peak = 0;
    let found = 0;
    let given = 0;
    let most = 0;
    const find = async (wanted: ListRequest) => {
      peak = Math.max(peak, ++running);
      const all = await wide(wanted);
      running--;
      for (const part of all) if (!('prefix' in part)) found += part.length;
      most = Math.max(most, found - given);
      return all;
    };
    for await (const run of inOrder(ask(''), find, ahead)) given += run.length;
    expect(given).toBe(8 ** 3 * 3 * PAGE);
    expect(peak).toBe(8);
    expect(most).toBeGreaterThan(8 * PAGE);
    expect(most).toBeLessThanOrEqual(ahead.held + PAGE);
  });

  it('comes out in order, whichever listing answers first', async () => {
    const bounds = fc.record({
      inFlight: fc.integer({ min: 1, max: 9 }),
      held: fc.integer({ min: 0, max: 4_000 }),
    });
    await fc.assert(
      fc.asyncProperty(bounds, fc.infiniteStream(fc.nat({ max: 3 })), async (ahead, choices) => {
        const next = () => Number(choices.next().value);
        const find = async ({ prefix }: ListRequest): Promise<Contents<string>> => {
          for (let turns = next(); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
          if (prefix.length > 4) return [[prefix]];
          // the numbers of the parts, in order; what each is does not matter to the order
          return Array.from({ length: next() }, (_, n) =>
            next() === 0 ? [`${prefix}${n}`] : ask(`${prefix}${n}`),
          );
        };
        const all: string[] = [];
        for await (const run of inOrder(ask(''), find, ahead)) all.push(...run);
        expect(all).toEqual([...all].sort());
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('that failed is thrown in its turn', async () => {
    const find = async ({ prefix }: ListRequest): Promise<Contents<string>> => {
      if (prefix === 'b') throw new Error('refused');
      if (prefix !== '') await new Promise((resolve) => setTimeout(resolve, 20));
      return prefix === '' ? [ask('a'), ask('b')] : [[prefix]];
    };
    const all: string[] = [];
    const reading = async () => {
      for await (const run of inOrder(ask(''), find, { inFlight: 8, held: 10_000 })) all.push(...run);
    };
    await expect(reading()).rejects.toThrow('refused');
    expect(all).toEqual(['a']);
  });
});
