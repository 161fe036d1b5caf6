/** Input that was left out for one reason, with the first few places. */
export interface Skipped {
  readonly reason: string;
  readonly count: number;
  /** At most three: `file:line`. */
  readonly examples: readonly string[];
}

/** The closing summary of a replay, as printed and as written by `--summary`. */
export interface ReplaySummary {
  /** Every record that was read, of whatever service. */
  readonly records: number;
  /** Records with eventSource sts.amazonaws.com, before de-duplication, readable or not. */
  readonly stsEvents: number;
  /** Records of signin.amazonaws.com and sso.amazonaws.com, counted likewise. */
  readonly signIns: number;
  readonly duplicates: number;
  /** Calls that were judged, each once whatever its copies. */
  readonly events: number;
  /** Records that were merged into another of the same call: duplicates, corrections, the other side's copies. */
  readonly copies: number;
  /** Not a CloudTrail record at all. */
  readonly malformed: number;
  /** No eventTime or no userIdentity: not judged. */
  readonly incomplete: number;
  /** Files that are not recordings by their name. */
  readonly skippedFiles: number;
  /** Pieces of input that could not be read: broken lines, oversize records, corrupt files. */
  readonly problems: number;
  readonly skipped: readonly Skipped[];
  readonly findings: {
    readonly low: number;
    readonly medium: number;
    readonly high: number;
    readonly critical: number;
  };
  /** Findings at or above the alert threshold, each cause once. */
  readonly alerts: number;
  readonly repeats: number;
  /** Suppressions that have run out and would have matched: how many findings each. */
  readonly expiredSuppressions: readonly {
    readonly id: string;
    readonly until: string;
    readonly findings: number;
  }[];
  /** Events before `--from`: judged and learned, not reported. */
  readonly before: number;
  /** Events at or after `--to`: ignored. */
  readonly after: number;
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  readonly databases: readonly {
    readonly kind: string;
    readonly path: string;
    readonly buildDate: string | null;
  }[];
  readonly lists: readonly { readonly name: string; readonly entries: number }[];
  readonly seconds: number;
  readonly recordsPerSecond: number;
}
