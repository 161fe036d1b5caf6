import { wrapText } from '../report/encode.ts';

/** What stands before the text of a line: spaces, and in a list a name with two spaces or more behind it. */
const HEAD = /^ *(?:\S+(?: \S+)* {2,})?/;
/** A line this long goes on in the next one, if that begins in the same column. */
const FULL = 85;
/** The least room for a text beside its name; with less it begins in a line of its own, so far to the right. */
const ROOM = 32;
const UNDER = 11;
const LEAST = 40;

interface Entry {
  readonly head: string;
  readonly text: string;
  /** The length of its last line so far. */
  readonly length: number;
}

/** Help as a stream shows it: a terminal may be narrower than its lines; a pipe, a file or one of unknown size (0) is not. */
export function helpFor(
  help: string,
  { columns, isTTY }: Pick<NodeJS.WriteStream, 'columns' | 'isTTY'>,
): string {
  return isTTY && columns > 0 ? fitted(help, columns) : help;
}

/** Help for a terminal that is narrower than its lines: wrapped again, each text in the column where it begins. */
export function fitted(help: string, columns: number): string {
  const lines = help.split('\n');
  if (lines.every(({ length }) => length <= columns)) return help;
  const width = Math.max(LEAST, columns);
  return lines
    .reduce(joined, [])
    .flatMap((entry) => written(entry, width))
    .join('\n');
}

/** Adds a line to the entry that it continues, or as a new one. */
function joined(entries: readonly Entry[], line: string): readonly Entry[] {
  const before = entries.at(-1);
  const indent = line.length - line.trimStart().length;
  const goesOn =
    before !== undefined && before.length >= FULL && line !== '' && indent === before.head.length;
  if (goesOn && !line.startsWith('Exit status'))
    return [
      ...entries.slice(0, -1),
      { ...before, text: `${before.text} ${line.trim()}`, length: line.length },
    ];
  const [head = ''] = HEAD.exec(line) ?? [];
  return [...entries, { head, text: line.slice(head.length), length: line.length }];
}

function written({ head, text }: Entry, width: number): readonly string[] {
  if (head.length + text.length <= width) return [`${head}${text}`];
  if (width - head.length >= ROOM) {
    const [first = '', ...more] = wrapText(text, width - head.length);
    return [`${head}${first}`, ...more.map((part) => `${' '.repeat(head.length)}${part}`)];
  }
  const name = head.trimEnd();
  const under = wrapText(text, width - UNDER).map((part) => `${' '.repeat(UNDER)}${part}`);
  if (name === '') return under;
  return [...(name.length <= width ? [name] : wrapText(name, width)), ...under];
}
