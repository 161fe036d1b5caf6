import { byAscii } from '../text/ascii.ts';
import { HOUR, type Millis } from '../time/days.ts';

/**
 * What a mark is about. Marks count at once, not only from the next day on.
 *
 * - `denied`: the name of a role that was denied; `across`: with its account (`<account>/<name>`), apart from the names,
 *   so that many accounts push out no names
 * - `issue`: a role that was granted
 * - `fetched`: from where a permission set's credentials were fetched
 * - `place`: where somebody was; `use`: from where a session was used; `portal`: where somebody signed in to Identity Center
 * - `name`: how the user of an id is called at Identity Center
 * - `fail`: a sign-in that failed; `probe`: a denied call of another service
 * - `tactic`: a call of another service that attackers make, too, granted or denied
 * - `seat`: a session issued under a role and session name
 */
export const MARK_TAGS = [
  'denied',
  'across',
  'issue',
  'fetched',
  'place',
  'portal',
  'name',
  'use',
  'fail',
  'probe',
  'seat',
  'tactic',
] as const;
export type MarkTag = (typeof MARK_TAGS)[number];

/**
 * Whose marks are asked for: of the actor, of the access key that called (in the console: of its session), of
 * the address, of a role and session name, of the user id for which Identity Center fetched the session, or (`spot`) at one
 * address of an OIDC caller, who has no key, or of a pod's sessions together, for calls of other services.
 */
export type MarkHolder = 'actor' | 'session' | 'address' | 'seat' | 'fetcher' | 'spot';

/**
 * One fact in a window. `key` is the event's id, so a duplicate adds nothing, of an `issue` mark with who took the role
 * (`grantKey`); `value` is the tag's own text.
 */
export interface Mark {
  readonly tag: MarkTag;
  /**
   * An actor's key (at a spot with `@<address>`), `key:<access key id>`, `console:<session>`, `ip:<address>` or
   * `seat:<account>/<role>/<session name>`.
   */
  readonly owner: string;
  readonly time: Millis;
  readonly key: string;
  readonly value: string;
}

/** One owner's marks by tag, each ascending by time, key and value. */
export type OwnMarks = ReadonlyMap<MarkTag, readonly Mark[]>;

/** Marks older than this never count. */
export const MARK_KEEP = 25 * HOUR;

/** Of one owner and tag the newest this many stay, and of as many different values that came last the newest (ADR 0024). */
export const MARK_CAP = 64;

/** At most so many marks of one owner and tag stay. */
export const MARKS_KEPT = 2 * MARK_CAP;

/** Marks of one owner and tag united: distinct, ascending by time, key and value. */
export function uniteMarks(known: readonly Mark[], added: readonly Mark[]): readonly Mark[] {
  const all = concatenated(known, added);
  if (all.every((mark, at) => at === 0 || inOrder(all[at - 1] ?? mark, mark) < 0)) return all;
  return [...all].sort(inOrder).filter((mark, at, sorted) => {
    const before = sorted[at - 1];
    return before === undefined || inOrder(before, mark) !== 0;
  });
}

/** Without a copy where one of them is empty, as it mostly is. */
function concatenated(known: readonly Mark[], added: readonly Mark[]): readonly Mark[] {
  if (known.length === 0) return added;
  return added.length === 0 ? known : [...known, ...added];
}

function inOrder(a: Mark, b: Mark): number {
  return a.time - b.time || byAscii(a.key, b.key) || byAscii(a.value, b.value);
}

/** Asked of marks from the newest back: whether each stays. What goes depends only on marks that stay. */
export function createStays(): (mark: Mark) => boolean {
  const values = new Set<string>();
  let asked = 0;
  return ({ value }) => {
    asked++;
    if (values.size >= MARK_CAP || values.has(value)) return asked <= MARK_CAP;
    values.add(value);
    return true;
  };
}

/** What is kept of one owner's marks of one tag, ascending: none of it a day and an hour older than the last. */
export function keptMarks(marks: readonly Mark[]): readonly Mark[] {
  const newest = marks.at(-1)?.time ?? 0;
  if (marks.length <= MARK_CAP && (marks[0]?.time ?? newest) > newest - MARK_KEEP) return marks;
  const stays = createStays();
  const kept: Mark[] = [];
  for (let at = marks.length - 1; at >= 0; at--) {
    const mark = marks[at];
    if (mark === undefined || mark.time <= newest - MARK_KEEP) break;
    if (stays(mark)) kept.push(mark);
  }
  return kept.reverse();
}
