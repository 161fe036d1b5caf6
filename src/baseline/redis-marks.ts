import { toAscii } from '../core/ascii.ts';
import { MARK_KEEP, type Mark, uniteMarks } from '../core/mark.ts';
import type { Recalled, RecallRequest } from '../core/ports.ts';
import { grouped } from './grouped.ts';
import { markLine, unpackMarks } from './packed-marks.ts';
import { type Command, type Reply, textOf } from './redis-runner.ts';
import { MARKS } from './scripts.ts';

/** Marks of an owner, all tags together, are kept under this and the owner. */
export const MARKS_KEY = 'rw:m:';

interface MarkCommand {
  readonly added: readonly Mark[];
  readonly command: Command;
}

/** One command an owner: adds its marks and answers with those before, or only reads. */
export function markCommands({ marks, markOwners }: RecallRequest): ReadonlyMap<string, MarkCommand> {
  const added = grouped(marks, ({ owner }) => owner);
  const owners = new Set([...added.keys(), ...markOwners.map(({ owner }) => owner)]);
  return new Map(
    [...owners].map((owner) => {
      const own = added.get(owner) ?? [];
      const key = MARKS_KEY + toAscii(owner);
      const command: Command =
        own.length === 0
          ? { name: 'GET', key }
          : { script: MARKS, key, args: [own.map(markLine).join(''), String(MARK_KEEP)] };
      return [owner, { added: own, command }];
    }),
  );
}

/** What the answers to those commands say: every tag asked for or added to. `partial` where marks were not written. */
export function marksFrom(
  commands: ReadonlyMap<string, MarkCommand>,
  { markOwners }: RecallRequest,
  replies: readonly Reply[],
): Pick<Recalled, 'marks' | 'partial'> {
  const found = new Map<string, readonly Mark[]>();
  let partial = false;
  [...commands].forEach(([owner, { added }], at) => {
    const text = textOf(replies[at]) ?? '';
    partial ||= added.length > 0 && text.startsWith('0');
    // A script's answer has one character before its lines, a stored text eight.
    const known = unpackMarks(owner, text.slice(added.length > 0 ? 1 : 8));
    const own = grouped(added, ({ tag }) => tag);
    for (const tag of new Set([...known.keys(), ...own.keys()])) {
      found.set(`${tag}:${owner}`, uniteMarks(known.get(tag) ?? [], own.get(tag) ?? []));
    }
  });
  const asked = new Set(markOwners.map(({ tag, owner }) => `${tag}:${owner}`));
  for (const { added } of commands.values()) for (const { tag, owner } of added) asked.add(`${tag}:${owner}`);
  return { marks: new Map([...found].filter(([at]) => asked.has(at))), partial };
}
