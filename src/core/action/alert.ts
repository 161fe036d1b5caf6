import type { Finding } from '../finding/finding.ts';

/** What goes out to people and machines about a finding. */
export interface Alert {
  readonly finding: Finding;
  /** Findings of the same cause that were held back since the last alert: "and 41 more". */
  readonly more: number;
  /** What a person has to do because Rolewarden could not, or may not: one step each, without any text from the event. */
  readonly procedure: readonly string[];
  /** Next steps of the rules that weigh most; without any text from the event. */
  readonly respond?: readonly string[];
  /** Identifies what is told, however it is worded: a sink that has this effect is not sent it again. */
  readonly effect: string;
}

/** One place that alerts are sent to. */
export interface Sink {
  /** Unique in a configuration; part of the effect's identity. */
  readonly name: string;
  /** Resolves when the other side has taken the alert; rejects otherwise. An alert may be sent twice, under the same id. */
  send(alert: Alert, signal: AbortSignal): Promise<void>;
  close(): void;
}
