import type { Alert } from '../core/action/alert.ts';
import type { Finding } from '../core/finding/finding.ts';
import { stepsOf } from './alert-actions.ts';
import { encodeJson } from './encode.ts';

/** Writes an alert as JSON. `leftOut` says what of the finding is missing; empty if nothing is. */
export type AlertWriter = (alert: Alert, leftOut: readonly string[]) => string;

interface Cut {
  readonly says: string;
  readonly cut: (finding: Finding) => Finding;
}

const KEPT = 5;
const LIST = 10;
const TEXT = 200;

/** What is left out to make an alert shorter, in this order: what is missed least comes first. */
const CUTS: readonly Cut[] = [
  { says: 'usual', cut: (finding) => ({ ...finding, usual: null }) },
  { says: 'unknown', cut: (finding) => ({ ...finding, unknown: [] }) },
  {
    says: 'evidence of signals',
    cut: (finding) => ({
      ...finding,
      signals: finding.signals.map((signal) => ({ ...signal, evidence: {} })),
    }),
  },
  { says: 'context', cut: (finding) => ({ ...finding, context: [] }) },
  {
    says: 'lineage except its first and last',
    cut: (finding) => ({ ...finding, lineage: ends(finding.lineage), lineagePartial: true }),
  },
  {
    says: `signals except the ${KEPT} strongest`,
    cut: (finding) => ({
      ...finding,
      signals: [...finding.signals].sort((a, b) => b.points - a.points).slice(0, KEPT),
    }),
  },
];
const LAST = `actions and lists after the first ${LIST}; the end of long texts`;

/**
 * The finding as in NDJSON, with `more`, `steps` (what a person has to do) and, only if something was left out,
 * `leftOut`. Parsing it gives the exact values.
 */
export const writeAlert: AlertWriter = (alert, leftOut) =>
  encodeJson({
    ...alert.finding,
    more: alert.more,
    steps: stepsOf(alert),
    ...(leftOut.length === 0 ? {} : { leftOut }),
  });

/**
 * An alert in at most `most` bytes of UTF-8: parts are left out, and named in `leftOut`, until it fits. What is left
 * after the last cut is returned whatever its length: less than 64 KB, even if a caller made every text long.
 */
export function fitAlert(alert: Alert, most: number, write: AlertWriter = writeAlert): string {
  let { finding } = alert;
  let leftOut: readonly string[] = [];
  let text = write(alert, leftOut);
  for (const { says, cut } of CUTS) {
    if (Buffer.byteLength(text) <= most) return text;
    finding = cut(finding);
    leftOut = [...leftOut, says];
    text = write({ ...alert, finding }, leftOut);
  }
  if (Buffer.byteLength(text) <= most) return text;
  return encodeJson(JSON.parse(write({ ...alert, finding }, [...leftOut, LAST]), shortened));
}

function ends<Entry>(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((_, at) => at === 0 || at === entries.length - 1);
}

function shortened(_key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, LIST);
  if (typeof value !== 'string' || value.length <= TEXT) return value;
  const clipped = (most: number) => `${[...value].slice(0, most).join('')}…`;
  const text = clipped(TEXT);
  return encodeJson(text).length <= 3 * TEXT ? text : clipped(TEXT / 4);
}
