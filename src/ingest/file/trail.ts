import { type Item, itemsOf, problemAt, VACANT } from '../envelope/item.ts';
import { DOCUMENT_BYTES, INFLATED_BYTES } from '../json/limits.ts';
import type { Rest } from './chunks.ts';
import { createObjectEnd, createSplitter } from './split.ts';

/** What stands behind a list of records: its bytes, and the number of the next record. */
export interface After {
  readonly index: number;
  readonly behind: Buffer;
}

/**
 * Reads every record of a list by looking at each byte, whatever stands between them. Returns what follows the list in
 * the file; undefined if the file ends inside.
 */
export async function* readTrail(
  first: Buffer,
  rest: Rest,
  path: string,
  from: number,
): AsyncGenerator<readonly Item[], After | undefined> {
  const splitter = createSplitter();
  let index = from;
  for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = (await rest.next()).value) {
    yield splitter.push(chunk).flatMap((record) => itemsOf(record, INFLATED_BYTES, `${path}#${index++}`));
    if (splitter.finished() || splitter.held() > DOCUMENT_BYTES) break;
  }
  const bare = splitter.finished() && splitter.commas() && index === 0;
  if (splitter.strayed() || bare) yield [problemAt(path, 'the list holds something else than records', 0)];
  if (splitter.finished()) {
    if (index === 0 && !splitter.strayed() && !bare) yield [VACANT];
    const behind = yield* readBehind(splitter.left(), rest, path);
    return behind && { index, behind };
  }
  yield [problemAt(`${path}#${index}`, 'the file ends inside its list of records', splitter.held())];
  return undefined;
}

/** Behind a list of records stands its brace, and then nothing, or the next document. */
async function* readBehind(
  left: Buffer,
  rest: Rest,
  path: string,
): AsyncGenerator<readonly Item[], Buffer | undefined> {
  const end = createObjectEnd();
  let behind: Buffer | undefined;
  for (let chunk: Buffer | undefined = left; chunk !== undefined; chunk = (await rest.next()).value) {
    behind = end.push(chunk);
    if (behind !== undefined) break;
  }
  if (end.skipped()) yield [problemAt(path, 'something else follows the list of records', 0)];
  else if (behind === undefined) yield [problemAt(path, 'the file ends before its last brace', 0)];
  return behind;
}
