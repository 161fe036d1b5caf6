import { decoderOf } from '../../core/text/decode.ts';
import { inflated } from './inflated.ts';

/** The chunks of a file that were not read yet. */
export type Rest = AsyncIterator<Buffer, undefined>;

/** What a reader begins with when nothing was read yet. */
export const NO_BYTES: Buffer = Buffer.alloc(0);

/** The bytes that were begun, and the chunks after them until there is `enough`, or no more. Copies each byte once. */
export async function gather(
  begun: Buffer,
  rest: Rest,
  enough: (bytes: number, chunk: Buffer) => boolean,
): Promise<Buffer> {
  const parts = [begun];
  let bytes = begun.length;
  for (let done = enough(bytes, begun); !done; ) {
    const chunk = (await rest.next()).value;
    if (chunk === undefined) break;
    parts.push(chunk);
    bytes += chunk.length;
    done = enough(bytes, chunk);
  }
  return parts.length === 1 ? begun : Buffer.concat(parts, bytes);
}

/**
 * A file's content, in UTF-8: inflated if it begins with gzip's magic number, whatever its name says. Of a damaged or
 * cut gzip what can be inflated comes first, then it throws zlib's error.
 */
export async function* contentOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  const rest = source[Symbol.asyncIterator]();
  try {
    const head = await gather(NO_BYTES, rest, (bytes) => bytes >= 2);
    yield* inUtf8(head[0] === 0x1f && head[1] === 0x8b ? inflated(follow(head, rest)) : follow(head, rest));
  } finally {
    await rest.return?.();
  }
}

async function* inUtf8(content: AsyncGenerator<Buffer, undefined>): AsyncGenerator<Buffer, undefined> {
  const head = await gather(NO_BYTES, content, (bytes) => bytes >= 2);
  const decoder = decoderOf(head);
  if (decoder.encoding === 'utf-8') {
    yield* follow(head, content);
    return undefined;
  }
  for await (const chunk of follow(head, content)) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
  return undefined;
}

/** Ends where the source fails, and tells of the failure: what was read before it still counts. */
export async function* untilFailure(
  source: AsyncIterable<Buffer>,
  tell: (thrown: unknown) => void,
): AsyncGenerator<Buffer, undefined> {
  try {
    yield* source;
  } catch (thrown) {
    tell(thrown);
  }
}

async function* follow(head: Buffer, rest: Rest): AsyncGenerator<Buffer, undefined> {
  for (let chunk: Buffer | undefined = head; chunk !== undefined; chunk = (await rest.next()).value) {
    yield chunk;
  }
}
