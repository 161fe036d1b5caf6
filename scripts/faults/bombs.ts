import { gzipSync } from 'node:zlib';

const MIB = 1_024 * 1_024;
const zeros = (mib: number) => gzipSync(Buffer.alloc(mib * MIB), { level: 9 });

/** 1 GiB of zeros, in about a mebibyte: 64 members of 16 MiB each. */
export function gibibyte(): Buffer {
  return Buffer.concat(Array.from({ length: 64 }, () => zeros16));
}

const zeros16 = zeros(16);

/** Gzip that must not be believed, each as the bytes of one record. */
export function bombs(record: object): readonly (readonly [name: string, bytes: Buffer])[] {
  const good = gzipSync(JSON.stringify({ Records: [record] }));
  const wrong = Buffer.from(good);
  wrong.writeUInt8(wrong.readUInt8(wrong.length - 8) ^ 1, wrong.length - 8);
  return [
    ['100 MiB of zeros', zeros(100)],
    ['1 GiB in gzip in gzip', gzipSync(gibibyte(), { level: 9 })],
    ['gzip eight deep', deep(8, gibibyte())],
    ['cut in half', good.subarray(0, good.length >> 1)],
    ['without its last byte', good.subarray(0, -1)],
    ['wrong checksum', wrong],
    [
      '1,000 empty members and zeros',
      Buffer.concat([...Array.from({ length: 1_000 }, () => gzipSync('')), zeros(32)]),
    ],
    ['deep JSON', gzipSync('['.repeat(MIB))],
  ];
}

function deep(times: number, bytes: Buffer): Buffer {
  return times === 0 ? bytes : deep(times - 1, gzipSync(bytes, { level: 9 }));
}
