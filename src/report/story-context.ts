import type { Family, Level, Signal } from '../core/finding.ts';

/** What a story needs besides the finding: the rules' own words, and how a score comes about. */
export interface StoryContext {
  readonly caps: Readonly<Record<Family, number>>;
  readonly thresholds: Readonly<Record<Exclude<Level, 'info'>, number>>;
  readonly about: (ruleId: string) => RuleWords | undefined;
  /** The score of some of the finding's signals, and its level. */
  readonly rescore: (signals: readonly Signal[]) => { readonly score: number; readonly level: Level };
}

/** What a rule says of itself. */
export interface RuleWords {
  readonly title: string;
  readonly why: string;
  readonly respond: readonly string[];
  readonly falsePositives: readonly string[];
}
