import { randomOf } from '../../scripts/random.ts';

/** Everything random in the generated recordings: the same seed throws the same on every machine. */
export interface Dice {
  /** A whole number from 0 to below n. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  hex(length: number): string;
  /** Capital letters and digits, as in request ids. */
  capitals(length: number): string;
  base64(length: number): string;
  uuid(): string;
}

const HEX = '0123456789abcdef';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Dice for one seed. */
export function createDice(seed: number): Dice {
  const random = randomOf(seed);
  const below = (n: number) => Math.floor(random() * n);
  const text = (alphabet: string) => (length: number) => {
    let made = '';
    while (made.length < length) made += alphabet[below(alphabet.length)] ?? '';
    return made;
  };
  const hex = text(HEX);
  return {
    below,
    hex,
    capitals: text(CAPITALS),
    base64: text(BASE64),
    pick<T>(list: readonly T[]): T {
      const one = list[below(list.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
