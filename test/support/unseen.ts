import type { Habits, Sighting } from '../../src/core/history/habit.ts';

/**
 * The sightings that would change a history as recall showed it: on an ordinary day almost none. A value that a full
 * dimension would drop again is left out too, or a busy organisation would send it with every event.
 */
export function unseen(
  sightings: readonly Sighting[],
  habits: ReadonlyMap<string, Habits>,
): readonly Sighting[] {
  const news: Sighting[] = [];
  let last = '';
  let known = habits.get('');
  for (const sighting of sightings) {
    const { owner, dimension, value, days } = sighting;
    if (owner !== last) [last, known] = [owner, habits.get(owner)];
    if (known?.settled(dimension, value, days) !== true) news.push(sighting);
  }
  return news;
}
