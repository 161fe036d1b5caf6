import type { EventService } from '../../core/event/event.ts';
import type { Skipped } from '../../core/finding/summary.ts';

/** What was read from one file or several, as plain data that can be sent between threads and stored. */
export interface Counts {
  readonly records: number;
  readonly stsEvents: number;
  readonly signIns: number;
  readonly malformed: number;
  readonly incomplete: number;
  readonly skippedFiles: number;
  readonly problems: number;
  /** Files that were read. */
  readonly files: number;
  /** Places that are rightly empty: lists without records, and folders of days that were not asked for. */
  readonly vacant: number;
  /** One for each reason, in the order in which the reasons first appeared. */
  readonly skipped: readonly Skipped[];
}

/** Counts as reading goes on. */
export interface Counting {
  record(service: EventService | undefined): void;
  /** Records of services of which nothing is read. */
  passed(records: number): void;
  problem(where: string, reason: string): void;
  unjudged(kind: 'incomplete' | 'malformed', where: string, reason: string): void;
  skippedFile(): void;
  file(): void;
  vacant(): void;
  /** A file with results of Rolewarden itself, which is not read. */
  own(path: string, reason: string): void;
  /** Adds counts, one file after the other: reasons keep the order in which they are added. */
  add(counts: Counts): void;
  counts(): Counts;
}

/** Examples that are kept for each reason. */
const EXAMPLES = 3;

/** Begins with nothing counted. */
export function createCounting(): Counting {
  const count = {
    records: 0,
    stsEvents: 0,
    signIns: 0,
    malformed: 0,
    incomplete: 0,
    skippedFiles: 0,
    problems: 0,
    files: 0,
    vacant: 0,
  };
  const skipped = new Map<string, { count: number; examples: string[] }>();
  const skip = (reason: string, more: number, examples: readonly string[]) => {
    const entry = skipped.get(reason) ?? { count: 0, examples: [] };
    entry.count += more;
    entry.examples.push(...examples.slice(0, EXAMPLES - entry.examples.length));
    skipped.set(reason, entry);
  };
  return {
    record(service) {
      if (service === 'sts') count.stsEvents++;
      else if (service !== undefined) count.signIns++;
      count.records++;
    },
    passed(records) {
      count.records += records;
    },
    problem(where, reason) {
      count.problems++;
      skip(reason, 1, [where]);
    },
    unjudged(kind, where, reason) {
      count[kind]++;
      skip(reason, 1, [where]);
    },
    skippedFile() {
      count.skippedFiles++;
    },
    file() {
      count.files++;
    },
    vacant() {
      count.vacant++;
    },
    own(path, reason) {
      skip(reason, 1, [path]);
    },
    add({ skipped: reasons, ...more }) {
      for (const name of COUNTED) count[name] += more[name];
      for (const one of reasons) skip(one.reason, one.count, one.examples);
    },
    counts: () => ({
      ...count,
      skipped: [...skipped].map(([reason, one]) => ({
        reason,
        count: one.count,
        examples: [...one.examples],
      })),
    }),
  };
}

const COUNTED = [
  'records',
  'stsEvents',
  'signIns',
  'malformed',
  'incomplete',
  'skippedFiles',
  'problems',
  'files',
  'vacant',
] as const satisfies readonly (keyof Counts)[];
