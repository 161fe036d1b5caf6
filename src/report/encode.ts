import { remembering } from '../core/collections/remembering.ts';
import { escapeJson, PLAIN, UNSAFE } from '../core/text/escape.ts';

export { escapeJson } from '../core/text/escape.ts';

/** What must not be cut in two: an escape that `encodeText` wrote, or a character. */
const UNIT = /\\u\{[0-9a-f]{1,6}\}|./gsu;
const WIDE =
  /[\u1100-\u115e\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}]/u;

/**
 * Makes text from an event safe for a terminal or a log: what acts or is invisible is written as `\u{XX}`, newlines
 * too. At most `most` code points, the last of which is `…` if anything was cut. Encoding twice changes nothing.
 */
export function encodeText(text: string, most = Number.POSITIVE_INFINITY): string {
  const safe = PLAIN.test(text)
    ? text
    : text.replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return safe.length <= most ? safe : clip(safe, most);
}

/** JSON on one line, safe to show: the same characters are JSON escapes, so that parsing gives the exact value. */
export function encodeJson(value: unknown): string {
  return escapeJson(JSON.stringify(value));
}

/** The columns that encoded text takes on a terminal: two for wide characters, none for combining marks. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += columnsOf(char);
  return columns;
}

const columnsOf = remembering(1_000, (char) => {
  if (/\p{M}/u.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
});

/** Breaks encoded text at spaces into lines of at most `width` columns. A longer word is cut, an escape never. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line.trimEnd());
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A command to paste behind a colon, up to what is said of it. */
const COMMAND = /^(.*?:) ((?:rolewarden [a-z]+|aws iam (?:update|put|list|delete)-[a-z-]+) [^();]+)(.*)$/;

/**
 * Encoded text of ours around the command in it: before, the command, and what follows. Undefined without a command, and
 * where anything was encoded: that is no text of ours, whatever it looks like.
 */
export function splitCommand(
  text: string,
): readonly [before: string, command: string, after: string] | undefined {
  const [, before, command, after = ''] = text.includes('\\u{') ? [] : (COMMAND.exec(text) ?? []);
  return before === undefined || command === undefined ? undefined : [before, command.trim(), after];
}

/**
 * The same, but a command that does not fit has a line of its own, however long: broken in two, it does something else.
 * Only for words of ours: what others wrote would stand there like our advice.
 */
export function wrapWithCommand(text: string, width: number): readonly string[] {
  const split = splitCommand(text);
  if (split === undefined || widthOf(text) <= width) return wrapText(text, width);
  const [before, command, after] = split;
  return [...wrapText(before, width), command, ...(after === '' ? [] : wrapText(after, width))];
}

function clip(safe: string, most: number): string {
  const units = safe.match(UNIT) ?? [];
  let kept = '';
  let count = 0;
  for (const [at, unit] of units.entries()) {
    const size = [...unit].length;
    if (count + size > (at === units.length - 1 ? most : most - 1)) return `${kept}…`;
    kept += unit;
    count += size;
  }
  return kept;
}

function pieces(word: string, width: number): readonly string[] {
  if (widthOf(word) <= width) return [word];
  const cut: string[] = [];
  let piece = '';
  for (const unit of word.match(UNIT) ?? []) {
    if (piece !== '' && widthOf(piece) + widthOf(unit) > width) {
      cut.push(piece);
      piece = '';
    }
    piece += unit;
  }
  return [...cut, piece];
}
