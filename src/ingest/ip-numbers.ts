/** Dotted decimal to a 32-bit number without a library: the hot path. Undefined for any other form. */
export function fourNumber(ip: string): number | undefined {
  let value = 0;
  let part = 0;
  let dots = 0;
  for (let at = 0; at < ip.length; at++) {
    const code = ip.charCodeAt(at);
    if (code === DOT) {
      value = value * 256 + part;
      part = 0;
      dots++;
    } else if (code >= ZERO && code <= ZERO + 9) part = part * 10 + code - ZERO;
    else return undefined;
  }
  return dots === 3 && part < 256 ? value * 256 + part : undefined;
}

/**
 * IPv6 text to four 32-bit words, written to `words`. False for what is not plain hexadecimal groups: zones,
 * embedded dotted decimal, too many or too long groups.
 */
export function sixWords(ip: string, words: Uint32Array): boolean {
  const halves = ip.split('::');
  if (halves.length > 2) return false;
  const head = groups(halves[0]);
  const tail = groups(halves[1]);
  if (head === undefined || tail === undefined) return false;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return false;
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  for (let at = 0; at < 4; at++) words[at] = ((all[at * 2] ?? 0) << 16) | (all[at * 2 + 1] ?? 0);
  return true;
}

const DOT = 0x2e;
const ZERO = 0x30;

function groups(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || text === '') return [];
  const numbers: number[] = [];
  for (const part of text.split(':')) {
    if (!/^[\da-f]{1,4}$/i.test(part)) return undefined;
    numbers.push(Number.parseInt(part, 16));
  }
  return numbers;
}
