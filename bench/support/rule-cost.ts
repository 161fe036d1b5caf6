import { parseConfig } from '../../src/config/load.ts';
import { compileSettings } from '../../src/config/settings.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import { inOrder } from '../../src/core/event/order.ts';
import type { Facts } from '../../src/core/facts/facts.ts';
import { recallRequest } from '../../src/core/learning/recall-request.ts';
import { recollect } from '../../src/core/learning/recollection.ts';
import type { Recalled } from '../../src/core/ports/ports.ts';
import { CATALOGUE } from '../../src/rules/catalogue.ts';
import type { Judge } from '../../src/rules/define.ts';
import { eventOf } from '../../test/support/events.ts';
import type { Crowd } from './contest.ts';
import { linkTo } from './stage.ts';

const SETTINGS = compileSettings(parseConfig({}, 'bench'));
const BATCH = 100;

/** What a rule takes of a core by itself, with facts that no other rule has asked for before. */
export interface RuleCost {
  readonly id: string;
  readonly family: string;
  /** µs of a core an event, whether it looks at the event or not: the best round's, for there is always other work. */
  readonly micros: number;
}

interface Recall {
  readonly events: readonly StsEvent[];
  readonly recalled: Recalled;
}

/** Every rule, dearest first, and all of them one after another on the same facts, as the line asks them. */
export async function ruleCosts(
  crowd: Crowd,
  { events, rounds }: { readonly events: number; readonly rounds: number },
): Promise<{ readonly rules: readonly RuleCost[]; readonly together: number }> {
  const recalls = await recallsOf(crowd, events);
  const judges = CATALOGUE.map((rule) => {
    const judge = rule.bind({});
    const asked: Judge = (event, facts) => (rule.looksAt(event) ? judge(event, facts) : undefined);
    return { rule, judge: asked, times: [] as number[] };
  });
  const all: number[] = [];
  const everyone: Judge = (event, facts) => {
    for (const { judge } of judges) judge(event, facts);
    return undefined;
  };
  for (let round = 0; round <= rounds; round++) {
    const together = timed(recalls, everyone);
    if (round > 0) all.push(together);
    for (const { judge, times } of judges) {
      const time = timed(recalls, judge);
      if (round > 0) times.push(time);
    }
  }
  const rules = judges.map(({ rule: { family, id }, times }) => ({ id, family, micros: Math.min(...times) }));
  return { rules: rules.sort((a, b) => b.micros - a.micros), together: Math.min(...all) };
}

/** µs of a core an event. Facts are made before, and forget what the rule before asked. */
function timed(recalls: readonly Recall[], judge: Judge): number {
  const cases: (readonly [StsEvent, Facts])[] = recalls.flatMap(({ events, recalled }) => {
    const memory = recollect(events, recalled, SETTINGS);
    return events.map((event) => [event, memory.factsOf(event)] as const);
  });
  const used = process.cpuUsage();
  for (const [event, facts] of cases) judge(event, facts);
  const { system, user } = process.cpuUsage(used);
  return (user + system) / cases.length;
}

/** Events that follow on what the crowd did, and what a warm process recalls for them. */
async function recallsOf(crowd: Crowd, events: number): Promise<readonly Recall[]> {
  const link = await linkTo(crowd.stage.port);
  const recalls: Recall[] = [];
  for (let from = 0; from < events; from += BATCH) {
    const some = inOrder(crowd.next(BATCH).map((record) => eventOf(record)));
    recalls.push({ events: some, recalled: await link.store.recall(recallRequest(some)) });
  }
  await link.close();
  return recalls;
}
