import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './bytes.ts';

/** Where a reader of JSON is: outside of strings, inside one, or behind a backslash in one. */
export type Quoting = 'plain' | 'quoted' | 'escaped';

/** Where it is after one more byte or UTF-16 unit. An unescaped quote is always a string's border. */
export function quotingAfter(quoting: Quoting, code: number): Quoting {
  if (quoting === 'escaped') return 'quoted';
  if (code === QUOTE) return quoting === 'plain' ? 'quoted' : 'plain';
  return quoting === 'quoted' && code === BACKSLASH ? 'escaped' : quoting;
}

/** What a unit outside of strings does to the depth of nesting. */
export function nesting(code: number): 1 | 0 | -1 {
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return 1;
  return code === CLOSE_BRACE || code === CLOSE_BRACKET ? -1 : 0;
}
