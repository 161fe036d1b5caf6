import type { Reply } from './wire.ts';

/**
 * What an answer holds; undefined where nothing answered, or where the key holds another kind of value. Throws if the
 * server refused.
 */
export function answerOf(reply: Reply | undefined): unknown {
  if (reply === undefined) return undefined;
  if ('value' in reply) return reply.value;
  // One bad key must not take the answer from everybody else; scripts write over it.
  if (reply.refused.startsWith('WRONGTYPE ')) return undefined;
  throw new Error(reply.refused);
}

/** The bytes of an answer, copied out of the socket's buffer; undefined where nothing is kept, or no bytes. Throws if refused. */
export function bytesOf(reply: Reply | undefined): Buffer | undefined {
  const value = answerOf(reply);
  return Buffer.isBuffer(value) ? Buffer.from(value) : undefined;
}

/** The text of an answer; undefined where nothing is kept, or no text. Throws if refused. */
export function textOf(reply: Reply | undefined): string | undefined {
  const value = answerOf(reply);
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list; none for anything else. Flat: in RESP3 members and scores come in pairs, in RESP2 in turn. */
export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flat().map(String) : [];
}

/** The pairs of a list: members with their scores, or fields with their values. */
export function pairsIn(value: unknown): readonly (readonly [name: string, value: string])[] {
  const texts = textsIn(value);
  return texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? ''] as const] : []));
}

/** Throws if one of these was refused. */
export function mustBeTaken(replies: readonly Reply[]): void {
  for (const reply of replies) answerOf(reply);
}
