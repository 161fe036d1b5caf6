import { setTimeout as wait } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** Does it so often while the story arrives, at times that the seed draws; gives how often. */
export async function underLoad(
  stage: Stage,
  { seconds, times }: { readonly seconds: number; readonly times: number },
  blow: (n: number) => Promise<void>,
): Promise<number> {
  const fed = stage.feed(seconds);
  for (let n = 0; n < times; n++) {
    await wait((seconds * 1_000 * (0.3 + 0.5 * stage.random())) / times);
    await blow(n);
  }
  await fed;
  return times;
}
