import type { EventService, StsEvent } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { ReplaySummary, Skipped } from '../core/summary.ts';

/** Counts a replay as it goes. */
export interface Tally {
  /** Returns how many records were counted so far. */
  record(service: EventService | undefined): number;
  problem(where: string, reason: string): void;
  unjudged(kind: 'incomplete' | 'malformed', where: string, reason: string): void;
  skippedFile(): void;
  duplicates(count: number): void;
  finding(finding: Finding): void;
  span(events: readonly StsEvent[]): void;
  summary(inputs: Pick<ReplaySummary, 'databases' | 'lists'>): ReplaySummary;
}

const EXAMPLES = 3;

export function createTally(): Tally {
  const started = performance.now();
  const count = {
    records: 0,
    stsEvents: 0,
    signIns: 0,
    duplicates: 0,
    malformed: 0,
    incomplete: 0,
    skippedFiles: 0,
    problems: 0,
  };
  const findings = { low: 0, medium: 0, high: 0, critical: 0 };
  const skipped = new Map<string, { count: number; examples: string[] }>();
  const expired = new Map<string, { readonly id: string; readonly until: string; findings: number }>();
  let [alerts, repeats] = [0, 0];
  let [firstEvent, lastEvent]: [string | null, string | null] = [null, null];
  const skip = (where: string, reason: string) => {
    const entry = skipped.get(reason) ?? { count: 0, examples: [] };
    entry.count++;
    if (entry.examples.length < EXAMPLES) entry.examples.push(where);
    skipped.set(reason, entry);
  };
  return {
    record(service) {
      if (service === 'sts') count.stsEvents++;
      else if (service !== undefined) count.signIns++;
      return ++count.records;
    },
    problem(where, reason) {
      count.problems++;
      skip(where, reason);
    },
    unjudged(kind, where, reason) {
      count[kind]++;
      skip(where, reason);
    },
    skippedFile() {
      count.skippedFiles++;
    },
    duplicates(more) {
      count.duplicates += more;
    },
    finding({ context, level, repeatOf }) {
      for (const { id, kind, until } of context) {
        if (kind !== 'expired') continue;
        const one = expired.get(id) ?? { id, until: until ?? '', findings: 0 };
        one.findings++;
        expired.set(id, one);
      }
      if (level !== 'info') findings[level]++;
      if (level !== 'high' && level !== 'critical') return;
      if (repeatOf === null) alerts++;
      else repeats++;
    },
    span(events) {
      firstEvent = iso(events[0]);
      lastEvent = iso(events.at(-1));
    },
    summary({ databases, lists }) {
      const seconds = (performance.now() - started) / 1_000;
      return {
        ...count,
        skipped: bySize(skipped),
        findings,
        alerts,
        repeats,
        expiredSuppressions: [...expired.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        firstEvent,
        lastEvent,
        databases,
        lists,
        seconds: Number(seconds.toFixed(3)),
        recordsPerSecond: Math.round(count.records / Math.max(seconds, 0.001)),
      };
    },
  };
}

function bySize(skipped: ReadonlyMap<string, { count: number; examples: string[] }>): readonly Skipped[] {
  return [...skipped]
    .map(([reason, { count, examples }]) => ({ reason, count, examples }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

function iso(event: StsEvent | undefined): string | null {
  return event === undefined ? null : new Date(event.time).toISOString();
}
