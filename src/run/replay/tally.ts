import type { StsEvent } from '../../core/event/event.ts';
import type { Finding } from '../../core/finding/finding.ts';
import type { ReplaySummary, Skipped } from '../../core/finding/summary.ts';
import { byText } from '../../core/text/ascii.ts';
import { type Counting, createCounting } from './counts.ts';

/** Counts what a replay reads and finds. */
export interface ReplayTally extends Counting {
  /** After copies were merged: how many were duplicates, and how many were left out in all. */
  merged(duplicates: number, copies: number): void;
  finding(finding: Finding): void;
  /**
   * Events that are judged, in any order: counted, with the times of the first and the last. Those before `from` are not
   * reported.
   */
  span(events: readonly StsEvent[], from?: number): void;
  /** Events that were read and not judged, because they are too late. */
  ignored(events: number): void;
  summary(inputs: Pick<ReplaySummary, 'databases' | 'lists'>): ReplaySummary;
}

/** The time of the replay counts from now. */
export function createTally(): ReplayTally {
  const started = performance.now();
  const counting = createCounting();
  const findings = { low: 0, medium: 0, high: 0, critical: 0 };
  const expired = new Map<string, { readonly id: string; readonly until: string; findings: number }>();
  let alerts = 0;
  let repeats = 0;
  let duplicates = 0;
  let copies = 0;
  let events = 0;
  let before = 0;
  let after = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return {
    ...counting,
    merged(moreDuplicates, moreCopies) {
      duplicates += moreDuplicates;
      copies += moreCopies;
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
    ignored(late) {
      after += late;
    },
    span(judged, from = Number.NEGATIVE_INFINITY) {
      events += judged.length;
      for (const { time } of judged) {
        if (time < from) before++;
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
    },
    summary({ databases, lists }) {
      const seconds = (performance.now() - started) / 1_000;
      const { files: _, skipped, vacant: __, ...counts } = counting.counts();
      return {
        ...counts,
        duplicates,
        events,
        copies,
        skipped: bySize(skipped),
        findings,
        alerts,
        repeats,
        expiredSuppressions: [...expired.values()].sort((a, b) => byText(a.id, b.id)),
        before,
        after,
        firstEvent: iso(first),
        lastEvent: iso(last),
        databases,
        lists,
        seconds: Number(seconds.toFixed(3)),
        recordsPerSecond: Math.round(counts.records / Math.max(seconds, 0.001)),
      };
    },
  };
}

function bySize(skipped: readonly Skipped[]): readonly Skipped[] {
  return [...skipped].sort((a, b) => b.count - a.count || byText(a.reason, b.reason));
}

function iso(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}
