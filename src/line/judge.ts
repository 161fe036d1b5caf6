import { reasonOf } from '../core/errors.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { named } from '../core/facts/named.ts';
import type { Finding, Hit, Signal } from '../core/finding/finding.ts';
import { strongestFirst } from '../core/finding/strongest.ts';
import { toFinding } from '../core/finding/to-finding.ts';
import type { Birth } from '../core/history/session.ts';
import { usualOf } from '../core/history/usual.ts';
import type { Teach } from '../core/learning/sighting.ts';
import type { Log } from '../core/ports/ports.ts';
import type { Rule } from '../rules/define.ts';
import { birthOf, NO_BIRTH, withoutDouble } from '../scoring/birth.ts';
import { type Causes, causeText } from '../scoring/cause.ts';
import { applyContext, type Suppression } from '../scoring/context.ts';
import { levelOf, type Scoring, scoreOf } from '../scoring/score.ts';
import type { ArmedRule, Panel } from './panel.ts';

/** What judging needs besides the event and its facts: the same for every event of a run. */
export interface JudgeParts {
  readonly rules: readonly ArmedRule[];
  readonly scoring: Scoring;
  readonly suppressions: readonly Suppression[];
  readonly log: Log;
  /** A short hash of a text, the same on every machine. */
  readonly digest: (text: string) => string;
  readonly version: string;
  readonly configHash: string;
}

/** One event, and what is known of it. */
interface Case {
  readonly event: StsEvent;
  readonly facts: Facts;
  /** The store could not say everything. */
  readonly degraded: boolean;
  /** It came through a source whose events may lead to action. */
  readonly isTrusted: boolean;
}

/** An event judged, and whether it may teach. */
interface Judged {
  /** Undefined where nothing is to be said: no points, and none that context took away. */
  readonly finding: Finding | undefined;
  readonly teach: Teach;
  /** What a session that the event issued hands on to its children. */
  readonly birth: Birth;
}

/** Most events: no rule has said anything. */
const QUIET: Judged = Object.freeze({ finding: undefined, teach: 'full', birth: NO_BIRTH });

/** Asks every rule that looks at the event, adds up what counts, and decides what the event may teach. */
export function judgeEvent(parts: JudgeParts, panel: Panel, causes: Causes, known: Case): Judged {
  const { scoring, suppressions } = parts;
  const event = named(known.event, known.facts);
  const one = event === known.event ? known : { ...known, event };
  const { raised, unknown } = ask(parts, panel, one);
  if (raised.length === 0) return QUIET;
  const inContext = (signals: readonly Signal[]) => applyContext(event, signals, panel.shadow, suppressions);
  const { counted, context } = inContext(withoutDouble(raised, (own) => inContext(own).counted));
  const score = scoreOf(counted, scoring.caps);
  const { medium } = scoring.thresholds;
  const finding =
    score > 0 || context.length > 0
      ? findingOf(parts, causes, one, { score, counted, context, unknown })
      : undefined;
  return {
    finding,
    teach: teachAt(score, scoring),
    birth: birthOf(counted, scoring.caps, score >= medium ? event.id : null),
  };
}

/** What an event with this score may teach. */
function teachAt(score: number, { learnBelow, thresholds }: Scoring): Teach {
  if (score >= thresholds.high) return 'none';
  return score >= learnBelow ? 'probation' : 'full';
}

function findingOf(
  { rules, scoring, digest, version, configHash }: JudgeParts,
  causes: Causes,
  { event, facts, degraded, isTrusted }: Case,
  said: {
    readonly score: number;
    readonly counted: readonly Signal[];
    readonly context: Finding['context'];
    readonly unknown: Finding['unknown'];
  },
): Finding {
  const { score, counted, context, unknown } = said;
  const isTold = score >= scoring.thresholds.medium;
  const cause = score >= scoring.thresholds.high ? digest(causeText(event, counted)) : null;
  return toFinding(event, {
    score,
    level: levelOf(score, scoring.thresholds),
    signals: counted,
    unknown,
    context,
    lineage: facts.lineage,
    cause,
    repeatOf:
      cause === null
        ? null
        : causes.repeatOf(cause, { id: event.id, time: event.time, score, trusted: isTrusted }),
    usual: isTold ? usualFor(event, facts) : null,
    ask: isTold ? questionOf(counted, rules) : undefined,
    degraded,
    group: `${event.actor.key} -> ${event.role?.name ?? event.eventName}`,
    trusted: isTrusted,
    version,
    configHash,
  });
}

/** The question of the strongest rule. None if a rule about misuse says by having none that no answer helps. */
function questionOf(signals: readonly Signal[], rules: readonly ArmedRule[]): string | undefined {
  for (const { family, ruleId } of strongestFirst(signals)) {
    const question = rules.find(({ rule }) => rule.id === ruleId)?.rule.ask;
    if (question !== undefined || family === 'misuse') return question;
  }
  return undefined;
}

function usualFor(event: StsEvent, facts: Facts): Finding['usual'] {
  return { actor: usualOf(facts.actor), role: event.role === undefined ? null : usualOf(facts.role) };
}

/** A rule that throws is a defect, but the other rules still speak. */
function ask({ log }: JudgeParts, panel: Panel, { event, facts }: Case) {
  const raised: Signal[] = [];
  const unknown: Finding['unknown'][number][] = [];
  for (const { rule, judge } of panel.rulesFor(event)) {
    try {
      const verdict = judge(event, facts);
      if (verdict === undefined) continue;
      if ('unknown' in verdict) unknown.push({ ruleId: rule.id, reason: verdict.unknown });
      else raised.push(...stamped(rule, verdict));
    } catch (thrown) {
      const about = { ruleId: rule.id, eventId: event.eventId, reason: reasonOf(thrown) };
      log.error(about, 'a rule failed; the others ran');
    }
  }
  return { raised, unknown };
}

function stamped({ id, family }: Rule, verdict: Hit | readonly Hit[]): readonly Signal[] {
  const hits: readonly Hit[] = 'points' in verdict ? [verdict] : verdict;
  return hits.filter(({ points }) => points > 0).map((hit) => ({ ruleId: id, family, ...hit }));
}
