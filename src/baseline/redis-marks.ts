import { toAscii } from '../core/ascii.ts';
import { type Mark, type MarkTag, markKey, uniteMarks } from '../core/mark.ts';
import type { Recalled, RecallRequest } from '../core/ports.ts';
import { markLine, unpackMarks } from './packed-marks.ts';
import { textOf } from './redis-replies.ts';
import type { Command, Reply } from './redis-wire.ts';
import { MARKS } from './scripts.ts';

/** Marks of an owner, all tags together, are kept under this and the owner. */
export const MARKS_KEY = 'rw:m:';

const NONE: readonly Mark[] = [];

interface MarkCommand {
  readonly owner: string;
  readonly added: readonly Mark[];
  /** Tags that are asked for or added to. */
  readonly tags: ReadonlySet<MarkTag>;
  readonly command: Command;
}

/** One command an owner: adds its marks and answers with those before, or only reads. */
export function markCommands({ marks, markOwners }: RecallRequest): readonly MarkCommand[] {
  const owners = new Map<string, { readonly added: Mark[]; readonly tags: Set<MarkTag> }>();
  const of = (owner: string) => {
    const known = owners.get(owner);
    if (known !== undefined) return known;
    const made = { added: [], tags: new Set<MarkTag>() };
    owners.set(owner, made);
    return made;
  };
  for (const mark of marks) {
    const { added, tags } = of(mark.owner);
    added.push(mark);
    tags.add(mark.tag);
  }
  for (const { tag, owner } of markOwners) of(owner).tags.add(tag);
  return [...owners].map(([owner, { added, tags }]) => {
    const key = MARKS_KEY + toAscii(owner);
    const command: Command =
      added.length === 0 ? { name: 'GET', key } : { script: MARKS, key, args: [linesOf(added)] };
    return { owner, added, tags, command };
  });
}

/** A delivery that came twice marks once. */
function linesOf(marks: readonly Mark[]): string {
  let lines = '';
  for (const mark of marks) {
    const line = markLine(mark);
    if (!lines.includes(line)) lines += line;
  }
  return lines;
}

/** What the answers to those commands say: every tag asked for or added to. `partial` where marks were not written. */
export function marksFrom(
  commands: readonly MarkCommand[],
  replies: readonly Reply[],
): Pick<Recalled, 'marks' | 'partial'> {
  const marks = new Map<string, readonly Mark[]>();
  let partial = false;
  commands.forEach(({ owner, added, tags }, at) => {
    const text = textOf(replies[at]) ?? '';
    const refused = added.length > 0 && text.startsWith('!');
    partial ||= refused;
    const known = unpackMarks(owner, text, refused ? 9 : 8);
    for (const tag of tags) {
      const before = known.get(tag) ?? NONE;
      const own = added.length === 0 ? NONE : added.filter((mark) => mark.tag === tag);
      if (before.length + own.length > 0) marks.set(markKey(tag, owner), uniteMarks(before, own));
    }
  });
  return { marks, partial };
}
