/**
 * `npm run fuzz`: files that are read with the scanner in front and by a look at every byte, and what differs: nothing
 * may. Options: --documents N --seed N --out FILE. Ends with 1 and the shortest document that differs, in that file.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run.ts';
import { shrunk } from './fuzz/shrink.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { documents: text, seed: text, out: text } });
const documents = Number(values.documents ?? 400_000);
const seed = Number(values.seed ?? 1);
if (!Number.isInteger(documents) || !Number.isInteger(seed)) throw new Error('whole numbers, please');

const began = performance.now();
const { counted, failure } = await fuzz(documents, seed);
const seconds = Math.round((performance.now() - began) / 1_000);
console.log(JSON.stringify({ seed, ...counted, seconds }));
if (failure !== undefined) {
  const { bytes, size, watch } = await shrunk(failure.document);
  const out = values.out ?? 'fuzz-failure.json';
  const content = { seed, size, watch, mismatch: failure.mismatch, base64: bytes.toString('base64') };
  writeFileSync(out, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`${failure.mismatch}\n${out}`);
  process.exitCode = 1;
}
