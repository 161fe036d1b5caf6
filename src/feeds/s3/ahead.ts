import type { ListRequest } from './page.ts';

/** A link of the chain: objects to give out, or a listing that will be followed by what it finds. */
interface Link<Item> {
  readonly holds: readonly Item[] | ListRequest;
  next: Link<Item> | undefined;
  /** Set once the listing has begun; never rejects: what it throws is kept in `failure`. */
  begun: Promise<void> | undefined;
  failure: { readonly thrown: unknown } | undefined;
}

/** What a listing found, in order: objects, and listings where there are folders or another page. */
export type Contents<Item> = readonly (readonly Item[] | ListRequest)[];

/** How far listings may run ahead of what was given out. */
export interface Ahead {
  /** Listings under way at the same time. */
  readonly inFlight: number;
  /**
   * No listing begins ahead of its turn while so many objects and listings wait; one under way counts as a full page.
   */
  readonly held: number;
}

/** The most objects and folders that one listing finds. */
const PAGE = 1_000;

/**
 * Follows listings into what they find, and gives out all objects in order, as if one listing ran after the other. In
 * fact several run at the same time: those whose turn comes next. The failure of a listing is thrown when its turn
 * comes.
 *
 * What is known so far is a chain, in order. What a listing found is put right behind it. So memory is bounded by
 * `held`, the listings under way and one page for each level of folders, however much the bucket holds.
 */
export async function* inOrder<Item>(
  first: ListRequest,
  find: (ask: ListRequest) => Promise<Contents<Item>>,
  { inFlight, held }: Ahead,
): AsyncGenerator<readonly Item[], undefined> {
  let head: Link<Item> | undefined = link(first, undefined);
  let stopped = false;
  let running = 0;
  let holding = 1;
  const begin = async (at: Link<Item>, ask: ListRequest) => {
    running++;
    try {
      const found = await find(ask);
      for (const holds of found.toReversed()) at.next = link(holds, at.next);
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
      // the next listing begins however much is held: otherwise nothing would ever be given out
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

function link<Item>(holds: Link<Item>['holds'], next: Link<Item> | undefined): Link<Item> {
  return { holds, next, begun: undefined, failure: undefined };
}

function sizeOf(holds: readonly unknown[] | ListRequest): number {
  return isAsk(holds) ? 1 : holds.length;
}

function isAsk(holds: readonly unknown[] | ListRequest): holds is ListRequest {
  return 'prefix' in holds;
}
