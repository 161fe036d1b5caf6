import type { Stage } from './stage.ts';

/** What must be found: the record by its time and name, the least score, and rules that must be among its signals. */
export interface Expectation {
  readonly time: string;
  readonly eventName: string;
  readonly atLeast: number;
  readonly rules: readonly string[];
}

/** One story: what happens on top of quiet days, and what must (and must not) come of it. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** A paragraph for a person: who, what, when. */
  readonly text: string;
  /** Why this must be found, or must not. */
  readonly why: string;
  readonly seed: number;
  /** Extra configuration, as YAML, and files beside it. */
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly tell: (stage: Stage) => readonly Expectation[];
  /** How many alerts (at or above 70, one for each cause) the whole recording may have. */
  readonly alerts: { readonly atLeast: number; readonly atMost: number };
}
