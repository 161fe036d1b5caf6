import type { Act, Acted, Escalate, JudgedEvent } from './core/acting.ts';
import { bystandersOf } from './core/bystanders.ts';
import type { Delivery, DeliveryOutcome, Reading } from './core/delivery.ts';
import { endedAsked, type Survival, survivals } from './core/ended.ts';
import type { StsEvent } from './core/event.ts';
import type { Finding } from './core/finding.ts';
import type { Sighting } from './core/habit.ts';
import { sessionOf } from './core/lineage.ts';
import type { Meter } from './core/meter.ts';
import { byCut, inOrder } from './core/order.ts';
import { ownersOf } from './core/owners.ts';
import type { Recalled, Store } from './core/ports.ts';
import { recallRequest } from './core/recall-request.ts';
import { recollect } from './core/recollection.ts';
import type { IssuedSession } from './core/session.ts';
import type { Settings } from './core/settings.ts';
import { sightingsOf } from './core/sighting.ts';
import { type Bench, judgeEvent } from './judge.ts';
import { createKeeping, type Keeping } from './keeping.ts';
import { type Done, outcomeOf } from './outcomes.ts';
import { createPanel, type Panel } from './panel.ts';
import { type Causes, createCauses } from './scoring/cause.ts';

/** What every group of events goes through. */
interface Line {
  readonly parts: AnalyzerParts;
  readonly panel: Panel;
  readonly keeping: Keeping;
  readonly causes: Causes;
}

/** Everything the line is made of. */
export interface AnalyzerParts extends Bench {
  readonly read: (delivery: Delivery) => Reading;
  readonly settings: Settings;
  readonly store: Store;
  /** Alerts and revocations; left out where nothing is done: replay, libraries. */
  readonly act?: Act | undefined;
  /** Hears of sessions that live on though they were ended; left out where none is. */
  readonly escalate?: Escalate | undefined;
  /** Whether what came through a source may lead to action. */
  readonly trusts?: ((source: string | undefined) => boolean) | undefined;
  /** Measures the store's failures. */
  readonly meter?: Meter | undefined;
  /** A failing store ends the work with ERR_STORE_UNAVAILABLE, instead of degrading findings. */
  readonly strict?: boolean;
}

/** The line: read → recall → judge → act → learn. */
export interface Analyzer {
  /** Opens, judges and learns from what a transport delivered: one outcome for each delivery, in their order. */
  analyze(deliveries: readonly Delivery[]): Promise<readonly DeliveryOutcome[]>;
  /** Judges events, in any order; findings (score above 0) go out in event order. A store that is down throws only if strict. */
  judge(events: readonly StsEvent[]): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export function createAnalyzer(parts: AnalyzerParts): Analyzer {
  const line = {
    parts,
    panel: createPanel(parts.rules),
    keeping: createKeeping(parts),
    causes: createCauses(),
  };
  const judge = async (
    events: readonly StsEvent[],
    trusted: ReadonlySet<StsEvent>,
  ): Promise<readonly Done[]> => {
    const acted: Done[] = [];
    for (const group of byCut(inOrder(events))) {
      acted.push(...(await judgeGroup(line, { events: group, trusted, batch: events })));
    }
    return acted;
  };
  return {
    async judge(events) {
      return (await judge(events, new Set())).flatMap(({ finding }) => finding ?? []);
    },
    async analyze(deliveries) {
      const readings = deliveries.map((delivery) => ({ delivery, ...parts.read(delivery) }));
      const trusted = readings.filter(({ delivery }) => parts.trusts?.(delivery.source) === true);
      const acted = await judge(
        readings.flatMap(({ events }) => events),
        new Set(trusted.flatMap(({ events }) => events)),
      );
      return readings.map((reading) => outcomeOf(reading.delivery.id, reading, acted));
    },
    close: () => line.keeping.close(),
  };
}

/** Events of one cut, in order, and the batch that they are of. */
interface Group {
  readonly events: readonly StsEvent[];
  readonly trusted: ReadonlySet<StsEvent>;
  readonly batch: readonly StsEvent[];
}

async function judgeGroup(
  { parts, panel, keeping, causes }: Line,
  { batch, events, trusted }: Group,
): Promise<readonly Done[]> {
  const asked = events.map(ownersOf);
  const ended = parts.escalate === undefined ? {} : { ended: endedAsked(events) };
  const remembered = await keeping.recall({ ...recallRequest(events, asked), ...ended });
  const recalled = 'recalled' in remembered ? remembered.recalled : undefined;
  const memory = recollect(events, recalled, parts.settings);
  const judged: JudgedEvent[] = [];
  const taught = new Map<StsEvent, readonly Sighting[]>();
  const sessions: IssuedSession[] = [];
  const degraded = recalled === undefined || recalled.partial;
  events.forEach((event, at) => {
    const facts = memory.factsOf(event, asked[at]);
    const isTrusted = trusted.has(event);
    const { teach, birth, finding } = judgeEvent(parts, panel, causes, { event, facts, degraded, isTrusted });
    if (finding !== undefined) {
      const twins = finding.level === 'critical' ? bystandersOf(event, facts, batch) : [];
      judged.push({ event, finding, twins });
    }
    const sightings = sightingsOf(event, teach, facts.lineage, recalled?.habits);
    if (sightings.length > 0) taught.set(event, sightings);
    const session = sessionOf(event, birth, facts.lineage, isTrusted);
    if (session === undefined) return;
    sessions.push(session);
    memory.issue(session);
  });
  const acted = await act(parts, judged);
  // What an owed effect belongs to comes again, and teaches then.
  judged.forEach(({ event }, at) => {
    if (acted[at]?.settled === false) taught.delete(event);
  });
  const untold = await escalate(
    parts,
    events.filter((event) => trusted.has(event)),
    recalled,
  );
  const sightings = [...taught.values()].flat();
  await keeping.learn(events, remembered, { sightings, sessions });
  const done = judged.flatMap(({ event }, at) => {
    const one = acted[at];
    return one === undefined ? [] : [{ event, ...one }];
  });
  return [...done, ...untold.map(({ event }) => ({ event, finding: undefined, settled: false }))];
}

/** What could not be put before a person, and comes again. */
async function escalate(
  { escalate: tell }: AnalyzerParts,
  events: readonly StsEvent[],
  recalled: Recalled | undefined,
): Promise<readonly Survival[]> {
  const seen = recalled === undefined ? [] : survivals(events, recalled);
  return tell === undefined || seen.length === 0 ? [] : tell(seen);
}

async function act(
  { act: perform }: AnalyzerParts,
  judged: readonly JudgedEvent[],
): Promise<readonly Acted[]> {
  if (perform !== undefined && judged.length > 0) return perform(judged);
  return judged.map(({ finding }) => ({ finding, settled: true }));
}
