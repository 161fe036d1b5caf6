import type { Reply } from './redis-wire.ts';

/**
 * The bytes of an answer, copied from what the socket gave; undefined where nothing is kept, or what this store did not
 * write. Throws if refused.
 */
export function bytesOf(reply: Reply | undefined): Buffer | undefined {
  const value = answerOf(reply);
  return Buffer.isBuffer(value) ? Buffer.from(value) : undefined;
}

/** The text of an answer, as `bytesOf` gives bytes. */
export function textOf(reply: Reply | undefined): string | undefined {
  const value = answerOf(reply);
  return typeof value === 'string' ? value : undefined;
}

function answerOf(reply: Reply | undefined): unknown {
  if (reply === undefined) return undefined;
  if ('value' in reply) return reply.value;
  // One bad key must not take the answer from everybody else; scripts write over it.
  if (reply.refused.startsWith('WRONGTYPE ')) return undefined;
  throw new Error(reply.refused);
}
