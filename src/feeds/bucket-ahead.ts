import type { Ask } from './bucket-page.ts';

/** A place in the outline: objects to give out, or a listing that stands for what it will find. */
interface Place<Item> {
  readonly holds: readonly Item[] | Ask;
  next: Place<Item> | undefined;
  /** A listing that was begun; it never rejects. */
  begun: Promise<void> | undefined;
  failure: { readonly thrown: unknown } | undefined;
}

/** What a listing found, in order: objects, and listings where there are folders or another page. */
export type Found<Item> = readonly (readonly Item[] | Ask)[];

export interface Ahead {
  /** So many listings are under way at a time. */
  readonly inFlight: number;
  /** No listing begins ahead of its turn while so many objects and folders wait to be given out. */
  readonly held: number;
}

/** The most that one listing finds. */
const PAGE = 1_000;

/**
 * Follows listings into what they find, and gives out all objects as if one listing came after the other, though
 * several are always under way: those whose turn is next. What failed is thrown when its turn comes.
 *
 * The outline is a chain of what is known, in order. A listing is replaced by what it found, where it stands, so memory
 * is bounded by `held`, the listings under way and one page for each level of folders, whatever the bucket holds.
 */
export async function* inOrder<Item>(
  first: Ask,
  find: (ask: Ask) => Promise<Found<Item>>,
  { inFlight, held }: Ahead,
): AsyncGenerator<readonly Item[], undefined> {
  let head: Place<Item> | undefined = place(first, undefined);
  let stopped = false;
  let running = 0;
  let holding = 1;
  const begin = async (at: Place<Item>, ask: Ask) => {
    running++;
    try {
      const found = await find(ask);
      for (const holds of found.toReversed()) at.next = place(holds, at.next);
      holding += found.reduce((sum, holds) => sum + sizeOf(holds), -1);
    } catch (thrown) {
      at.failure = { thrown };
    }
    running--;
    if (!stopped) lookAhead();
  };
  const lookAhead = () => {
    for (let at = head; at !== undefined && running < inFlight; at = at.next) {
      if (holding + running * PAGE >= held) return;
      if (isAsk(at.holds)) at.begun ??= begin(at, at.holds);
    }
  };
  try {
    for (; head !== undefined; head = head.next) {
      const { holds } = head;
      // what is next begins whatever is held: else nothing would ever be given out
      if (isAsk(holds)) head.begun ??= begin(head, holds);
      lookAhead();
      if (isAsk(holds)) {
        await head.begun;
        if (head.failure !== undefined) throw head.failure.thrown;
      } else {
        yield holds;
        holding -= holds.length;
      }
    }
  } finally {
    stopped = true;
  }
}

function place<Item>(holds: Place<Item>['holds'], next: Place<Item> | undefined): Place<Item> {
  return { holds, next, begun: undefined, failure: undefined };
}

function sizeOf(holds: readonly unknown[] | Ask): number {
  return isAsk(holds) ? 1 : holds.length;
}

function isAsk(holds: readonly unknown[] | Ask): holds is Ask {
  return 'prefix' in holds;
}
