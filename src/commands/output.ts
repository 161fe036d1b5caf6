import { VERSION } from '../app.ts';
import { RULES, techniques } from '../armed.ts';
import { type TextSink, toFile } from '../baseline/file/whole-file.ts';
import type { Config } from '../config/schema.ts';
import { wrongUsage } from '../core/errors.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { ReplaySummary } from '../core/finding/summary.ts';
import { counted } from '../report/counted.ts';
import { encodeJson } from '../report/encode.ts';
import { createHtmlReport } from '../report/html.ts';
import { toNdjson } from '../report/ndjson.ts';
import { toOcsf } from '../report/ocsf.ts';
import { createTextReport } from '../report/text.ts';
import { withoutFolders } from '../report/without-folders.ts';

/** The formats in which `replay` writes findings. */
export const FORMATS = ['text', 'ndjson', 'html', 'ocsf'] as const;
export type Format = (typeof FORMATS)[number];

/** Whoever reads the text report sees what is wrong, but not what to do. */
const EXPLAIN = 'what to do about an alert: rolewarden explain ID PATH (the ID stands after `event`)\n';

/** Where findings go. A file is replaced by `end`: without it, the one that was there before stays. */
export interface Output {
  finding(finding: Finding): void;
  /** Returns what people have to know: whole lines for stderr, or an empty text. */
  end(summary: ReplaySummary): string;
  /** Before `end`, removes what was half written; after it, does nothing. */
  abandon(): void;
}

/**
 * Writes findings in a format, to stdout or to a file that appears whole or not at all. The caller leaves
 * findings below `minScore` out: the report says so. Throws ERR_USAGE for HTML on a terminal.
 */
export function createOutput(
  format: Format,
  path: string | undefined,
  config: Config,
  minScore: number,
): Output {
  const terminal = path === undefined && process.stdout.isTTY === true;
  if (format === 'html') return htmlOutput(path, terminal, config, minScore);
  const sink = createSink(path);
  const encode = encoder(format, terminal, config);
  return {
    finding: (finding) => sink.write(encode(finding)),
    end({ alerts, findings }) {
      sink.end();
      if (format !== 'text') return '';
      const low = minScore > config.scoring.thresholds.low ? findings.low : 0;
      return `${onlyCounted(low, config)}${terminal && alerts > 0 ? EXPLAIN : ''}`;
    },
    abandon: sink.abandon,
  };
}

/** People look for every finding of the summary in the text: the machine formats have a reader who chose the score. */
function onlyCounted(low: number, { scoring }: Config): string {
  if (low === 0) return '';
  const [are, them] = low === 1 ? ['is', 'it'] : ['are', 'them'];
  const found = counted(low, 'low finding');
  return `${found} ${are} only counted: --min-score ${scoring.thresholds.low} writes ${them}, too\n`;
}

function htmlOutput(
  path: string | undefined,
  terminal: boolean,
  { scoring }: Config,
  minScore: number,
): Output {
  if (terminal) {
    throw wrongUsage('a terminal cannot show HTML', 'name a file with --out FILE');
  }
  const { caps, thresholds } = scoring;
  const about = (ruleId: string) => RULES.get(ruleId);
  const report = createHtmlReport({ version: VERSION, minScore, caps, thresholds, about });
  const sink = createSink(path);
  return {
    finding: report.finding,
    end(summary) {
      for (const piece of report.end(summary)) sink.write(piece);
      sink.end();
      return report.leftOut();
    },
    abandon: sink.abandon,
  };
}

/** Writes text to stdout, or to a file that appears whole or not at all. */
export function createSink(path: string | undefined): TextSink {
  return path === undefined ? toStdout() : toFile(path);
}

/** Writes the closing summary as one JSON object, without the folders of this machine. `abandon` as in `Output`. */
export interface SummaryFile {
  end(summary: ReplaySummary): void;
  abandon(): void;
}

/** Opens the file of the summary, which appears whole or not at all; undefined without a path. */
export function createSummaryFile(path: string | undefined): SummaryFile | undefined {
  if (path === undefined) return undefined;
  const sink = toFile(path);
  return {
    end(summary) {
      sink.write(`${encodeJson(withoutFolders(summary))}\n`);
      sink.end();
    },
    abandon: sink.abandon,
  };
}

function encoder(
  format: Exclude<Format, 'html'>,
  terminal: boolean,
  { scoring }: Config,
): (finding: Finding) => string {
  if (format === 'ndjson') return toNdjson;
  if (format === 'ocsf') {
    return (finding) => toOcsf(finding, { version: VERSION, techniques });
  }
  const width = terminal ? process.stdout.columns : 100;
  return createTextReport({ color: terminal && process.stdout.hasColors(), width, caps: scoring.caps })
    .finding;
}

function toStdout(): TextSink {
  return { write: (text) => void process.stdout.write(text), end() {}, abandon() {} };
}
