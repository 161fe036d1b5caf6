import { randomUUID } from 'node:crypto';
import type { AlertLedger, Claim, Repeat } from '../../core/action/alert-ledger.ts';
import { keepNewest } from '../../core/collections/newest.ts';
import { DAY, HOUR } from '../../core/time/days.ts';

/** Effects and causes kept in the process: the newest this many of each. */
const MOST = 50_000;
/** Decisions are texts of some kilobytes. */
const MOST_DECISIONS = 5_000;
/** What was said of findings, over all causes, and of one. */
const MOST_TOLD = 200_000;
const MOST_OF_ONE = 2_000;

interface Held {
  readonly fence: string;
  readonly until: number;
  readonly done: boolean;
}

interface Cause {
  readonly first: string;
  readonly time: number;
  best: number;
  sent: number;
  held: number;
  repeats: number;
  readonly told: Map<string, Repeat>;
}

/** The alerts' part of the ledger for one process: the rules are those of the scripts that Redis runs. */
export function createMemoryLedger(now: () => number = () => performance.now()): AlertLedger {
  const effects = new Map<string, Held>();
  const causes = new Map<string, Cause>();
  const ranks = new Map<string, { readonly rank: number; readonly copy: string }>();
  const decisions = new Map<string, string>();
  let saidOnce = 0;
  return {
    async claim(names, leaseMs) {
      return names.map((name): Claim => {
        const known = effects.get(name);
        if (known?.done) return { kind: 'done' };
        if (known !== undefined && known.until > now()) return { kind: 'held' };
        const fence = randomUUID();
        keepNewest(effects, name, { fence, until: now() + leaseMs, done: false }, MOST);
        return { kind: 'yours', fence };
      });
    },
    finish: async (name, fence) => keepNewest(effects, name, { fence, until: 0, done: true }, MOST),
    async release(name, fence) {
      const known = effects.get(name);
      if (known?.fence === fence && !known.done) effects.delete(name);
    },
    async repeat(cause, { id, score, time }) {
      const kept = causes.get(cause);
      const told = kept?.told.get(id);
      if (kept !== undefined && told !== undefined) return again(kept, { id, score, time }, told);
      if (++saidOnce > MOST_TOLD) saidOnce = forgetOldest(causes, cause);
      const known = kept === undefined || time - kept.time > DAY ? undefined : kept;
      if (known !== undefined) return tell(known, id, repeatOf(known, score, time));
      const first = { first: id, time, best: score, sent: time, held: 0, repeats: 0, told: new Map() };
      keepNewest(causes, cause, first, MOST);
      return tell(first, id, { send: true, repeatOf: null, more: 0 });
    },
    async leads(id, by) {
      const known = ranks.get(id);
      if (known !== undefined && known.rank >= by.rank) {
        return known.rank === by.rank && known.copy === by.copy;
      }
      keepNewest(ranks, id, by, MOST);
      return true;
    },
    async decide(name, text) {
      if (!decisions.has(name)) keepNewest(decisions, name, text, MOST_DECISIONS);
    },
    decided: async (name) => decisions.get(name),
  };
}

function repeatOf(cause: Cause, score: number, time: number): Repeat {
  const more = cause.held;
  const higher = score > cause.best;
  if (!higher) cause.repeats++;
  const round = !higher && cause.repeats >= 10 && /^10*$/.test(String(cause.repeats));
  if (!higher && !round && time - cause.sent < HOUR) {
    cause.held++;
    return { send: false, repeatOf: cause.first, more: 0 };
  }
  cause.best = Math.max(cause.best, score);
  cause.sent = time;
  cause.held = 0;
  return { send: true, repeatOf: higher ? null : cause.first, more };
}

/** One that was answered before: the same, unless it was held back and now scores higher than all. */
function again(
  cause: Cause,
  { id, score, time }: { readonly id: string; readonly score: number; readonly time: number },
  told: Repeat,
): Repeat {
  if (score <= cause.best) return told;
  const more = Math.max(0, cause.held - 1);
  cause.best = score;
  cause.sent = time;
  if (told.send) return told;
  cause.held = 0;
  return tell(cause, id, { send: true, repeatOf: null, more });
}

/** The oldest causes go until half of what may be is left, but for the one at hand. How much is left. */
function forgetOldest(causes: Map<string, Cause>, but: string): number {
  let left = [...causes.values()].reduce((sum, { told }) => sum + told.size, 0);
  for (const [name, { told }] of causes) {
    if (left <= MOST_TOLD / 2) break;
    if (name === but) continue;
    causes.delete(name);
    left -= told.size;
  }
  return left;
}

function tell(cause: Cause, id: string, told: Repeat): Repeat {
  if (cause.told.size < MOST_OF_ONE) cause.told.set(id, told);
  return told;
}
