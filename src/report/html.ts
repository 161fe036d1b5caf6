import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wrongUsage } from '../core/errors.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { ReplaySummary } from '../core/finding/summary.ts';
import { byText } from '../core/text/ascii.ts';
import { packReport, type ReportHead, type ReportSummary } from './html-data.ts';
import type { RuleWords } from './story-context.ts';
import { withoutFolders } from './without-folders.ts';

/** The page that `npm run build` makes of `src/page`, without its data. The path is the same from `src` and `dist`. */
const PAGE = fileURLToPath(new URL('../../dist/page/report.html', import.meta.url));
/** The place in the page where the data go. */
const MARK = '{{data}}';
/** The most findings with which a browser stays quick. */
export const MOST_FINDINGS = 50_000;
/** So many times the most findings may be held before the lowest are dropped: sorting for each would be slow. */
const ROOM = 1.2;

/** What a report says besides its findings. `about`: what a rule says of itself, by its id. */
export interface HtmlOptions extends Pick<ReportHead, 'version' | 'minScore' | 'caps' | 'thresholds'> {
  readonly about: (ruleId: string) => RuleWords | undefined;
  /** The most findings in the file, by default `MOST_FINDINGS`. */
  readonly most?: number;
}

/** A report that collects findings and is written at the end. */
export interface HtmlReport {
  finding(finding: Finding): void;
  /** The file's text in pieces. */
  end(summary: ReplaySummary): Iterable<string>;
  /** A line for people if findings had to be left out; else empty. */
  leftOut(): string;
}

/**
 * Findings as one HTML file that opens offline. What callers wrote is in it as JSON only. If there are too many, it has
 * those with the highest scores, and of equal ones the earlier, and says so. Throws ERR_USAGE if the page was not
 * built.
 */
export function createHtmlReport(options: HtmlOptions): HtmlReport {
  const [before, after] = readPage();
  const most = options.most ?? MOST_FINDINGS;
  let kept: Finding[] = [];
  let count = 0;
  return {
    finding(finding) {
      count++;
      kept.push(finding);
      if (kept.length >= most * ROOM) kept = highest(kept, most);
    },
    *end(summary) {
      kept = highest(kept, most);
      const leftOut = count - kept.length;
      const head: ReportHead = {
        version: options.version,
        summary: withoutFolders(withoutClock(summary)),
        minScore: options.minScore,
        leftOut,
        leftOutBelow: leftOut === 0 ? null : (kept.at(-1)?.score ?? null),
        caps: options.caps,
        thresholds: options.thresholds,
        rules: wordsOf(kept, options.about),
      };
      yield before;
      yield* packReport(head, kept);
      yield after;
    },
    leftOut() {
      const over = count - most;
      if (over <= 0) return '';
      const number = (value: number) => value.toLocaleString('en-US');
      return `the report holds the ${number(most)} highest scores of ${number(count)} findings, ${number(over)} are not in it: raise --min-score, narrow --from and --to, or write ndjson\n`;
    },
  };
}

function readPage(): readonly [before: string, after: string] {
  if (statSync(PAGE, { throwIfNoEntry: false }) === undefined) {
    throw wrongUsage('the page of the HTML report was not built', 'run `npm run build`');
  }
  const page = readFileSync(PAGE, 'utf8');
  const at = page.indexOf(MARK);
  return [page.slice(0, at), page.slice(at + MARK.length)];
}

/** The first `most` findings: highest scores first, and of equal ones the earlier. People read them in this order. */
function highest(findings: readonly Finding[], most: number): Finding[] {
  return [...findings].sort((a, b) => b.score - a.score || byText(a.time, b.time)).slice(0, most);
}

function withoutClock({ seconds: _, recordsPerSecond: __, ...rest }: ReplaySummary): ReportSummary {
  return rest;
}

function wordsOf(findings: readonly Finding[], about: HtmlOptions['about']): Record<string, RuleWords> {
  const ids = new Set(findings.flatMap(({ signals }) => signals.map(({ ruleId }) => ruleId)));
  const words: Record<string, RuleWords> = {};
  for (const id of [...ids].sort()) {
    const rule = about(id);
    if (rule === undefined) continue;
    const { title, why, respond, falsePositives } = rule;
    words[id] = { title, why, respond, falsePositives };
  }
  return words;
}
