import { encodeText } from './encode.ts';

/** The most characters that Security Hub takes in each text. */
export const MOST = { id: 512, title: 256, description: 1_024, recommendation: 512, field: 2_048, name: 64 };

/** Encoded text that is never empty, and never longer than `most` characters. */
export function capped(value: string, most: number): string {
  const whole = encodeText(value, most);
  const safe = whole.length <= most ? whole : encodeText(value, Math.floor(most / 2));
  return safe.trim() === '' ? '-' : safe;
}

/** As many numbered steps as fit, each whole: nobody must paste half a command. */
export function wholeSteps(steps: readonly string[], most: number): string {
  let kept = '';
  for (const [at, step] of steps.entries()) {
    const next = `${kept}${at === 0 ? '' : ' '}${at + 1}. ${encodeText(step)}`;
    // leaves room for the sign that there are more
    if (next.length > most - (at === steps.length - 1 ? 0 : 2)) return kept === '' ? next : `${kept} …`;
    kept = next;
  }
  return kept;
}
