const [QUOTE, ESCAPE, OPEN, CLOSE, LEFT, RIGHT] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/** Where a reader of JSON is: outside of strings, inside one, or behind a backslash in one. */
export type Place = 'plain' | 'quoted' | 'escaped';

/** The place after one more byte or UTF-16 unit. An unescaped quote is always a string's border. */
export function after(place: Place, code: number): Place {
  if (place === 'escaped') return 'quoted';
  if (code === QUOTE) return place === 'plain' ? 'quoted' : 'plain';
  return place === 'quoted' && code === ESCAPE ? 'escaped' : place;
}

/** What a unit outside of strings does to the depth of nesting. */
export function nesting(code: number): 1 | 0 | -1 {
  if (code === OPEN || code === LEFT) return 1;
  return code === CLOSE || code === RIGHT ? -1 : 0;
}
