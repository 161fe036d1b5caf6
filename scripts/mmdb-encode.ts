/** A value that a MaxMind DB can hold. Whole numbers from 0 to 2^32 − 1 become uint32, others double. */
export type MmdbValue =
  | string
  | number
  | boolean
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

const TYPE = {
  utf8: 2,
  double: 3,
  uint16: 5,
  uint32: 6,
  map: 7,
  uint64: 9,
  array: 11,
  boolean: 14,
} as const;

const UINT32_MAX = 2 ** 32 - 1;
/** The largest size that a control byte with two more can say. */
const LARGEST = 65_820;

/** Encodes one value as the MaxMind DB format 2.0 lays it out. Throws on more than 65,820 bytes or members. */
export function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([control('utf8', text.length), text]);
  }
  if (typeof value === 'boolean') return control('boolean', value ? 1 : 0);
  if (typeof value === 'number') {
    const small = Number.isInteger(value) && value >= 0 && value <= UINT32_MAX && !Object.is(value, -0);
    return small ? whole('uint32', value) : double(value);
  }
  if (isList(value)) return Buffer.concat([control('array', value.length), ...value.map(encode)]);
  return mapOf(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
}

/** A whole number as one of the unsigned types, in as few bytes as it needs. */
export function whole(type: 'uint16' | 'uint32' | 'uint64', value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([control(type, bytes.length), bytes]);
}

/** A map whose values are encoded already. */
export function mapOf(entries: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    control('map', entries.length),
    ...entries.flatMap(([key, value]) => [encode(key), value]),
  ]);
}

/** The control bytes that begin a value: its type, and its size in bytes or members. */
export function control(type: keyof typeof TYPE, size: number): Buffer {
  if (size > LARGEST) throw new RangeError(`a ${type} of size ${size} is larger than this writer writes`);
  const { low, more } = sizeBits(size);
  const code = TYPE[type];
  return Buffer.from(code < 8 ? [(code << 5) | low, ...more] : [low, code - 7, ...more]);
}

/** A size as the low bits of the control byte, and the bytes that follow it where it does not fit there. */
function sizeBits(size: number): { readonly low: number; readonly more: readonly number[] } {
  if (size < 29) return { low: size, more: [] };
  if (size < 285) return { low: 29, more: [size - 29] };
  return { low: 30, more: [(size - 285) >> 8, (size - 285) & 0xff] };
}

/** A pointer to an offset in the data section, in the fewest bytes. */
export function pointer(offset: number): Buffer {
  const { base, size } = pointerForm(offset);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(offset - base);
  const tail = bytes.subarray(Math.max(0, 2 - size));
  const high = size < 3 ? (tail[0] ?? 0) : 0;
  return Buffer.concat([Buffer.from([0x20 | (size << 3) | high]), size < 3 ? tail.subarray(1) : bytes]);
}

/** How many bytes a pointer takes beside its first two, and from which offset such pointers count. */
function pointerForm(offset: number): { readonly size: number; readonly base: number } {
  if (offset < 2_048) return { size: 0, base: 0 };
  if (offset < 526_336) return { size: 1, base: 2_048 };
  return offset < 134_744_064 ? { size: 2, base: 526_336 } : { size: 3, base: 0 };
}

/** Whether a value is a list: `Array.isArray` alone does not narrow read-only ones. */
export function isList(value: MmdbValue): value is readonly MmdbValue[] {
  return Array.isArray(value);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([control('double', 8), bytes]);
}
