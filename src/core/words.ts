const KEPT = 40;
/** User agents of an organisation are few; the cap is for those that an attacker makes up. */
const CACHE_CAP = 1_000;
const cache = new Map<string, readonly string[]>();

/** The lower-case words of a user agent: letters, digits and hyphens, and the parts between hyphens and underscores. */
export function words(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const cached = cache.get(text);
  if (cached !== undefined) return cached;
  if (cache.size >= CACHE_CAP) cache.clear();
  const split = wordsOf(text);
  cache.set(text, split);
  return split;
}

function wordsOf(text: string): readonly string[] {
  const whole = text.toLowerCase().match(/[a-z\d-]+/g) ?? [];
  return [...new Set(whole.slice(0, KEPT * 4).flatMap((word) => [word, ...word.split('-')]))].slice(
    0,
    KEPT * 8,
  );
}
