/** Something about a rule's way to Rolewarden. `wrong`: events are lost; `weak`: they may be; `unknown`: not to be told. */
export interface Flaw {
  readonly kind: 'wrong' | 'weak' | 'unknown';
  readonly part: 'rule-target' | 'rule-dlq' | 'rule-retries';
  readonly words: string;
  readonly fix: string;
}

/** A rule whose targets are looked at. `words`: how it is named to people; `mend`: what makes it anew. */
export interface Sender {
  readonly arn: string;
  readonly name: string;
  readonly words: string;
  readonly mend: string;
}

const flaw =
  (kind: Flaw['kind']) =>
  (part: Flaw['part'], words: string, fix: string): Flaw => ({ kind, part, words, fix });
/** A flaw by which events are lost. */
export const wrong = flaw('wrong');
/** A flaw by which events may be lost, or one that may be intended. */
export const weak = flaw('weak');
/** What could not be looked at. */
export const unknown = flaw('unknown');
