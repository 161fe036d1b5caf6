import { type Mark, type MarkTag, markKey, uniteMarks } from '../../core/history/mark.ts';
import type { Recalled, RecallRequest } from '../../core/ports/ports.ts';
import { toAscii } from '../../core/text/ascii.ts';
import { markLine, unpackMarks } from '../packed/marks.ts';
import { textOf } from './replies.ts';
import { MARKS } from './scripts.ts';
import type { Command, Reply } from './wire.ts';

/** Marks of an owner, all tags together, are kept under this and the owner. */
export const MARKS_KEY = 'rw:m:';

const NONE: readonly Mark[] = [];

/** A tag that is asked for or added to, and the marks to add. */
interface Window {
  readonly tag: MarkTag;
  readonly added: Mark[];
}

interface MarkCommand {
  readonly owner: string;
  readonly windows: readonly Window[];
  readonly command: Command;
}

/** One command an owner: adds its marks and answers with those before, or only reads. */
export function markCommands({ marks, markOwners }: RecallRequest): readonly MarkCommand[] {
  const owners = new Map<string, Window[]>();
  const of = (owner: string, tag: MarkTag): Window => {
    const windows = owners.get(owner);
    const known = windows?.find((one) => one.tag === tag);
    if (known !== undefined) return known;
    const made = { tag, added: [] };
    if (windows === undefined) owners.set(owner, [made]);
    else windows.push(made);
    return made;
  };
  for (const mark of marks) of(mark.owner, mark.tag).added.push(mark);
  for (const { tag, owner } of markOwners) of(owner, tag);
  return [...owners].map(([owner, windows]) => {
    const key = MARKS_KEY + toAscii(owner);
    const lines = linesOf(windows);
    const command: Command = lines === '' ? { name: 'GET', key } : { script: MARKS, key, args: [lines] };
    return { owner, windows, command };
  });
}

/** A delivery that came twice marks once. */
function linesOf(windows: readonly Window[]): string {
  let lines = '';
  for (const { added } of windows) for (const mark of uniteMarks(NONE, added)) lines += markLine(mark);
  return lines;
}

/** What the answers to those commands say: every tag asked for or added to. `partial` where marks were not written. */
export function marksFrom(
  commands: readonly MarkCommand[],
  replies: readonly Reply[],
): Pick<Recalled, 'marks' | 'partial'> {
  const marks = new Map<string, readonly Mark[]>();
  let partial = false;
  commands.forEach(({ owner, windows, command }, at) => {
    const text = textOf(replies[at]) ?? '';
    const refused = 'script' in command && text.startsWith('!');
    partial ||= refused;
    const known = unpackMarks(owner, text, refused ? 9 : 8);
    for (const { tag, added } of windows) {
      const all = uniteMarks(known.get(tag) ?? NONE, added);
      if (all.length > 0) marks.set(markKey(tag, owner), all);
    }
  });
  return { marks, partial };
}
