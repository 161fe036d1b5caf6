/** 64 bytes as masks of 64 bits: bit n is byte n. The first byte of a block is bit 0. */

const QUOTE: u8 = 0x22;

/** Where a block holds a byte. */
@inline
export function maskOf(at: usize, byte: u8): u64 {
  const wanted = i8x16.splat(byte);
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), wanted))) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), wanted))) << 16) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), wanted))) << 32) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), wanted))) << 48)
  );
}

@inline
export function quotesAt(at: usize): u64 {
  return maskOf(at, QUOTE);
}

/** `{` and `[` differ in one bit, as `}` and `]` do: with the bit set, one comparison finds both. */
@inline
export function bracketsOf(at: usize, byte: u8): u64 {
  const wanted = i8x16.splat(byte);
  const bit = i8x16.splat(0x20);
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at), bit), wanted))) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 16), bit), wanted))) << 16) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 32), bit), wanted))) << 32) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 48), bit), wanted))) << 48)
  );
}

/** Every bit is set from an odd quote up to the next. */
@inline
export function strings(quotes: u64): u64 {
  let bits = quotes;
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/** The bits below this one. */
@inline
export function below(bit: u64): u64 {
  return ((<u64>1) << bit) - 1;
}
