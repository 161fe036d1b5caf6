import { type Days, RING } from '../../core/time/days.ts';

/** A set of days in fourteen bytes: the last day (2), and three words of bits, bit n being the day n before the last. */
export const DAYS_BYTES = 14;

const THE_DAY_ITSELF = '\0\0\0\x01\0\0\0\0\0\0\0\0';

/** A set as text, a character a byte. */
export function daysText(days: Days): string {
  const [day = 0] = days;
  if (days.length === 1) return String.fromCharCode(day >> 8, day & 255) + THE_DAY_ITSELF;
  const last = days.reduce((most, day) => Math.max(most, day), 0);
  const words: [number, number, number] = [0, 0, 0];
  for (const day of days) {
    const age = last - day;
    if (age < 32) words[0] |= 1 << age;
    else if (age < 64) words[1] |= 1 << (age - 32);
    else if (age < RING) words[2] |= 1 << (age - 64);
  }
  const bytes = Buffer.alloc(DAYS_BYTES);
  bytes.writeUInt16BE(last, 0);
  words.forEach((word, index) => {
    bytes.writeInt32BE(word, 2 + 4 * index);
  });
  return bytes.toString('latin1');
}

/** Whether all days are in the set that begins at a place. */
export function hasDays(bytes: Buffer, at: number, days: Days): boolean {
  const last = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  for (const day of days) {
    const age = last - day;
    if (age < 0 || age >= RING) return false;
    // Of a word's four bytes the last holds its first eight bits.
    const byte = bytes[at + 5 + 4 * (age >> 5) - ((age >> 3) & 3)] ?? 0;
    if ((byte & (1 << (age & 7))) === 0) return false;
  }
  return true;
}

/** Adds a day to the set that begins at a place: a later one moves all others back, and the oldest fall off. */
export function addDay(bytes: Buffer, at: number, day: number): void {
  const last = bytes.readUInt16BE(at);
  if (day > last) {
    moveBack(bytes, at + 2, day - last);
    bytes.writeUInt16BE(day, at);
  }
  const age = Math.max(0, last - day);
  if (age >= RING) return;
  const word = at + 2 + 4 * (age >> 5);
  bytes.writeInt32BE(bytes.readInt32BE(word) | (1 << (age & 31)), word);
}

function moveBack(bytes: Buffer, at: number, days: number): void {
  const bits = days & 31;
  let [first, second, third] = [bytes.readInt32BE(at), bytes.readInt32BE(at + 4), bytes.readInt32BE(at + 8)];
  for (let words = days >> 5; words > 0 && (first | second | third) !== 0; words--) {
    third = second;
    second = first;
    first = 0;
  }
  if (bits > 0) {
    third = (third << bits) | (second >>> (32 - bits));
    second = (second << bits) | (first >>> (32 - bits));
    first <<= bits;
  }
  bytes.writeInt32BE(first, at);
  bytes.writeInt32BE(second, at + 4);
  bytes.writeInt32BE(third, at + 8);
}

/** The first day of the set that begins at a place. */
export function firstDay(bytes: Buffer, at: number): number {
  const last = bytes.readUInt16BE(at);
  for (let word = 2; word >= 0; word--) {
    const bits = bytes.readInt32BE(at + 2 + 4 * word);
    if (bits !== 0) return last - 32 * word - 31 + Math.clz32(bits);
  }
  return last;
}

/** The set that begins at a place, ascending. */
export function readDays(bytes: Buffer, at: number): Days {
  const last = bytes.readUInt16BE(at);
  const days: number[] = [];
  for (let word = 2; word >= 0; word--) {
    const bits = bytes.readInt32BE(at + 2 + 4 * word);
    if (bits === 0) continue;
    for (let bit = 31; bit >= 0; bit--) {
      if ((bits & (1 << bit)) !== 0) days.push(last - 32 * word - bit);
    }
  }
  return days;
}
