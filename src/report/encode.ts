/**
 * Characters that may act on a terminal, a log or a reader: C0 and C1 controls, DEL, bidirectional marks and
 * overrides, zero-width characters, line and paragraph separators, tags, and lone surrogates.
 */
const ACTING =
  /\p{Cc}|[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Text from an event for a terminal or a log: everything that acts is spelled out as `\u{XX}`; never a newline. */
export function encodeText(text: string): string {
  return text.replace(ACTING, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON for one line, safe to show: the same characters as JSON escapes, so that parsing gives the exact value. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value).replace(ACTING, (char) =>
    Array.from(
      { length: char.length },
      (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** Breaks encoded text at spaces to lines of at most `width`; a longer word is cut. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  const points = [...word];
  if (points.length <= width) return [word];
  return Array.from({ length: Math.ceil(points.length / width) }, (_, at) =>
    points.slice(at * width, (at + 1) * width).join(''),
  );
}
