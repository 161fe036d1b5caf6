/** A port that leads nowhere: what is handed over to it is gone. */
const { port1: nowhere, port2: nobody } = new MessageChannel();
nowhere.close();
nobody.close();

/**
 * Frees bytes that nobody reads any more, at once: they are empty afterwards. Left to the collector, the chunks of files
 * pile up to a hundred megabytes, and every two dozen megabytes of them have the whole heap marked.
 *
 * It frees memory that ends with the bytes: what lies before them in it was read before, if chunks are discarded in the
 * order of reading. Other bytes are left alone, and so are those from the pool that Node shares out to small buffers.
 */
export function discard(bytes: Buffer): void {
  const { buffer, byteLength, byteOffset } = bytes;
  if (buffer.byteLength <= Buffer.poolSize || byteOffset + byteLength < buffer.byteLength) return;
  if (buffer instanceof ArrayBuffer) nowhere.postMessage(undefined, [buffer]);
}
