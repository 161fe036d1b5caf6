import type { Readable } from 'node:stream';

/**
 * The bytes of an answer, as they come. Fails if none come for `stall` ms, not counting the time that the reader takes,
 * and when the signal aborts. Always closes the body.
 */
export async function* chunksOf(
  body: Readable,
  stall: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, undefined> {
  const stalled = () => body.destroy(new Error(`no bytes in ${stall / 1_000} seconds`));
  const aborted = () => body.destroy(new Error('aborted'));
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  let timer = setTimeout(stalled, stall);
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      timer = setTimeout(stalled, stall);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
    body.destroy();
  }
}
