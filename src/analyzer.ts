import type { Delivery, DeliveryOutcome, Reading } from './core/delivery.ts';
import type { StsEvent } from './core/event.ts';
import type { Finding } from './core/finding.ts';
import type { Meter } from './core/meter.ts';
import { byCut, inOrder } from './core/order.ts';
import type { Store } from './core/ports.ts';
import { judgeGroup, type LineParts } from './group.ts';
import { createKeeping } from './keeping.ts';
import { type Done, outcomeOf } from './outcomes.ts';
import { createPanel } from './panel.ts';
import { createCauses } from './scoring/cause.ts';

/** Everything the line is made of. */
export interface AnalyzerParts extends LineParts {
  readonly read: (delivery: Delivery) => Reading;
  readonly store: Store;
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
