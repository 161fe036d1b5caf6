import { type Item, itemsOf, problemAt } from '../envelope/item.ts';
import { DOCUMENT_BYTES, INFLATED_BYTES } from '../json/limits.ts';
import { gather, NO_BYTES, type Rest } from './chunks.ts';
import { discard } from './discard.ts';
import { foreignFormat } from './foreign.ts';
import { readText } from './lines.ts';
import { createScanner, type Scanned } from './scanner.ts';
import { type After, readTrail } from './trail.ts';

/** What a CloudTrail file starts with; anything else is read line by line, or whole. */
const TRAIL = /^\ufeff?\s*\{\s*"Records"\s*:\s*\[/;
const HEAD_BYTES = 4_096;

/** Bytes for the next reader of a list, and the number of the record that they begin. */
interface Handed {
  readonly bytes: Buffer;
  readonly index: number;
}

/** Where a list is read from. `watch`: records of other services may be wanted too. */
interface ListReading {
  readonly rest: Rest;
  readonly path: string;
  readonly watch: boolean;
}

/**
 * Reads one file's bytes: of a trail file only the records that may be ours are parsed, and anything else is read value
 * by value, each held whole, up to 50 MB. Throws only what the stream throws.
 */
export async function* readStream(
  stream: AsyncIterable<Buffer>,
  path: string,
  watch: boolean,
): AsyncGenerator<readonly Item[]> {
  const rest = stream[Symbol.asyncIterator]();
  try {
    let after: After | undefined = { index: 0, behind: NO_BYTES };
    while (after !== undefined) {
      const head: Buffer = await gather(after.behind, rest, (bytes) => bytes >= HEAD_BYTES);
      const start: string | undefined = TRAIL.exec(head.subarray(0, HEAD_BYTES).toString('utf8'))?.[0];
      if (start === undefined) {
        const foreign = after.index === 0 ? foreignFormat(head) : undefined;
        if (foreign === undefined) yield* readText(head, rest, path);
        else yield [problemAt(path, foreign, head.length)];
        return;
      }
      const list = head.subarray(Buffer.byteLength(start));
      const from: Handed = yield* readFast(list, { rest, path, watch }, after.index);
      after = yield* readTrail(from.bytes, rest, path, from.index);
    }
  } finally {
    await rest.return?.();
  }
}

/** The records of a list, as far as it is as CloudTrail writes it; what is behind is for `readTrail`. */
async function* readFast(
  first: Buffer,
  { rest, path, watch }: ListReading,
  from: number,
): AsyncGenerator<readonly Item[], Handed> {
  const scanner = createScanner(from, watch);
  try {
    let chunk: Buffer | undefined = first;
    while (chunk !== undefined) {
      const items = parsed(scanner.push(chunk), path);
      discard(chunk);
      yield items;
      if (scanner.stopped() || scanner.held() > DOCUMENT_BYTES) return scanner.rest();
      chunk = (await rest.next()).value;
    }
    yield parsed(scanner.end(), path);
    return scanner.rest();
  } finally {
    scanner.release();
  }
}

function parsed({ slices, passed }: Scanned, path: string): readonly Item[] {
  const items = slices.flatMap(({ bytes, index }) => itemsOf(bytes, INFLATED_BYTES, `${path}#${index}`));
  return passed === 0 ? items : [...items, { kind: 'passed', records: passed }];
}
