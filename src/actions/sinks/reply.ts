import type { IncomingMessage } from 'node:http';
import { printable } from './failure.ts';

/** An HTTP reply, as far as it was read. */
export interface HttpReply {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** At most 64 KiB. */
  readonly text: string;
}

/** Whether a post is done; if not, what to say, and whether to try again. */
export type PostVerdict =
  | { readonly done: true }
  | {
      readonly done: false;
      readonly again: boolean;
      readonly said: string;
      readonly remedy: string;
      /** Milliseconds that the other side asked us to wait. */
      readonly after?: number;
      readonly cause?: unknown;
    };

/** Bytes of a reply that are read, at most. */
const MOST = 65_536;
/** Nobody waits longer than this (ms) for a second try: the alert is sent again later. */
const LONGEST_WAIT = 10_000;
const LATER = 'nothing: the alert is kept and sent again';

/** Reads at most 64 KiB of a reply, then hangs up. Rejects if the connection breaks before. */
export async function readReply(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(bytes);
    size += bytes.length;
    if (size >= MOST) break;
  }
  response.destroy();
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    text: Buffer.concat(chunks).subarray(0, MOST).toString('utf8'),
  };
}

/** What a reply means: 2xx is done; 429 and 5xx may be tried again; redirects and the rest are failures. */
export function verdictOf({ status, retryAfter, text }: HttpReply, now: number): PostVerdict {
  if (status >= 200 && status < 300) return { done: true };
  const quoted = printable(text, 80).trim();
  const said = `answered ${status}${quoted === '' ? '' : ` (${quoted})`}`;
  if (status >= 300 && status < 400) {
    const remedy = 'configure the address that it redirects to';
    return { done: false, again: false, said: `${said}: redirects are not followed`, remedy };
  }
  if (status !== 429 && status < 500) {
    const remedy = 'check the address, the token and that the hook still exists';
    return { done: false, again: false, said, remedy };
  }
  const after = waitOf(retryAfter, now);
  if (after !== undefined && after > LONGEST_WAIT) {
    const wait = `${said} and asked to wait ${Math.ceil(after / 1_000)} s`;
    return { done: false, again: false, said: wait, remedy: LATER };
  }
  return { done: false, again: true, said, remedy: LATER, ...(after === undefined ? {} : { after }) };
}

/** `Retry-After` in milliseconds: seconds or a date; undefined if it is neither. */
function waitOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
