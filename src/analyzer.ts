import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { seatsOf } from './core/action/bystanders.ts';
import { pieces } from './core/collections/pieces.ts';
import type { StsEvent } from './core/event/event.ts';
import { byCut, inOrder } from './core/event/order.ts';
import type { Finding } from './core/finding/finding.ts';
import type { Delivery, DeliveryOutcome, Reading } from './core/ports/delivery.ts';
import type { Meter } from './core/ports/meter.ts';
import type { Store } from './core/ports/ports.ts';
import { judgeGroup, type LineParts } from './line/group.ts';
import { createKeeping } from './line/keeping.ts';
import { deliveryOutcome, type EventDone } from './line/outcomes.ts';
import { createPanel } from './line/panel.ts';
import { createCauses } from './scoring/cause.ts';

/** Everything the pipeline is made of. */
export interface AnalyzerParts extends LineParts {
  readonly read: (delivery: Delivery) => Reading;
  readonly store: Store;
  /** Whether events that came through this source (an ARN) may lead to revocations. */
  readonly trusts?: ((source: string | undefined) => boolean) | undefined;
  /** Measures the store's failures. */
  readonly meter?: Meter | undefined;
  /** If the store fails, the analyzer throws ERR_STORE_UNAVAILABLE; otherwise findings are degraded. */
  readonly strict?: boolean;
}

/** The pipeline: read → recall → judge → act → learn. */
export interface Analyzer {
  /** Reads deliveries, judges their events, acts and learns. One outcome for each delivery, in order. */
  analyze(deliveries: readonly Delivery[]): Promise<readonly DeliveryOutcome[]>;
  /**
   * Judges events that may come in any order, and returns the findings (score above 0) in event order. Throws for a
   * failing store only if `strict`.
   */
  judge(events: readonly StsEvent[]): Promise<readonly Finding[]>;
  /** Closes the store. May be called again. */
  close(): Promise<void>;
}

/**
 * Events that are judged together, and those that are held for it, unless a single delivery has more. A few hundred
 * kilobytes of gzip hold a hundred thousand: as one batch, a few such messages would take more memory than there is.
 */
const MOST = { together: 1_000, held: 20_000 };

type Read = Reading & { readonly delivery: Delivery };

/** Each analyzer remembers for itself which causes it has alerted about; all that is learned is in the store. */
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
  ): Promise<readonly EventDone[]> => {
    const acted: (readonly EventDone[])[] = [];
    const ordered = inOrder(events);
    const seats = seatsOf(ordered);
    for (const group of byCut(ordered)) {
      for (const some of pieces(group, MOST.together)) {
        acted.push(await judgeGroup(line, { events: some, trusted, seats }));
        // leases are renewed and probes answered meanwhile
        if (ordered.length > MOST.together) await turnOfLoop();
      }
    }
    return acted.flat();
  };
  const analyzeSome = async (readings: readonly Read[]): Promise<readonly DeliveryOutcome[]> => {
    const trusted = readings.filter(({ delivery }) => parts.trusts?.(delivery.source) === true);
    const acted = await judge(
      readings.flatMap(({ events }) => events),
      new Set(trusted.flatMap(({ events }) => events)),
    );
    return readings.map((reading) => deliveryOutcome(reading.delivery.id, reading, acted));
  };
  return {
    async judge(events) {
      return (await judge(events, new Set())).flatMap(({ finding }) => finding ?? []);
    },
    async analyze(deliveries) {
      const outcomes: DeliveryOutcome[] = [];
      let readings: Read[] = [];
      let events = 0;
      for (const delivery of deliveries) {
        const reading = { delivery, ...parts.read(delivery) };
        readings.push(reading);
        events += reading.events.length;
        if (events < MOST.held) continue;
        outcomes.push(...(await analyzeSome(readings)));
        readings = [];
        events = 0;
      }
      return [...outcomes, ...(await analyzeSome(readings))];
    },
    close: () => line.keeping.close(),
  };
}
