/** Memory that nobody else uses. */
const ours = new WeakSet<ArrayBufferLike>();

/** A port that leads nowhere: what is handed over to it is gone. */
const { port1: nowhere, port2: nobody } = new MessageChannel();
nowhere.close();
nobody.close();

/** Says that nobody else uses the memory of these bytes, and returns them: `discard` may free them. */
export function own(bytes: Buffer): Buffer {
  // small buffers lie in a pool that Node shares out
  if (bytes.buffer.byteLength > Buffer.poolSize) ours.add(bytes.buffer);
  return bytes;
}

/**
 * Frees bytes that nobody reads any more, at once: they are empty afterwards. Left to the collector, the chunks of files
 * pile up to a hundred megabytes, and every two dozen megabytes of them have the whole heap marked.
 *
 * Bytes that nobody owned are left alone. Memory that several hold is freed with the bytes at its end, because chunks are
 * discarded in the order in which they were read.
 */
export function discard({ buffer, byteLength, byteOffset }: Buffer): void {
  if (!(buffer instanceof ArrayBuffer) || byteOffset + byteLength < buffer.byteLength) return;
  if (ours.delete(buffer)) nowhere.postMessage(undefined, [buffer]);
}
