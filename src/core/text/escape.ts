/**
 * Characters that act on a terminal, a log or a reader, or that show nothing: C0 and C1 controls, DEL, bidirectional
 * marks and overrides, zero-width and other invisible characters, tags, line and paragraph separators, lone surrogates,
 * and U+FFFE and U+FFFF, which queues and topics refuse.
 */
export const UNSAFE =
  /\p{Cc}|\p{Default_Ignorable_Code_Point}|[\u2028-\u202f\ufff9-\ufffb\ufffe\uffff]|\p{Surrogate}/gu;

/** What a text has to be for nothing in it to be unsafe. */
export const PLAIN = /^[\x20-\x7e]*$/;

/** JSON, safe to show: what is unsafe is written as JSON escapes, so that parsing gives the exact value. */
export function escapeJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(UNSAFE, escapeUnits);
}

/** Every UTF-16 unit of a text as a JSON escape. */
export function escapeUnits(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
