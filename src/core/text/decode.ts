/** Text of a file: UTF-8, or UTF-16 where its byte order mark says so, as Windows PowerShell writes with `>`. */
export function decoded(bytes: Uint8Array): string {
  return decoderOf(bytes).decode(bytes);
}

/** A decoder for a file that begins with these bytes. */
export function decoderOf([first, second]: Uint8Array): InstanceType<typeof TextDecoder> {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder();
}
