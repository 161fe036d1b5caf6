import { randomUUID } from 'node:crypto';
import { DAY, HOUR } from '../core/days.ts';
import type { AlertLedger, Claim, Repeat } from '../core/ledger.ts';

/** Effects and causes kept in the process: the newest this many of each. */
const MOST = 50_000;

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
  return {
    async claim(names, leaseMs) {
      return names.map((name): Claim => {
        const known = effects.get(name);
        if (known?.done) return { kind: 'done' };
        if (known !== undefined && known.until > now()) return { kind: 'held' };
        const fence = randomUUID();
        keep(effects, name, { fence, until: now() + leaseMs, done: false });
        return { kind: 'yours', fence };
      });
    },
    finish: async (name, fence) => keep(effects, name, { fence, until: 0, done: true }),
    async release(name, fence) {
      const known = effects.get(name);
      if (known?.fence === fence && !known.done) effects.delete(name);
    },
    async repeat(cause, { id, score, time }) {
      const kept = causes.get(cause);
      const told = kept?.told.get(id);
      if (kept !== undefined && told !== undefined) return again(kept, { id, score, time }, told);
      const known = kept === undefined || time - kept.time > DAY ? undefined : kept;
      if (known !== undefined) return tell(known, id, repeatOf(known, score, time));
      const first = { first: id, time, best: score, sent: time, held: 0, repeats: 0, told: new Map() };
      keep(causes, cause, first);
      return tell(first, id, { send: true, repeatOf: null, more: 0 });
    },
    async leads(id, by) {
      const known = ranks.get(id);
      if (known !== undefined && known.rank >= by.rank) {
        return known.rank === by.rank && known.copy === by.copy;
      }
      keep(ranks, id, by);
      return true;
    },
    async decide(name, text) {
      if (!decisions.has(name)) keep(decisions, name, text);
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

function tell(cause: Cause, id: string, told: Repeat): Repeat {
  if (cause.told.size < 2_000) cause.told.set(id, told);
  return told;
}

/** The oldest goes first. */
function keep<T>(all: Map<string, T>, name: string, value: T): void {
  all.delete(name);
  all.set(name, value);
  if (all.size <= MOST) return;
  const [oldest] = all.keys();
  if (oldest !== undefined) all.delete(oldest);
}
