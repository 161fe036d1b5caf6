import type { Item } from '../envelope/item.ts';
import type { Rest } from './chunks.ts';
import { createValues } from './values.ts';

/** What is no list of records: values, a line each or printed over many. */
export async function* readText(head: Buffer, rest: Rest, path: string): AsyncGenerator<readonly Item[]> {
  const values = createValues(path);
  for (let chunk: Buffer | undefined = head; chunk !== undefined; chunk = (await rest.next()).value)
    yield values.push(chunk);
  yield values.end();
}
