import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as z from 'zod';
import { createDice } from './dice.ts';
import { writePlaces } from './places.ts';
import { type RecordKind, type TrailRecord, type TrailSize, trailOf } from './trail.ts';

/** Raise it when the generator makes other records than before: recordings of an older one are made anew. */
const VERSION = 2;
/** 51 files hold a gibibyte. */
const FILE_BYTES = 21_053_752;

/** Which trail is made, and where it is kept. */
export interface CorpusOptions extends TrailSize {
  /** In place of files of 20 MiB. */
  readonly files?: number;
  readonly folder?: string;
}

const made = z.object({
  parameters: z.string(),
  bytes: z.number(),
  packedBytes: z.number(),
  files: z.number(),
  records: z.object({ sts: z.number(), decoy: z.number(), ordinary: z.number() }),
  first: z.string(),
  last: z.string(),
});

/** Recordings that lie on the disk: `logs` is the folder of the files, and nothing else is in it. */
export interface Corpus extends z.infer<typeof made> {
  readonly logs: string;
  /** A configuration that knows where the organisation's addresses are. */
  readonly config: string;
}

/** Writes the recordings, unless the same ones are there from an earlier run. Needs the memory of two files. */
export async function corpusOf(options: CorpusOptions): Promise<Corpus> {
  const { bytes, days, seed, sts } = options;
  const fileBytes = options.files === undefined ? FILE_BYTES : Math.ceil(bytes / options.files);
  const parameters = JSON.stringify({ version: VERSION, bytes, sts, seed, days, fileBytes });
  const name = `${bytes}-${sts}-${seed}-${days}-${fileBytes}`;
  const folder = options.folder ?? join(tmpdir(), 'rolewarden-bench-replay', name);
  const logs = join(folder, 'logs');
  const manifest = join(folder, 'manifest.json');
  if (existsSync(manifest)) {
    const known = made.parse(JSON.parse(readFileSync(manifest, 'utf8')));
    if (known.parameters === parameters) return { ...known, logs, config: writePlaces(folder) };
  }
  rmSync(manifest, { force: true });
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const written = await write(options, logs, fileBytes);
  const corpus = { parameters, ...written };
  await writeFile(manifest, `${JSON.stringify(corpus, null, 2)}\n`);
  return { ...corpus, logs, config: writePlaces(folder) };
}

type Written = Omit<z.infer<typeof made>, 'parameters'>;

async function write(size: TrailSize, logs: string, fileBytes: number): Promise<Written> {
  const dice = createDice(size.seed + 2);
  const counts: Record<RecordKind, number> = { sts: 0, decoy: 0, ordinary: 0 };
  let bytes = 0;
  let packedBytes = 0;
  let files = 0;
  let first = '';
  let last = '';
  let writing = Promise.resolve(0);
  for (const { kinds, text, times } of filesOf(trailOf(size), size.bytes, fileBytes)) {
    for (const kind of kinds) counts[kind]++;
    packedBytes += await writing;
    first ||= times.first;
    last = times.last;
    files++;
    bytes += Buffer.byteLength(text);
    const minute = times.first.slice(0, 16).replaceAll(/[-:]/g, '');
    const name = `100000000000_CloudTrail_eu-central-1_${minute}Z_${dice.capitals(16)}.json.gz`;
    writing = pack(join(logs, name), text);
  }
  packedBytes += await writing;
  return { bytes, packedBytes, files, records: counts, first, last };
}

async function pack(path: string, text: string): Promise<number> {
  const packed = await promisify(gzip)(text);
  await writeFile(path, packed);
  return packed.length;
}

interface File {
  readonly text: string;
  readonly kinds: readonly RecordKind[];
  readonly times: { readonly first: string; readonly last: string };
}

/** Cuts a trail into the texts of files, until all of them together have so many bytes. */
function* filesOf(trail: Iterable<TrailRecord>, bytes: number, fileBytes: number): Generator<File> {
  let done = 0;
  let lines: string[] = [];
  let kinds: RecordKind[] = [];
  let size = 0;
  let first = '';
  let last = '';
  for (const { at, kind, record } of trail) {
    const line = JSON.stringify(record);
    lines.push(line);
    kinds.push(kind);
    size += line.length + 1;
    last = new Date(at).toISOString();
    first ||= last;
    if (size < Math.min(fileBytes, bytes - done)) continue;
    done += size;
    yield { text: `{"Records":[${lines.join(',')}]}`, kinds, times: { first, last } };
    if (done >= bytes) return;
    lines = [];
    kinds = [];
    size = 0;
    first = '';
  }
}
