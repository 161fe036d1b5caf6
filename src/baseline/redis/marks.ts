import { grouped } from '../../core/collections/grouped.ts';
import { type Mark, type OwnMarks, uniteMarks } from '../../core/history/mark.ts';
import type { Recalled, RecallRequest } from '../../core/ports/ports.ts';
import { toAscii } from '../../core/text/ascii.ts';
import { markLine, unpackMarks } from '../packed/marks.ts';
import { textOf } from './replies.ts';
import { MARKS } from './store-scripts.ts';
import type { KeyCommand, Reply } from './wire.ts';

/** Marks of an owner, all tags together, are kept under this and the owner. */
export const MARKS_KEY = 'rw:m:';

const NONE: readonly Mark[] = [];

interface MarkCommand {
  readonly owner: string;
  readonly added: readonly Mark[];
  readonly command: KeyCommand;
}

/** One command an owner: adds its marks and answers with those before, or only reads. */
export function markCommands({ marks, markOwners }: RecallRequest): readonly MarkCommand[] {
  const adding = grouped(marks, ({ owner }) => owner);
  const commands: MarkCommand[] = [];
  for (const [owner, added] of adding) {
    commands.push({ owner, added, command: { script: MARKS, key: keyOf(owner), args: [linesOf(added)] } });
  }
  for (const owner of markOwners) {
    if (adding.has(owner)) continue;
    commands.push({ owner, added: NONE, command: { name: 'GET', key: keyOf(owner) } });
  }
  return commands;
}

function keyOf(owner: string): string {
  return MARKS_KEY + toAscii(owner);
}

/** A delivery that came twice marks once. */
function linesOf(added: readonly Mark[]): string {
  if (added.length > 1) return [...new Set(added.map(markLine))].join('');
  let lines = '';
  for (const mark of added) lines += markLine(mark);
  return lines;
}

/** What the answers to those commands say: the owners that have marks. `partial` where marks were not written. */
export function marksFrom(
  commands: readonly MarkCommand[],
  replies: readonly Reply[],
): Pick<Recalled, 'marks' | 'partial'> {
  const marks = new Map<string, OwnMarks>();
  let partial = false;
  commands.forEach(({ owner, added, command }, at) => {
    const text = textOf(replies[at]) ?? '';
    const refused = 'script' in command && text.startsWith('!');
    partial ||= refused;
    const own = unpackMarks(owner, text, refused ? 9 : 8);
    for (const mark of added) own.set(mark.tag, [...(own.get(mark.tag) ?? NONE), mark]);
    for (const [tag, all] of own) own.set(tag, uniteMarks(all, NONE));
    if (own.size > 0) marks.set(owner, own);
  });
  return { marks, partial };
}
