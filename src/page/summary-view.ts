import { counted } from '../report/counted.ts';
import type { ReportHead } from '../report/html-data.ts';
import { coldWords, leftOutWords } from '../report/summary.ts';
import { byId, type Child, el, fill } from './dom.ts';
import { findings, number, time } from './format.ts';

const EXAMPLES = 12;

/** Shows what the whole replay came to, whatever the filter. `held`: how many findings the page has. */
export function showSummary(head: ReportHead, held: number): void {
  const { summary, version } = head;
  const { firstEvent, lastEvent } = summary;
  const span =
    firstEvent === null || lastEvent === null
      ? 'No STS or sign-in event was judged'
      : `${time(firstEvent)} to ${time(lastEvent)} UTC`;
  fill(byId('span', HTMLElement), span);
  fill(byId('notices', HTMLElement), ...notices(head).map((text) => el('p', { class: 'notice' }, text)));
  fill(byId('tiles', HTMLElement), ...tiles(head));
  fill(byId('unlisted', HTMLElement), unlisted(head, held));
  fill(byId('read', HTMLElement), ...read(head).flatMap(([name, lines]) => fact(name, lines)));
  fill(
    byId('foot', HTMLElement),
    `Rolewarden ${version}. Texts in findings were written by callers: what acts on a reader is spelled out as \\u{…}.`,
  );
}

function tiles({ summary }: ReportHead): readonly Child[] {
  const { critical, high, medium, low } = summary.findings;
  return [
    tile('Critical', critical, 'critical'),
    tile('High', high, 'high'),
    tile('Medium', medium, 'medium'),
    tile('Low', low, 'low'),
    tile('Alerts', summary.alerts),
    tile('Repeats', summary.repeats),
    tile('Events', summary.events, '', summary.copies > 0 ? `and ${copies(summary)}` : ''),
    tile('Records', summary.records),
  ];
}

function tile(name: string, value: number, level = '', more = ''): HTMLElement {
  const note = more === '' ? [] : [el('dd', { class: 'note' }, more)];
  return el('div', { class: `tile ${level}` }, el('dt', {}, name), el('dd', {}, number(value)), ...note);
}

function notices({ leftOut, leftOutBelow, summary }: ReportHead): readonly string[] {
  const { problems, incomplete, malformed } = summary;
  const cold = coldWords(summary);
  const unread = problems + incomplete + malformed;
  return [
    leftOut > 0
      ? `Too many findings for one page: ${findings(leftOut)} of score ${leftOutBelow ?? 0} or less are not in this file. Raise --min-score, or narrow --from and --to.`
      : '',
    cold === undefined ? '' : `${cold.charAt(0).toUpperCase()}${cold.slice(1)}.`,
    unread > 0
      ? `${counted(unread, 'piece')} of the input could not be judged: what was read, below, says which.`
      : '',
  ].filter((text) => text !== '');
}

/** Why the list has fewer findings than the tiles count; empty if it has not. */
function unlisted({ leftOut, minScore, summary }: ReportHead, held: number): string {
  const { low, medium, high, critical } = summary.findings;
  const under = low + medium + high + critical - held - leftOut;
  if (under <= 0) return '';
  const are = under === 1 ? 'is' : 'are';
  const listed = held === 0 ? '' : `Listed below: ${findings(held)} from score ${minScore} on. `;
  return `${listed}${findings(under)} below score ${minScore} ${are} only counted here.`;
}

type Fact = readonly [name: string, lines: readonly string[]];

/** What was read, and with what it was judged. */
function read({ summary, thresholds, minScore }: ReportHead): readonly Fact[] {
  const { databases, lists } = summary;
  const { critical, high, low, medium } = thresholds;
  const named = databases.map(
    ({ kind, path, buildDate }) => `${kind}: ${path} of ${buildDate ?? 'unknown date'}`,
  );
  const listed = lists.map(({ name, entries }) => `${name}: ${number(entries)} entries`);
  return [
    ['Records', [`${number(summary.records)} read, of whatever service`]],
    [
      'Events',
      [
        `${counted(summary.events, 'call')} judged, ${copies(summary)} merged`,
        `${number(summary.stsEvents)} records of STS, ${number(summary.signIns)} of sign-in`,
      ],
    ],
    ['Not judged', notJudged(summary)],
    ['Databases', named.length === 0 ? ['none'] : named],
    ['Lists', listed.length === 0 ? ['no reputation list'] : listed],
    [
      'Levels',
      [
        `low from ${low}, medium from ${medium}, high (an alert) from ${high}, critical from ${critical}; this report has findings from ${minScore}`,
      ],
    ],
    ...expired(summary),
  ];
}

function notJudged(summary: ReportHead['summary']): readonly string[] {
  const { incomplete, malformed, problems, skipped, skippedFiles } = summary;
  const reasons = skipped.map(
    ({ reason, count, examples }) => `${number(count)} × ${reason}: ${examples.join(', ')}`,
  );
  return [
    `${number(incomplete)} incomplete, ${number(malformed)} malformed, ${number(problems)} unreadable; ${leftOutWords(skippedFiles)}`,
    ...reasons.slice(0, EXAMPLES),
    ...(skipped.length > EXAMPLES ? [`and ${skipped.length - EXAMPLES} more reasons`] : []),
  ];
}

function expired({ expiredSuppressions }: ReportHead['summary']): readonly Fact[] {
  if (expiredSuppressions.length === 0) return [];
  const lines = expiredSuppressions.map(
    ({ id, until, findings: times }) =>
      `${id} expired on ${until.slice(0, 10)} and would have matched ${findings(times)}`,
  );
  return [['Expired suppressions', lines]];
}

function copies({ copies: merged }: ReportHead['summary']): string {
  return counted(merged, 'copy', 'copies');
}

function fact(name: string, lines: readonly string[]): readonly HTMLElement[] {
  return [el('dt', {}, name), el('dd', {}, ...lines.map((line) => el('div', {}, line)))];
}
