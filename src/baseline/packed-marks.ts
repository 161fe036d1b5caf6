import { fromAscii, toAscii } from '../core/ascii.ts';
import { keptMarks, MARK_TAGS, type Mark, type MarkTag, uniteMarks } from '../core/mark.ts';

/** One letter for a tag: what a stored line begins with. */
const LETTERS: Readonly<Record<MarkTag, string>> = {
  denied: 'd',
  issue: 'i',
  place: 'p',
  portal: 'o',
  use: 'u',
  fail: 'f',
  probe: 'b',
};
const TAGS: ReadonlyMap<string, MarkTag> = new Map(MARK_TAGS.map((tag) => [LETTERS[tag], tag]));
const LINE = /^([a-z])(\d{15})\t([^\t]*)\t([^\t]*)$/;

/** A mark as a line: tag, time in 15 digits, key and value. Lines sort as marks do. */
export function markLine({ tag, time, key, value }: Mark): string {
  return `${LETTERS[tag]}${String(time).padStart(15, '0')}\t${toAscii(key)}\t${toAscii(value)}\n`;
}

/** Reads an owner's lines, in any order, by tag: what is kept of each. Lines of a later version are left out. */
export function unpackMarks(owner: string, lines: string): ReadonlyMap<MarkTag, readonly Mark[]> {
  const byTag = new Map<MarkTag, Mark[]>();
  for (const line of lines.split('\n')) {
    const mark = markOf(owner, line);
    if (mark === undefined) continue;
    const list = byTag.get(mark.tag);
    if (list === undefined) byTag.set(mark.tag, [mark]);
    else list.push(mark);
  }
  return new Map([...byTag].map(([tag, marks]) => [tag, keptMarks(uniteMarks(marks, []))]));
}

function markOf(owner: string, line: string): Mark | undefined {
  const [, letter = '', time = '', key = '', value = ''] = LINE.exec(line) ?? [];
  const tag = TAGS.get(letter);
  return tag === undefined
    ? undefined
    : { tag, owner, time: Number(time), key: fromAscii(key), value: fromAscii(value) };
}
