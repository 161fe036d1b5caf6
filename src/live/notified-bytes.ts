import { RolewardenError } from '../core/errors.ts';

/** The most inflated bytes of a file that are read. CloudTrail's own files have at most 50 MB. */
const INFLATED_FILE = 256 * 1_024 * 1_024;

/** The error of a file that CloudTrail has not written, and `why` that shows. */
export function noRecording(why: string): RolewardenError {
  return new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `${why}: it is no recording of CloudTrail`,
    'look at the file, and at who may write there',
  );
}

/** Passes bytes on. Throws ERR_INPUT_UNREADABLE once a file is larger than CloudTrail writes any. */
export async function* bounded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > INFLATED_FILE) {
      throw noRecording(`it inflates to more than ${INFLATED_FILE} bytes`);
    }
    yield chunk;
  }
}

/**
 * Passes bytes on. `failed`: their source threw, so a retry may help; it does not help where zlib rejects the bytes.
 */
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
