const DOT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const GROUPS = 8;

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
    if (part > 255) return undefined;
  }
  return dots === 3 ? value * 256 + part : undefined;
}

const groups = new Uint16Array(GROUPS);

/**
 * IPv6 text to four 32-bit words, written to `words`. False for what is not plain hexadecimal groups: zones,
 * embedded dotted decimal, too many or too long groups.
 */
export function sixWords(ip: string, words: Uint32Array): boolean {
  const gap = ip.indexOf('::');
  if (gap === -1) {
    if (readGroups(ip, 0, ip.length, 0) !== GROUPS) return false;
  } else {
    const head = readGroups(ip, 0, gap, 0);
    const all = head === -1 ? -1 : readGroups(ip, gap + 2, ip.length, head);
    if (all === -1 || all >= GROUPS) return false;
    groups.copyWithin(GROUPS - (all - head), head, all);
    groups.fill(0, head, GROUPS - (all - head));
  }
  for (let at = 0; at < 4; at++) words[at] = ((groups[at * 2] ?? 0) << 16) | (groups[at * 2 + 1] ?? 0);
  return true;
}

/** Reads groups of a part of the text behind those already read; returns how many there are now, or −1. */
function readGroups(ip: string, from: number, to: number, before: number): number {
  if (from === to) return before;
  let count = before;
  let digits = 0;
  let value = 0;
  for (let at = from; at <= to; at++) {
    const code = at === to ? COLON : ip.charCodeAt(at);
    if (code === COLON) {
      if (digits === 0 || count === GROUPS) return -1;
      groups[count++] = value;
      digits = 0;
      value = 0;
    } else {
      const digit = hexDigit(code);
      if (digit === -1 || ++digits > 4) return -1;
      value = value * 16 + digit;
    }
  }
  return count;
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= ZERO + 9) return code - ZERO;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
