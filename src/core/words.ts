const KEPT = 40;

/** The lower-case words of a user agent: letters, digits and hyphens, and the parts between hyphens and underscores. */
export function words(text: string | undefined): readonly string[] {
  const whole = (text ?? '').toLowerCase().match(/[a-z\d-]+/g) ?? [];
  return [...new Set(whole.slice(0, KEPT * 4).flatMap((word) => [word, ...word.split('-')]))].slice(
    0,
    KEPT * 8,
  );
}
