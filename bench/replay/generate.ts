/**
 * Writes made-up recordings for `npm run bench:replay`: `tsx bench/replay/generate.ts --bytes 1GiB --sts 0.02`.
 * `--bytes N` inflated (KiB, MiB, GiB), `--sts SHARE` of the records, `--seed N`, `--days N` it spans about,
 * `--files N` (files of 20 MiB), `--out FOLDER` (a folder of the parameters' own under the temporary one). Files that
 * are there from the same parameters stay. Prints what was made.
 */
import { parseArgs } from 'node:util';
import { corpusOf } from './corpus.ts';
import { sizeOf } from './size.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { bytes: text, sts: text, seed: text, days: text, files: text, out: text },
});
const corpus = await corpusOf({
  bytes: sizeOf(values.bytes ?? '1GiB'),
  sts: Number(values.sts ?? 0.02),
  seed: Number(values.seed ?? 1),
  days: Number(values.days ?? 60),
  ...(values.files === undefined ? {} : { files: Number(values.files) }),
  ...(values.out === undefined ? {} : { folder: values.out }),
});
const { bytes, packedBytes } = corpus;
process.stdout.write(`${JSON.stringify({ ...corpus, ratio: bytes / packedBytes }, null, 2)}\n`);
