import type { Script } from './lua.ts';

/** One command on one key. `script` runs with that key; `raw` asks for the answer's bytes instead of its text. */
export type KeyCommand =
  | {
      readonly name: string;
      /** Left out where the server itself is asked. */
      readonly key?: string;
      readonly args?: readonly string[];
      readonly raw?: boolean;
    }
  | {
      readonly script: Script;
      readonly key: string;
      /** For a script with `each`: the parts of this key, as bytes, or as text with one character a byte. */
      readonly args: readonly (string | Buffer)[];
      readonly raw?: boolean;
    };

/** What the server said: a value, or why it refused this one command. */
export type Reply = { readonly value: unknown } | { readonly refused: string };

/** What goes over the wire as one: a command, or neighbours of one kind. */
export interface Sent {
  readonly name: string;
  readonly args: readonly (string | Buffer)[];
  readonly raw: boolean;
  /** How many commands it stands for. */
  readonly count: number;
  /** Whether the answer is a list with one entry a command. */
  readonly list: boolean;
}

/**
 * Commands as they are sent. Up to `most` neighbours that read, or that run one script, go as one with many keys: the
 * parts of a batch then cost the server and the client little more than their bytes. In a cluster `most` is 1.
 */
export function wired(commands: readonly KeyCommand[], most: number): readonly Sent[] {
  const all: Sent[] = [];
  for (let at = 0; at < commands.length; ) {
    const first = commands[at];
    if (first === undefined) break;
    let end = at + 1;
    for (let next = commands[end]; next !== undefined && end - at < most; next = commands[++end]) {
      if (!alike(first, next)) break;
    }
    all.push(together(first, commands.slice(at, end)));
    at = end;
  }
  return all;
}

/** The answers to the commands that went as one. Throws where the server's answer is not of that form. */
export function answersTo({ count, list }: Sent, reply: Reply): readonly Reply[] {
  if (!list || 'refused' in reply) return new Array<Reply>(count).fill(reply);
  const { value } = reply;
  if (!Array.isArray(value) || value.length !== count) throw new Error('the store answered something else');
  return value.map((one: unknown) => (one instanceof Error ? { refused: one.message } : { value: one }));
}

function alike(a: KeyCommand, b: KeyCommand): boolean {
  if (a.raw !== b.raw) return false;
  if ('script' in a) return a.script.each && 'script' in b && b.script === a.script;
  return a.name === 'GET' && 'name' in b && b.name === 'GET';
}

function together(first: KeyCommand, group: readonly KeyCommand[]): Sent {
  const { raw = false } = first;
  const count = group.length;
  if ('script' in first) {
    const { sha, each } = first.script;
    const args: (string | Buffer)[] = [sha, String(count)];
    for (const { key } of group) if (key !== undefined) args.push(key);
    if (each) args.push(inOne(group));
    else args.push(...first.args);
    return { name: 'evalsha', args, raw, count, list: each };
  }
  const keys = group.flatMap(({ key }) => key ?? []);
  if (count > 1) return { name: 'MGET', args: keys, raw, count, list: true };
  return { name: first.name, args: [...keys, ...(first.args ?? [])], raw, count, list: false };
}

/** The parts of many keys as one argument, as `forEach` reads it: what is sent costs by its number, not its length. */
function inOne(group: readonly KeyCommand[]): Buffer {
  const parts = group.flatMap(({ args = [] }) => args);
  let at = 4 * parts.length;
  const bytes = Buffer.allocUnsafe(parts.reduce((size, { length }) => size + length, at));
  let head = 0;
  for (const part of parts) {
    head = bytes.writeUInt32BE(part.length, head);
    at += typeof part === 'string' ? bytes.write(part, at, 'latin1') : part.copy(bytes, at);
  }
  return bytes;
}
