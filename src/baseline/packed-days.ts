import { type Days, RING } from '../core/days.ts';

/** A set of days in fourteen bytes: the last day (2), and three words of bits, bit n being the day n before the last. */
export const DAYS_BYTES = 14;

export function writeDays(bytes: Buffer, at: number, days: Days): void {
  const last = days.reduce((most, day) => Math.max(most, day), 0);
  const words: [number, number, number] = [0, 0, 0];
  for (const day of days) {
    const age = last - day;
    if (age < 32) words[0] |= 1 << age;
    else if (age < 64) words[1] |= 1 << (age - 32);
    else if (age < RING) words[2] |= 1 << (age - 64);
  }
  bytes.writeUInt16BE(last, at);
  for (const [index, word] of words.entries()) bytes.writeInt32BE(word, at + 2 + 4 * index);
}

/** Whether all days are in the set that begins at a place. */
export function hasDays(bytes: Buffer, at: number, days: Days): boolean {
  const last = bytes.readUInt16BE(at);
  for (const day of days) {
    const age = last - day;
    if (age < 0 || age >= RING) return false;
    if ((bytes.readInt32BE(at + 2 + 4 * (age >> 5)) & (1 << (age & 31))) === 0) return false;
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
  const words = [0, 4, 8].map((offset) => bytes.readInt32BE(at + offset));
  const whole = days >> 5;
  const bits = days & 31;
  for (let word = 0; word < 3; word++) {
    const here = words[word - whole] ?? 0;
    const before = bits === 0 ? 0 : (words[word - whole - 1] ?? 0) >>> (32 - bits);
    bytes.writeInt32BE((here << bits) | before, at + 4 * word);
  }
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
