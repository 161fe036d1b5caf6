const BYTES: readonly (readonly [what: string, begins: string, at: number])[] = [
  ['a zip archive (unpack it)', '504b0304', 0],
  ['a tar archive (unpack it)', '7573746172', 257],
  ['a 7z archive (unpack it)', '377abcaf271c', 0],
  ['compressed with bzip2 (unpack it)', '425a68', 0],
  ['compressed with xz (unpack it)', 'fd377a585a00', 0],
  ['compressed with zstd (unpack it)', '28b52ffd', 0],
  ['Parquet, not JSON', '50415231', 0],
  ['ORC, not JSON', '4f5243', 0],
];
/** The first line of a table with columns named as CloudTrail's fields are, as Athena and CloudTrail Lake write it. */
const CSV = /^\ufeff?(?:"?\w+"?,)*"?(?:eventjson|eventname|eventtime|useridentity)"?(?:,"?\w+"?)*\r?\n/i;

/** What a file is, and what to do, if its first bytes are those of a format that is not read; else undefined. */
export function foreignFormat(head: Buffer): string | undefined {
  const format = BYTES.find(
    ([, begins, at]) => head.toString('hex', at, at + begins.length / 2) === begins,
  )?.[0];
  if (format !== undefined) return format;
  return CSV.test(head.toString('utf8', 0, HEADER)) ? 'a table (CSV), not the records as JSON' : undefined;
}

const HEADER = 2_000;
