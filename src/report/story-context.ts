import type { Family, Level, Signal } from '../core/finding/finding.ts';

/** What a story needs besides the finding: what the rules say of themselves, and how scores are made. */
export interface StoryContext {
  readonly caps: Readonly<Record<Family, number>>;
  readonly thresholds: Readonly<Record<Exclude<Level, 'info'>, number>>;
  readonly about: (ruleId: string) => RuleWords | undefined;
  /** The score, and its level, that the finding would have with these of its signals alone. */
  readonly rescore: (signals: readonly Signal[]) => { readonly score: number; readonly level: Level };
  /** What the ledger now says of an action; left out if there is no ledger to ask. */
  readonly become?: (actionId: string) => Become | undefined;
}

/** What has become of an action since its finding was kept. `waits`: it still awaits approval. */
export interface Become {
  readonly waits: boolean;
  readonly said: string;
}

/** What a rule says of itself. */
export interface RuleWords {
  readonly title: string;
  readonly why: string;
  readonly respond: readonly string[];
  readonly falsePositives: readonly string[];
}
