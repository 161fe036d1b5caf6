import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AOF } from '../../test/support/redis-server.ts';
import type { Case } from '../faults/case.ts';
import { staged, type Told } from '../faults/leave.ts';
import type { Consumer } from '../faults/process.ts';
import type { Stage } from '../faults/stage.ts';
import { BLOWS } from './blows.ts';
import { keepTelling, type Sent } from './feed.ts';
import { type Held, heldBy, leaked, probed } from './held.ts';
import { type Identity, identitiesOf } from './identities.ts';
import { type Sample, type Slope, slopeOf } from './memory.ts';
import type { Options } from './options.ts';

/** What a soak measured, beside what is lost, doubled or wrong. */
export interface Soaked {
  readonly sent: Sent;
  readonly fired: Readonly<Record<string, number>>;
  readonly identities: readonly Identity[];
  readonly slope: Slope | undefined;
  /** MiB: at the end, and the most. */
  readonly rss: { readonly last: number; readonly peak: number };
  readonly before: Held;
  readonly after: Held;
  readonly events: number;
}

const LOOK = 5_000;
/** Idle connections and what they wait for are gone by then. */
const QUIET = 12_000;
/** Seconds left out of the slope, while the first things are learned; of a short run, its first third. */
const WARM_UP = 1_800;
/** A slope over less than this says more of the collector than of a leak. */
const ENOUGH = 3_600;
const FIRST_LOAD = 15_000;
const LIMIT = 512;
const MOST_ACCOUNTS = 90;
/** Every minute has six parts; a longer soak acts less often, as the roles that there are fill up. */
const calmOf = ({ minutes }: Options) => Math.ceil(minutes / MOST_ACCOUNTS);

/** A soak as a case of the fault matrix: what came of the story is judged as there. `done` hears what was measured. */
export function soak(options: Options, done: (soaked: Soaked) => void): Case {
  const accounts = Math.min(MOST_ACCOUNTS, 4 + Math.ceil(options.minutes));
  return staged(
    { id: 'soak', matrix: 'F57', what: `${options.minutes} min at ${options.rate} events/s` },
    { events: 1, shares: [], redis: AOF, accounts, visibility: 20 },
    async (stage) => {
      const soaked = await play(stage, options);
      done(soaked);
      const { after, before, fired, identities, rss, sent, slope } = soaked;
      const unequal = identities.filter(({ left, right }) => left !== right);
      return {
        events: sent.loud,
        fired,
        poison: { wanted: sent.poison.size, kept: stage.kept() },
        memory: { mib: rss.peak, limit: LIMIT },
        own: [
          ...unequal.map(({ left, name, right }) => `not so: ${name} (${left}, ${right})`),
          ...leaked(before, after),
          ...grown(slope, options),
        ],
      } satisfies Told;
    },
  );
}

function grown(slope: Slope | undefined, { slope: most }: Options): readonly string[] {
  if (slope === undefined || !judged(slope) || slope.perHour <= most) return [];
  return [`memory grows by ${slope.perHour.toFixed(1)} MiB an hour, at most ${most} may be`];
}

/** Whether a slope was measured long enough to be held against the limit. */
export function judged({ seconds }: Slope): boolean {
  return seconds >= ENOUGH;
}

async function play(stage: Stage, options: Options): Promise<Soaked> {
  const probe = join(mkdtempSync(join(tmpdir(), 'rolewarden-soak-')), 'held.json');
  const consumer = await stage.start({ env: probed(probe), level: 'warn' });
  const sent: Sent = { messages: 0, records: 0, poison: new Set(), loud: [] };
  const stop = new AbortController();
  const samples = [] as Sample[];
  const told = { rate: options.rate, calm: calmOf(options) };
  // a first load, so that what is opened once is open when it is counted
  await keepTelling(stage, { ...told, sent, signal: AbortSignal.timeout(FIRST_LOAD), from: 0 });
  await stage.drained(120);
  await wait(QUIET);
  const before = await heldBy(consumer, probe);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const timer = setInterval(() => {
    if (consumer.alive()) samples.push({ at: seconds(), mib: consumer.resident() });
  }, LOOK);
  const fed = keepTelling(stage, { ...told, sent, signal: stop.signal, from: 2 });
  const end = options.minutes * 60;
  const fired = await beaten(stage, consumer, { every: options.every, left: () => end - seconds() });
  await wait(Math.max(0, (end - seconds()) * 1_000));
  stop.abort();
  await fed;
  clearInterval(timer);
  const last = consumer.resident();
  await stage.drained(300);
  await wait(QUIET);
  const after = await heldBy(consumer, probe);
  const parts = { aws: stage.aws, kept: stage.kept(), left: await stage.left(), poison: sent.poison.size };
  return {
    sent,
    fired,
    identities: await identitiesOf(consumer, parts),
    slope: slopeOf(samples, Math.min(WARM_UP, end / 3)),
    rss: { last, peak: consumer.peak() },
    before,
    after,
    events: await consumer.metric('events'),
  };
}

/** One fault after another: each once before any comes again, in an order that the seed draws. */
async function beaten(
  stage: Stage,
  consumer: Consumer,
  { every, left }: { readonly every: number; readonly left: () => number },
): Promise<Record<string, number>> {
  const fired: Record<string, number> = {};
  let due = Object.entries(BLOWS);
  while (left() > every) {
    await wait(every * 1_000);
    if (due.length === 0) due = Object.entries(BLOWS);
    const [next] = due.splice(Math.floor(stage.random() * due.length), 1);
    if (next === undefined) break;
    const [name, blow] = next;
    process.stderr.write(`${new Date().toISOString()} ${name}, ${Math.round(consumer.resident())} MiB\n`);
    await blow(stage, consumer);
    fired[name] = (fired[name] ?? 0) + 1;
  }
  return fired;
}
