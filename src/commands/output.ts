import { VERSION } from '../app.ts';
import { type Sink, toFile } from '../baseline/whole-file.ts';
import type { Config } from '../config/schema.ts';
import { RolewardenError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { ReplaySummary } from '../core/summary.ts';
import { createHtmlReport } from '../report/html.ts';
import { toNdjson } from '../report/ndjson.ts';
import { toOcsf } from '../report/ocsf.ts';
import { createTextReport } from '../report/text.ts';
import { CATALOGUE } from '../rules/catalogue.ts';

export const FORMATS = ['text', 'ndjson', 'html', 'ocsf'] as const;
export type Format = (typeof FORMATS)[number];

/** Where findings go. `end` makes a file complete; without it the file that was there before stays. */
export interface Output {
  finding(finding: Finding): void;
  /** Returns what people have to know of it: whole lines for stderr, or nothing. */
  end(summary: ReplaySummary): string;
  /** After `end` it does nothing; before, it removes what was half written. */
  abandon(): void;
}

/** Findings in a format, to stdout or to a file that appears whole or not at all. Below `minScore` there are none. */
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
    end() {
      sink.end();
      return '';
    },
    abandon: sink.abandon,
  };
}

function htmlOutput(
  path: string | undefined,
  terminal: boolean,
  { scoring }: Config,
  minScore: number,
): Output {
  if (terminal) {
    throw new RolewardenError('ERR_USAGE', 'a terminal cannot show HTML', 'name a file with --out FILE');
  }
  const { caps, thresholds } = scoring;
  const rules = new Map(CATALOGUE.map((rule) => [rule.id, rule]));
  const about = (ruleId: string) => rules.get(ruleId);
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

/** Text to stdout, or to a file that appears whole or not at all. */
export function createSink(path: string | undefined): Sink {
  return path === undefined ? toStdout() : toFile(path);
}

/** Where the closing summary goes, as one JSON object. */
export interface SummaryFile {
  end(summary: ReplaySummary): void;
  abandon(): void;
}

/** Opens the file of the summary, which appears whole or not at all; without a path there is none. */
export function createSummaryFile(path: string | undefined): SummaryFile | undefined {
  if (path === undefined) return undefined;
  const sink = toFile(path);
  return {
    end(summary) {
      sink.write(`${JSON.stringify(summary)}\n`);
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
    const techniques = new Map(CATALOGUE.map(({ id, attack }) => [id, attack]));
    return (finding) => toOcsf(finding, { version: VERSION, techniques: (id) => techniques.get(id) ?? [] });
  }
  const width = terminal ? process.stdout.columns : 100;
  return createTextReport({ color: terminal && process.stdout.hasColors(), width, caps: scoring.caps })
    .finding;
}

function toStdout(): Sink {
  return { write: (text) => void process.stdout.write(text), end() {}, abandon() {} };
}
