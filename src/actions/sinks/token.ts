import { createHash } from 'node:crypto';

/** A text for a header or an id: itself if it has the form of CloudTrail's ids, else its hash. */
export function token(text: string): string {
  return /^[\w-]{1,128}$/.test(text) ? text : createHash('sha256').update(text).digest('hex');
}
