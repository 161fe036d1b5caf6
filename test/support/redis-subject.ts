import type { RedisLink } from '../../src/baseline/redis/link.ts';
import type { Sighting } from '../../src/core/history/habit.ts';
import { byText } from '../../src/core/text/ascii.ts';
import type { Subject } from '../baseline/contract.ts';

/** A link as the contract wants it. */
export function subjectOf(link: RedisLink): Subject {
  return { store: link.store, entries: () => entriesIn(link) };
}

/** Everything that is kept, sorted as the memory store sorts it. */
export async function entriesIn(link: RedisLink): Promise<readonly Sighting[]> {
  const at = ({ owner, dimension, value }: Sighting) => `${owner}\n${dimension}\n${value}`;
  const all: Sighting[] = [];
  for await (const entry of link.histories.all()) all.push(entry);
  return all.sort((a, b) => byText(at(a), at(b)));
}
