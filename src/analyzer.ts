import { cutOf } from './core/days.ts';
import type { Delivery, DeliveryOutcome, Reading } from './core/delivery.ts';
import type { StsEvent } from './core/event.ts';
import type { Finding } from './core/finding.ts';
import type { Sighting } from './core/habit.ts';
import { sessionOf } from './core/lineage.ts';
import { inOrder } from './core/order.ts';
import type { Store } from './core/ports.ts';
import { recallRequest, recollect } from './core/recollection.ts';
import type { IssuedSession } from './core/session.ts';
import type { Settings } from './core/settings.ts';
import { sightingsOf } from './core/sighting.ts';
import { type Bench, judgeEvent } from './judge.ts';
import { createKeeping, type Keeping } from './keeping.ts';
import { type Causes, createCauses } from './scoring/cause.ts';

/** Everything the line is made of. */
export interface AnalyzerParts extends Bench {
  readonly read: (delivery: Delivery) => Reading;
  readonly settings: Settings;
  readonly store: Store;
  /** A failing store ends the work with ERR_STORE_UNAVAILABLE, instead of degrading findings. */
  readonly strict?: boolean;
}

/** The line: read → recall → judge → learn. */
export interface Analyzer {
  /** Opens, judges and learns from what a transport delivered: one outcome for each delivery, in their order. */
  analyze(deliveries: readonly Delivery[]): Promise<readonly DeliveryOutcome[]>;
  /** Judges events, in any order; findings (score above 0) go out in event order. A store that is down throws only if strict. */
  judge(events: readonly StsEvent[]): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export function createAnalyzer(parts: AnalyzerParts): Analyzer {
  const causes = createCauses();
  const keeping = createKeeping(parts);
  const judge = async (events: readonly StsEvent[]): Promise<readonly Finding[]> => {
    const findings: Finding[] = [];
    for (const group of byCut(inOrder(events)))
      findings.push(...(await judgeGroup(parts, keeping, causes, group)));
    return findings;
  };
  return {
    judge,
    async analyze(deliveries) {
      const readings = deliveries.map((delivery) => ({ deliveryId: delivery.id, ...parts.read(delivery) }));
      const findings = await judge(readings.flatMap(({ events }) => events));
      return readings.map(({ deliveryId, events, problems }) => {
        const ids = new Set(events.map(({ eventId }) => eventId));
        return {
          deliveryId,
          status: events.length === 0 ? 'ignored' : 'analyzed',
          findings: findings.filter(({ event }) => ids.has(event.eventId)),
          problems,
        };
      });
    },
    close: () => keeping.close(),
  };
}

/** Events of one cut see the same habits: they are recalled, judged and learned together. */
function byCut(events: readonly StsEvent[]): readonly (readonly StsEvent[])[] {
  const groups = new Map<number, StsEvent[]>();
  for (const event of events) {
    const cut = cutOf(event.time);
    const group = groups.get(cut);
    if (group === undefined) groups.set(cut, [event]);
    else group.push(event);
  }
  return [...groups.values()];
}

async function judgeGroup(
  parts: AnalyzerParts,
  keeping: Keeping,
  causes: Causes,
  events: readonly StsEvent[],
): Promise<readonly Finding[]> {
  const remembered = await keeping.recall(recallRequest(events));
  const recalled = 'recalled' in remembered ? remembered.recalled : undefined;
  const memory = recollect(events, recalled, parts.settings);
  const findings: Finding[] = [];
  const sightings: Sighting[] = [];
  const sessions: IssuedSession[] = [];
  const degraded = recalled === undefined || recalled.partial;
  for (const event of events) {
    const facts = memory.factsOf(event);
    const { finding, teach, birth } = judgeEvent(parts, causes, event, facts, degraded);
    if (finding.score > 0 || finding.context.length > 0) findings.push(finding);
    sightings.push(...sightingsOf(event, teach, facts.lineage));
    const session = sessionOf(event, birth, facts.lineage);
    if (session === undefined) continue;
    sessions.push(session);
    memory.issue(session);
  }
  await keeping.learn(events, remembered, { sightings, sessions });
  return findings;
}
