/** A value that a MaxMind DB can hold. Whole numbers from 0 to 2^32 − 1 become uint32, others double. */
export type MmdbValue =
  | string
  | number
  | boolean
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

const TYPE = { utf8: 2, double: 3, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11, boolean: 14 } as const;

/** Encodes one value as the MaxMind DB format 2.0 lays it out. */
export function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([control(TYPE.utf8, text.length), text]);
  }
  if (typeof value === 'boolean') return control(TYPE.boolean, value ? 1 : 0);
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 ? whole('uint32', value) : double(value);
  if (isList(value)) return Buffer.concat([control(TYPE.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(TYPE.map, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ]);
}

/** A whole number as one of the unsigned types, in as few bytes as it needs. */
export function whole(type: 'uint16' | 'uint32' | 'uint64', value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([control(TYPE[type], bytes.length), bytes]);
}

/** A map whose values are encoded already. */
export function mapOf(entries: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    control(TYPE.map, entries.length),
    ...entries.flatMap(([key, value]) => [encode(key), value]),
  ]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([control(TYPE.double, 8), bytes]);
}

function control(type: number, size: number): Buffer {
  const [low, more] =
    size < 29 ? [size, []] : size < 285 ? [29, [size - 29]] : [30, [(size - 285) >> 8, (size - 285) & 0xff]];
  return Buffer.from(type < 8 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]);
}

function isList(value: MmdbValue): value is readonly MmdbValue[] {
  return Array.isArray(value);
}
