import type { Stage } from './stage.ts';

/** A finding that must be made: its record, by time and name, its least score, and rules among its signals. */
export interface Expectation {
  readonly time: string;
  readonly eventName: string;
  readonly atLeast: number;
  readonly rules: readonly string[];
}

/** A story: what happens after quiet days, and what must, or must not, be found in it. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** What happens, in a paragraph for people. */
  readonly text: string;
  /** Why it must be found, or must not. */
  readonly why: string;
  readonly seed: number;
  /** More configuration, as YAML; `files`: by name, the texts of files beside it. */
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly tell: (stage: Stage) => readonly Expectation[];
  /** How many alerts (findings from 70 points on, one for each cause) the whole recording may have. */
  readonly alerts: { readonly atLeast: number; readonly atMost: number };
}
