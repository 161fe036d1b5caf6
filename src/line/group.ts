import type { Act, Acted, Escalate, JudgedEvent } from '../core/action/acting.ts';
import { bystandersOf, type Seats } from '../core/action/bystanders.ts';
import { endedAsked, type Survival, survivals } from '../core/action/ended.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Settings } from '../core/event/settings.ts';
import type { Sighting } from '../core/history/habit.ts';
import { sessionOf } from '../core/history/lineage.ts';
import type { IssuedSession } from '../core/history/session.ts';
import { type Owners, ownersOf } from '../core/learning/owners.ts';
import { recallRequest } from '../core/learning/recall-request.ts';
import { recollect } from '../core/learning/recollection.ts';
import { sightingsOf } from '../core/learning/sighting.ts';
import type { Recalled } from '../core/ports/ports.ts';
import type { Causes } from '../scoring/cause.ts';
import { type JudgeParts, judgeEvent } from './judge.ts';
import type { Keeping } from './keeping.ts';
import type { EventDone } from './outcomes.ts';
import type { Panel } from './panel.ts';

/** What judging needs, and who acts on what is found. */
export interface LineParts extends JudgeParts {
  readonly settings: Settings;
  /** Alerts and revocations; left out where nothing is done: replay, libraries. */
  readonly act?: Act | undefined;
  /** Hears of sessions that live on though they were ended; left out where none is. */
  readonly escalate?: Escalate | undefined;
}

/** What every group of events goes through. */
interface Line {
  readonly parts: LineParts;
  readonly panel: Panel;
  readonly keeping: Keeping;
  readonly causes: Causes;
}

/** Events of one cut, in order, and who sits where in the whole batch that they belong to. */
interface Group {
  readonly events: readonly StsEvent[];
  readonly trusted: ReadonlySet<StsEvent>;
  readonly seats: Seats;
}

/** Recalls what the group's events ask for, judges each, acts on what is found, and learns. */
export async function judgeGroup(line: Line, group: Group): Promise<readonly EventDone[]> {
  const { parts, keeping } = line;
  const { events, trusted } = group;
  const asked = events.map(ownersOf);
  const ended = parts.escalate === undefined ? {} : { ended: endedAsked(events) };
  const remembered = await keeping.recall({ ...recallRequest(events, asked), ...ended });
  const recalled = 'recalled' in remembered ? remembered.recalled : undefined;
  const { judged, sessions, taught } = judgeEach(line, group, asked, recalled);
  const acted = await act(parts, judged);
  // An event whose effect is owed comes again, and teaches then.
  judged.forEach(({ event }, at) => {
    if (acted[at]?.settled === false) taught.delete(event);
  });
  const fromTrusted = events.filter((event) => trusted.has(event));
  const untold = await escalate(parts, fromTrusted, recalled);
  const sightings = [...taught.values()].flat();
  await keeping.learn(events, remembered, { sightings, sessions });
  const done = judged.flatMap(({ event }, at) => {
    const one = acted[at];
    return one === undefined ? [] : [{ event, ...one }];
  });
  return [...done, ...untold.map(({ event }) => ({ event, finding: undefined, settled: false }))];
}

/** Judges one after the other: each sees the sessions that those before it issued. */
function judgeEach(
  { causes, panel, parts }: Line,
  { events, seats, trusted }: Group,
  asked: readonly Owners[],
  recalled: Recalled | undefined,
) {
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
      const bystanders = finding.level === 'critical' ? bystandersOf(event, facts, seats) : [];
      judged.push({ event, finding, bystanders });
    }
    const sightings = sightingsOf(event, teach, facts.lineage, recalled?.habits);
    if (sightings.length > 0) taught.set(event, sightings);
    const session = sessionOf(event, birth, facts.lineage, isTrusted);
    if (session === undefined) return;
    sessions.push(session);
    memory.issue(session);
  });
  return { judged, taught, sessions };
}

/**
 * Tells of sessions that are still used though they were ended. Returns those of which nobody could be told: they come
 * again.
 */
async function escalate(
  { escalate: tell }: LineParts,
  events: readonly StsEvent[],
  recalled: Recalled | undefined,
): Promise<readonly Survival[]> {
  const seen = recalled === undefined ? [] : survivals(events, recalled);
  return tell === undefined || seen.length === 0 ? [] : tell(seen);
}

async function act({ act: perform }: LineParts, judged: readonly JudgedEvent[]): Promise<readonly Acted[]> {
  if (perform !== undefined && judged.length > 0) return perform(judged);
  return judged.map(({ finding }) => ({ finding, settled: true }));
}
