import { reasonOf } from './core/errors.ts';
import type { StsEvent } from './core/event.ts';
import type { Facts } from './core/facts.ts';
import type { Finding, Hit, Signal, Verdict } from './core/finding.ts';
import type { Log } from './core/ports.ts';
import type { Birth } from './core/session.ts';
import type { Teach } from './core/sighting.ts';
import { toFinding } from './core/to-finding.ts';
import { usualOf } from './core/usual.ts';
import type { Judge, Rule } from './rules/define.ts';
import { birthOf, withoutDouble } from './scoring/birth.ts';
import { type Causes, causeText } from './scoring/cause.ts';
import { applyContext, type RuleMode, type Suppression } from './scoring/context.ts';
import { levelOf, type Scoring, scoreOf } from './scoring/score.ts';

/** A rule with the operator's parameters and mode. */
export interface ArmedRule {
  readonly rule: Rule;
  readonly judge: Judge;
  readonly mode: RuleMode;
}

/** What judging needs besides the event and its facts: the same for every event of a run. */
export interface Bench {
  readonly rules: readonly ArmedRule[];
  readonly scoring: Scoring;
  readonly suppressions: readonly Suppression[];
  readonly log: Log;
  /** A short hash of a text, the same on every machine. */
  readonly digest: (text: string) => string;
  readonly version: string;
  readonly configHash: string;
}

/** An event judged: its finding, whatever the score, and whether it may teach. */
export interface Judged {
  readonly finding: Finding;
  readonly teach: Teach;
  /** What a session that the event issued hands on to its children. */
  readonly birth: Birth;
}

/** Asks every rule, adds up what counts, and decides what the event may teach. */
export function judgeEvent(
  bench: Bench,
  causes: Causes,
  event: StsEvent,
  facts: Facts,
  degraded: boolean,
): Judged {
  const { scoring, suppressions, digest, version, configHash } = bench;
  const { raised, unknown } = ask(bench, event, facts);
  const shadow = new Set(bench.rules.filter(({ mode }) => mode === 'shadow').map(({ rule }) => rule.id));
  const { counted, context } = applyContext(event, withoutDouble(raised), shadow, suppressions);
  const score = scoreOf(counted, scoring.caps);
  const alert = score >= scoring.thresholds.high;
  const cause = alert ? digest(causeText(event, counted)) : null;
  const finding = toFinding(event, {
    score,
    level: levelOf(score, scoring.thresholds),
    signals: counted,
    unknown,
    context,
    lineage: facts.lineage,
    cause,
    repeatOf: cause === null ? null : causes.repeatOf(cause, { id: event.id, time: event.time, score }),
    usual: score >= scoring.thresholds.medium ? usualFor(event, facts) : null,
    degraded,
    group: `${event.actor.key} -> ${event.role?.name ?? event.eventName}`,
    trusted: false,
    version,
    configHash,
  });
  return {
    finding,
    teach: alert ? 'none' : score >= scoring.learnBelow ? 'probation' : 'full',
    birth: birthOf(counted, scoring.caps, score >= scoring.thresholds.medium ? event.id : null),
  };
}

function usualFor(event: StsEvent, facts: Facts): Finding['usual'] {
  return { actor: usualOf(facts.actor), role: event.role === undefined ? null : usualOf(facts.role) };
}

function ask(
  { rules, log }: Bench,
  event: StsEvent,
  facts: Facts,
): { readonly raised: readonly Signal[]; readonly unknown: Finding['unknown'] } {
  const raised: Signal[] = [];
  const unknown: Finding['unknown'][number][] = [];
  for (const { rule, judge } of rules) {
    const verdict = safely(log, rule.id, event, () => judge(event, facts));
    if (verdict === undefined) continue;
    if ('unknown' in verdict) unknown.push({ ruleId: rule.id, reason: verdict.unknown });
    else raised.push(...stamped(rule, verdict));
  }
  return { raised, unknown };
}

function stamped({ id, family }: Rule, verdict: Hit | readonly Hit[]): readonly Signal[] {
  const hits: readonly Hit[] = 'points' in verdict ? [verdict] : verdict;
  return hits.filter(({ points }) => points > 0).map((hit) => ({ ruleId: id, family, ...hit }));
}

/** A rule that throws is a defect, but the other rules still speak. */
function safely(log: Log, ruleId: string, event: StsEvent, run: () => Verdict): Verdict {
  try {
    return run();
  } catch (thrown) {
    log.error(
      { ruleId, eventId: event.eventId, reason: reasonOf(thrown) },
      'a rule failed; the others were judged',
    );
    return undefined;
  }
}
