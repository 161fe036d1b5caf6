import { textsIn } from './replies.ts';

/** Pages of a thousand slots: more than the largest server has. */
const MOST = 1_000_000;

/**
 * Pages of keys, until the cursor is 0 again. `ask` sends SCAN with a cursor. Not the client's own stream: at an answer
 * that is none it would end the process. A server whose cursor comes again, or never ends, would be asked for ever.
 */
export async function* scanned(ask: (cursor: string) => Promise<unknown>): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  for (let cursor = '0'; ; ) {
    const answer = await ask(cursor);
    const [next, page]: readonly unknown[] = Array.isArray(answer) ? answer : [];
    cursor = String(next);
    if (!/^\d+$/.test(cursor)) throw new Error('the store gave no answer to SCAN that can be read');
    yield textsIn(page);
    if (cursor === '0') return;
    if (seen.has(cursor) || seen.size > MOST) throw new Error('the store’s SCAN does not come to an end');
    seen.add(cursor);
  }
}
