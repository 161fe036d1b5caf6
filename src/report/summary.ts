import type { ReplaySummary } from '../core/finding/summary.ts';
import { DAY } from '../core/time/days.ts';
import { counted } from './counted.ts';
import { encodeText } from './encode.ts';

const SHOWN = 8;

/** The closing summary of a replay for whoever ran it, with whole paths. */
export function summaryText(summary: ReplaySummary): string {
  return textWith(findingsLines(summary), summary);
}

/** The same where events were only read, and none was judged. */
export function readingText(summary: ReplaySummary): string {
  return textWith([], summary);
}

function textWith(found: readonly string[], summary: ReplaySummary): string {
  const { records, stsEvents, signIns, duplicates, incomplete, malformed, problems } = summary;
  const lines = [
    `${count(records, 'records')}: ${count(stsEvents, 'STS')}, ${count(signIns, 'sign-in')}, ${count(duplicates, 'duplicates')}; ` +
      `skipped: ${count(incomplete, 'incomplete')}, ${count(malformed, 'malformed')}, ${count(problems, 'unreadable')}`,
    ...skippedLines(summary),
    ...found,
    `data: ${summary.databases.map(({ kind, path, buildDate }) => `${kind} ${path} of ${buildDate ?? 'unknown date'}`).join(', ') || 'no database'}` +
      `; ${summary.lists.map(({ name, entries }) => `${name} (${entries.toLocaleString('en-US')})`).join(', ') || 'no reputation list'}`,
    `${summary.seconds.toFixed(1)} s, ${count(summary.recordsPerSecond, 'records/s')}`,
  ];
  return lines.map((line) => `${encodeText(line)}\n`).join('');
}

const count = (number: number, what: string) => `${number.toLocaleString('en-US')} ${what}`;

function findingsLines(summary: ReplaySummary): readonly string[] {
  const { alerts, findings, repeats } = summary;
  return [
    `findings: ${count(findings.critical, 'critical')}, ${count(findings.high, 'high')}, ${count(findings.medium, 'medium')}, ${count(findings.low, 'low')}; ` +
      `${counted(alerts, 'alert')}, ${counted(repeats, 'repeat')} of one cause`,
    ...outsideLine(summary),
    ...expiredLines(summary),
    ...coldLine(summary),
  ];
}

/** How much lies outside `--from` and `--to`: a wrong year must not look like a quiet one. */
function outsideLine({ after, before, events }: ReplaySummary): readonly string[] {
  if (before + after === 0) return [];
  const parts = [
    ...(before > 0 ? [`${count(before, 'before --from')} (learned, not reported)`] : []),
    ...(after > 0 ? [`${count(after, 'not before --to')} (ignored)`] : []),
  ];
  const none = events === before ? '; none is within them' : '';
  return [`events outside of the times asked for: ${parts.join(', ')}${none}`];
}

function skippedLines({ skipped, skippedFiles }: ReplaySummary): readonly string[] {
  const shown = skipped.slice(0, SHOWN).map(({ reason, count: times, examples }) => {
    const more = times > examples.length ? ', …' : '';
    return `  ${count(times, `× ${reason}`)}: ${examples.join(', ')}${more}`;
  });
  return [
    ...shown,
    ...(skipped.length > SHOWN ? [`  and ${skipped.length - SHOWN} more reasons`] : []),
    ...(skippedFiles > 0 ? [`  ${leftOutWords(skippedFiles)}`] : []),
  ];
}

/** Says how many files and folders were not read, as their names or kinds are none of a recording. */
export function leftOutWords(skippedFiles: number): string {
  return `${counted(skippedFiles, 'file or folder', 'files or folders')} left out by name or kind`;
}

function expiredLines({ expiredSuppressions }: ReplaySummary): readonly string[] {
  return expiredSuppressions.map(
    ({ findings, id, until }) =>
      `suppression ${id} expired on ${until.slice(0, 10)} and would have matched ${counted(findings, 'finding')}: renew or delete it`,
  );
}

const NOTHING_JUDGED =
  'no STS or sign-in event was judged; calls of other services are read with sessions: watch only';

function coldLine(summary: ReplaySummary): readonly string[] {
  if (summary.firstEvent === null) return [NOTHING_JUDGED];
  const cold = coldWords(summary);
  return cold === undefined ? [] : [cold];
}

/**
 * A note for a recording that is too short for rules that need history: that they are silent must not be taken for a
 * good sign. Undefined for a longer one, and for one without events.
 */
export function coldWords({
  firstEvent,
  lastEvent,
}: Pick<ReplaySummary, 'firstEvent' | 'lastEvent'>): string | undefined {
  if (firstEvent === null || lastEvent === null) return undefined;
  const days = (Date.parse(lastEvent) - Date.parse(firstEvent)) / DAY;
  if (days >= 8) return undefined;
  const span = days < 1 ? 'less than a day' : `${Math.ceil(days)} days`;
  return `the recording spans ${span}: rules that need history (a week) had little to go on`;
}
