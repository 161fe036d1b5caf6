import { setTimeout as wait } from 'node:timers/promises';
import { bodiesOf } from '../chaos/ground.ts';
import { type Told, tell } from '../chaos/story.ts';
import { malformed } from '../faults/malformed.ts';
import type { Stage } from '../faults/stage.ts';

/** What was sent so far. */
export interface Sent {
  messages: number;
  records: number;
  /** Messages that nobody can judge: each is to be kept once. */
  readonly poison: Set<string>;
  /** Events that somebody has to hear of. */
  readonly loud: Told[];
}

/** One part of the story. */
const PART = 10_000;
const TOGETHER = 10;
/** Of a part, at any rate: a role has room for eight denies. */
const LOUD = 3;
const SHARES = [
  ['revoke', 334],
  ['denied', 333],
  ['protected-tag', 333],
] as const;

/** What is drawn for the two kinds of a part is drawn apart. */
const APART = 50_000;

/** Tells the story in parts, as it goes on, evenly, until it is stopped. A part is never sent faster than it is told. */
export async function keepTelling(
  stage: Stage,
  {
    calm,
    from,
    rate,
    sent,
    signal,
  }: {
    /** In one of so many parts something is to be acted on. */
    readonly calm: number;
    /** The first part that was not told yet. */
    readonly from: number;
    readonly rate: number;
    readonly sent: Sent;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const began = performance.now();
  for (let part = 0; !signal.aborted; part++) {
    const bodies = told(stage, { calm, part: from + part, rate, sent });
    // a part that was begun is told to its end: what is to come of it is noted
    for (let at = 0; at < bodies.length; at += 10) {
      const some = bodies.slice(at, at + 10);
      await stage.send(some);
      sent.messages += some.length;
      const due = began + part * PART + ((at + some.length) / bodies.length) * PART;
      const early = due - performance.now();
      if (early > 0) await wait(early);
    }
  }
}

/** The messages of one part; whatever is to come of them is noted. */
function told(
  { ground, random, roles }: Stage,
  {
    calm,
    part,
    rate,
    sent,
  }: { readonly calm: number; readonly part: number; readonly rate: number; readonly sent: Sent },
): readonly string[] {
  const events = Math.max(TOGETHER, Math.round((rate * PART) / 1_000) - LOUD);
  const now = Date.now();
  const seed = ground.seed * 100_000 + part;
  const quiet = tell({ seed, events, now, shares: [], duplicates: 0.1 }, roles);
  const some = part % calm === 0 ? LOUD : 0;
  const how = { seed: seed + APART, events: some, first: part * LOUD, now, shares: SHARES, duplicates: 0.3 };
  // each role in its turn: none fills up while others are empty
  const revocable = roles.filter(({ kind }) => kind === 'revoke');
  const turn = revocable[Math.floor(part / calm) % revocable.length];
  const loud = tell(
    how,
    roles.filter((role) => role.kind !== 'revoke' || role === turn),
  );
  const bodies = [...bodiesOf(quiet.deliveries, TOGETHER), ...bodiesOf(loud.deliveries, 1)];
  // the beginning of a record, which nobody can read
  const [cut = '{'] = malformed(quiet.events[0]?.record ?? {}, 1, random);
  sent.records += quiet.deliveries.length + loud.deliveries.length;
  sent.loud.push(...loud.events);
  if (part % 6 !== 0) return bodies;
  sent.poison.add(cut);
  return [...bodies, cut];
}
