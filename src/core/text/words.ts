import { remembering } from '../collections/remembering.ts';

/** Words of a user agent that are read; their parts come on top. */
const KEPT = 40;
/** User agents of an organisation are few; the cap is for those that an attacker makes up. */
const CACHE_CAP = 1_000;
const known = remembering(CACHE_CAP, wordsOf);
const finders = new WeakMap<readonly string[], (text: string) => string>();

/**
 * The lower-case words of a user agent: letters, digits and hyphens, the parts between hyphens and underscores, and those
 * without the digits around them, as kernels have them (`kali3`, `1parrot1`).
 */
export function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : known(text);
}

/** The first word of a user agent that is among those looked for; each user agent is searched once. */
export function wordAmong(wanted: readonly string[], text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const find =
    finders.get(wanted) ??
    remembering(CACHE_CAP, (one) => words(one).find((word) => wanted.includes(word)) ?? '');
  if (!finders.has(wanted)) finders.set(wanted, find);
  return find(text) || undefined;
}

function wordsOf(text: string): readonly string[] {
  const whole = text.toLowerCase().match(/[a-z\d-]+/g) ?? [];
  return [
    ...new Set(whole.slice(0, KEPT * 4).flatMap((word) => [word, ...word.split('-').flatMap(bare)])),
  ].slice(0, KEPT * 8);
}

function bare(part: string): readonly string[] {
  const letters = /^\d*([a-z]+)\d*$/.exec(part)?.[1];
  return letters === undefined || letters === part ? [part] : [part, letters];
}
