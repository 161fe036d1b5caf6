import { parseConfig } from '../../src/config/load.ts';
import { compileSettings } from '../../src/config/settings.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import type { Facts } from '../../src/core/facts/facts.ts';
import { recallRequest } from '../../src/core/learning/recall-request.ts';
import { recollect } from '../../src/core/learning/recollection.ts';
import type { Store } from '../../src/core/ports/ports.ts';
import { cutOf } from '../../src/core/time/days.ts';
import { CATALOGUE } from '../../src/rules/catalogue.ts';

const SETTINGS = compileSettings(parseConfig({}, 'bench'));
const ROUNDS = 40;

/** What a rule takes of an event that it looks at, and of how many events in a hundred that is so. */
export interface PanelCost {
  readonly id: string;
  readonly share: number;
  /** ns of a core an event that it looks at; warm. */
  readonly each: number;
  /** ns an event of the whole: `each` by `share`. */
  readonly overall: number;
}

/** Every rule by itself over one day's events, dearest first. Facts are made before: the store is not in it. */
export async function panelCosts(store: Store, events: readonly StsEvent[]): Promise<readonly PanelCost[]> {
  const cut = cutOf(events.at(-1)?.time ?? 0) - 1;
  const day = events.filter(({ time }) => cutOf(time) === cut);
  const memory = recollect(day, await store.recall(recallRequest(day)), SETTINGS);
  const cases = day.map((event): readonly [StsEvent, Facts] => [event, memory.factsOf(event)]);
  return CATALOGUE.map((rule): PanelCost => {
    const judge = rule.bind({});
    const own = cases.filter(([event]) => rule.looksAt(event));
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const start = process.hrtime.bigint();
      for (const [event, facts] of own) judge(event, facts);
      best = Math.min(best, Number(process.hrtime.bigint() - start));
    }
    const each = own.length === 0 ? 0 : best / own.length;
    return { id: rule.id, share: own.length / cases.length, each, overall: best / cases.length };
  }).sort((a, b) => b.overall - a.overall);
}
