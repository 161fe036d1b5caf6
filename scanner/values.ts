import { maskOf } from './masks';

const LONGEST_VALUE: i32 = 64;

@inline
export const BACKSLASH: u8 = 0x5c;

/** Text that begins with `ASIA`: the id of a temporary access key. */
export function temporary(at: i32, quoted: u64): u64 {
  let ids: u64 = 0;
  for (let bits = quoted & maskOf(at + 1, 0x41); bits != 0; bits &= bits - 1) {
    const bit = ctz(bits);
    if (load<u32>(at + <i32>bit + 1) == 0x41495341) ids |= (<u64>1) << bit;
  }
  return ids;
}

/** Bytes up to the closing quote; -1 if it is far, or a backslash comes first. */
export function lengthOf(at: i32): i32 {
  for (let length = 0; length < LONGEST_VALUE; length++) {
    const byte = load<u8>(at + length);
    if (byte == 0x22) return length;
    if (byte == BACKSLASH) return -1;
  }
  return -1;
}

/** Whether the value is the text of an AWS service of which nothing is read: all others are parsed. */
export function passable(value: i32): bool {
  if (load<u8>(value) != 0x22) return false;
  const at = value + 1;
  const length = lengthOf(at);
  if (length < 15) return false;
  const china = load<u8>(at + length - 3) == 0x2e && load<u16>(at + length - 2) == 0x6e63;
  const behind = at + length - (china ? 3 : 0);
  // .amazona, naws.com
  if (load<u64>(behind - 14) != 0x616e6f7a616d612e || load<u64>(behind - 8) != 0x6d6f632e7377616e) return false;
  const head = load<u64>(at);
  // sts.amaz, signin.a, sso.amaz
  return head != 0x7a616d612e737473 && head != 0x612e6e696e676973 && head != 0x7a616d612e6f7373;
}
