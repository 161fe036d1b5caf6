import { control, encode, isList, type MmdbValue, pointer } from './mmdb-encode.ts';

/** The data section of a MaxMind DB: whole values and texts stand in it once, and are pointed to afterwards. */
export interface DataSection {
  /** Returns the offset of the value. */
  add(value: MmdbValue): number;
  bytes(): Buffer;
}

/** Texts shorter than a pointer's worth are written again: following a pointer costs more than reading them. */
const SHORTEST_SHARED = 4;

/** An empty data section. */
export function createDataSection(): DataSection {
  const values = new Map<string, number>();
  const texts = new Map<string, number>();
  const parts: Buffer[] = [];
  let length = 0;
  const push = (bytes: Buffer) => {
    parts.push(bytes);
    length += bytes.length;
  };
  const writeText = (text: string) => {
    const known = texts.get(text);
    if (known === undefined && text.length >= SHORTEST_SHARED) texts.set(text, length);
    push(known === undefined ? encode(text) : pointer(known));
  };
  const write = (value: MmdbValue): void => {
    if (typeof value === 'string') writeText(value);
    else if (typeof value === 'number' || typeof value === 'boolean') push(encode(value));
    else if (isList(value)) {
      push(control('array', value.length));
      for (const inner of value) write(inner);
    } else {
      const entries = Object.entries(value);
      push(control('map', entries.length));
      for (const [key, inner] of entries) {
        writeText(key);
        write(inner);
      }
    }
  };
  return {
    add(value) {
      const key = JSON.stringify(value);
      const known = values.get(key);
      if (known !== undefined) return known;
      const offset = length;
      values.set(key, offset);
      // A record must not begin with a pointer, so a bare text is written in full.
      if (typeof value === 'string') push(encode(value));
      else write(value);
      return offset;
    },
    bytes: () => Buffer.concat(parts),
  };
}
