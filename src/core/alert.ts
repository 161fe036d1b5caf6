import type { Finding } from './finding.ts';

/** What goes out to people and machines about a finding. */
export interface Alert {
  readonly finding: Finding;
  /** Findings of the same cause that were held back since the last alert: "and 41 more". */
  readonly more: number;
  /** What a person has to do where nothing could be, or may be, done for them: one step a line, without event text. */
  readonly procedure: readonly string[];
  /** What it tells, whatever its words: the same of two that are one, another where it happened again. */
  readonly effect: string;
}

/** One place that alerts are sent to. */
export interface Sink {
  /** Unique in a configuration; part of the effect's identity. */
  readonly name: string;
  /** Resolves when the other side has taken the alert; rejects otherwise. Sending twice is allowed: same id. */
  send(alert: Alert, signal: AbortSignal): Promise<void>;
  close(): void;
}
