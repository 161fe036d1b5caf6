import { compare } from './compare.ts';
import type { Document } from './documents.ts';

/** The same failure with as few bytes as taking pieces out can leave. */
export async function shrunk(document: Document): Promise<Document> {
  let bytes = document.bytes;
  for (let piece = bytes.length >> 1; piece >= 1; piece >>= 1) {
    for (let at = 0; at + piece <= bytes.length; ) {
      const less = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + piece)]);
      const { mismatch } = await compare(less, document.size, document.watch);
      if (mismatch === undefined) at += piece;
      else bytes = less;
    }
  }
  return { ...document, bytes };
}
