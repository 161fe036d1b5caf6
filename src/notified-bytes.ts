import { RolewardenError } from './core/errors.ts';

/** CloudTrail's files hold at most 50 MB. */
const INFLATED_FILE = 256 * 1_024 * 1_024;

/** Throws where a file goes on beyond what CloudTrail writes. */
export async function* bounded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > INFLATED_FILE) {
      const message = `it inflates to more than ${INFLATED_FILE} bytes: it is no recording of CloudTrail`;
      throw new RolewardenError(
        'ERR_INPUT_UNREADABLE',
        message,
        'look at the file, and at who may write there',
      );
    }
    yield chunk;
  }
}

/** Tells whether the bytes stopped coming: what zlib says of them is another thing, and no retry mends it. */
export function watched(source: AsyncIterable<Buffer>): {
  readonly bytes: AsyncIterable<Buffer>;
  failed(): boolean;
} {
  let failed = false;
  async function* follow(): AsyncGenerator<Buffer> {
    try {
      yield* source;
    } catch (thrown) {
      failed = true;
      throw thrown;
    }
  }
  return { bytes: follow(), failed: () => failed };
}
