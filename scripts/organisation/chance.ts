import { createHash } from 'node:crypto';

/** Chance that is the same on every run: each question has a name, and the name alone decides the answer. */
const SEED = 'rolewarden fixtures 1';

/** A number in [0, 1) that belongs to the name. */
export function chance(name: string): number {
  return digest(name).readUInt32BE(0) / 2 ** 32;
}

/** True in this share of all names. */
export function happens(name: string, share: number): boolean {
  return chance(name) < share;
}

/** A whole number in [from, to). */
export function between(name: string, from: number, to: number): number {
  return from + Math.floor(chance(name) * (to - from));
}

/** One of the values. Throws if there are none. */
export function pick<T>(name: string, values: readonly T[]): T {
  const value = values[between(name, 0, values.length)];
  if (value === undefined) throw new Error(`nothing to pick from for ${name}`);
  return value;
}

/** An access key or unique id: prefix, capitals and digits, and EXAMPLE at the end, 20 (AWS: 16–128) in all. */
export function exampleId(prefix: 'ASIA' | 'AKIA' | 'AROA' | 'AIDA', name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = [...digest(`${prefix} ${name}`).subarray(0, 9)];
  return `${prefix}${bytes.map((byte) => alphabet[byte % 32]).join('')}EXAMPLE`;
}

/** A UUID that belongs to the name. */
export function uuid(name: string): string {
  const hex = hexadecimal(`uuid ${name}`, 32);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20)].join('-');
}

/** Hexadecimal digits that belong to the name. */
export function hexadecimal(name: string, digits: number): string {
  return digest(name).toString('hex').slice(0, digits);
}

function digest(name: string): Buffer {
  return createHash('sha256').update(`${SEED}|${name}`).digest();
}
