import { expect, it } from 'vitest';
import { keepNewest } from '../../../src/core/collections/newest.ts';

it('the oldest goes where there are more than may be; what is kept again is the newest', () => {
  const all = new Map<string, number>();
  for (const [at, name] of ['a', 'b', 'a', 'c'].entries()) keepNewest(all, name, at, 2);
  expect([...all]).toEqual([
    ['a', 2],
    ['c', 3],
  ]);
});
