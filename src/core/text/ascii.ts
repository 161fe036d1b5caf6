import { escapeUnits } from './escape.ts';

const ASCII = /^[\0-\x7e]*$/;
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * A text as printable ASCII: what JSON writes between quotes, with everything above ASCII escaped. Stored values are
 * in this form, so that every store keeps any text exactly, lone surrogates too, and orders it by bytes alike.
 */
export function toAscii(text: string): string {
  return PLAIN.test(text) ? text : asciiJson(text).slice(1, -1);
}

/** JSON of a value in ASCII: one line, the same bytes on every machine. */
export function asciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  return ASCII.test(json) ? json : json.replace(/[\u007f-\uffff]/g, escapeUnits);
}

/** The text that `toAscii` wrote. Throws if it is not such a form. */
export function fromAscii(ascii: string): string {
  return ascii.includes('\\') ? String(JSON.parse(`"${ascii}"`)) : ascii;
}

/** The same, of bytes that anybody may have written: undefined if it is not such a form. */
export function readAscii(ascii: string): string | undefined {
  try {
    return fromAscii(ascii);
  } catch {
    return undefined;
  }
}

/** The order of the ASCII forms: the same in every store. */
export function byAscii(a: string, b: string): number {
  if (a === b) return 0;
  return toAscii(a) < toAscii(b) ? -1 : 1;
}

/** The order of texts in files and exports: the same on every machine and from every store. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
