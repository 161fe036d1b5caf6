import { keptMarks, MARK_TAGS, type Mark, type MarkTag, uniteMarks } from '../../core/history/mark.ts';
import { readAscii, toAscii } from '../../core/text/ascii.ts';

/** One letter for a tag: what a stored line begins with. */
const LETTERS: Readonly<Record<MarkTag, string>> = {
  denied: 'd',
  across: 'a',
  issue: 'i',
  fetched: 'g',
  place: 'p',
  portal: 'o',
  name: 'n',
  use: 'u',
  fail: 'f',
  probe: 'b',
  seat: 's',
  tactic: 't',
};
const TAGS: ReadonlyMap<string, MarkTag> = new Map(MARK_TAGS.map((tag) => [LETTERS[tag], tag]));

/** A mark as a line: tag, time in 15 digits, key and value. Lines sort as marks do. */
export function markLine({ tag, time, key, value }: Mark): string {
  return `${LETTERS[tag]}${String(time).padStart(15, '0')}\t${toAscii(key)}\t${toAscii(value)}\n`;
}

const NO_MARKS: readonly Mark[] = [];

/**
 * Reads an owner's marks from a text, beginning at `from`: by tag, what is kept of each. The lines may be in any order;
 * damaged ones, and those of a later version, are left out.
 */
export function unpackMarks(owner: string, text: string, from: number): Map<MarkTag, readonly Mark[]> {
  const marks = new Map<MarkTag, Mark[]>();
  for (let at = from, end = text.indexOf('\n', at); end >= 0; at = end + 1, end = text.indexOf('\n', at)) {
    const mark = markOf(owner, text, at, end);
    if (mark === undefined) continue;
    const list = marks.get(mark.tag);
    if (list === undefined) marks.set(mark.tag, [mark]);
    else list.push(mark);
  }
  const own: Map<MarkTag, readonly Mark[]> = marks;
  for (const [tag, all] of marks) own.set(tag, keptMarks(uniteMarks(all, NO_MARKS)));
  return own;
}

function markOf(owner: string, text: string, from: number, end: number): Mark | undefined {
  const tag = TAGS.get(text.charAt(from));
  const second = text.indexOf('\t', from + 17);
  if (tag === undefined || second < 0 || second >= end) return undefined;
  const time = timeAt(text, from + 1);
  const key = readAscii(text.slice(from + 17, second));
  const value = readAscii(text.slice(second + 1, end));
  if (key === undefined || value === undefined || time === undefined) return undefined;
  return { tag, owner, time, key, value };
}

/** A time in fifteen digits. */
function timeAt(text: string, from: number): number | undefined {
  let time = 0;
  for (let at = from; at < from + 15; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    time = time * 10 + digit;
  }
  return time;
}
