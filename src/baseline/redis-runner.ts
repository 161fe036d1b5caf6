import slotOf from 'cluster-key-slot';
import { Cluster, Redis } from 'ioredis';
import { reasonOf } from '../core/errors.ts';
import type { RedisClient } from './redis-client.ts';
import { answersTo, type Command, type Reply, wired } from './redis-wire.ts';

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

/** Sends commands together: one round trip whatever their number; in a cluster one a node, at the same time. */
export interface Runner {
  /** Throws if the server could not be asked or did not answer all; what it refused is in the replies. */
  run(commands: readonly Command[]): Promise<readonly Reply[]>;
  /** One question to every master, for what each says of itself. Throws if one cannot be asked. */
  each(question: { readonly name: string }): Promise<readonly Reply[]>;
}

/** After a silence the server is not asked again for so long: every batch would wait for the time-out. */
const PAUSE = 500;
/** Batches that may wait at once. A caller that does not wait for its batches is refused, not queued. */
const MOST_WAITING = 64;
/** Where one node has all keys, so many commands of one kind go as one: the server is busy for a millisecond at most. */
const TOGETHER = 100;
/** Refusals that say where or when to ask instead. */
const ELSEWHERE = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|NOSCRIPT) /;

export function createRunner(client: RedisClient, timeout: number): Runner {
  const loaded = new Map<string, Set<string>>();
  let pausedUntil = 0;
  let waiting = 0;
  client.on('ready', () => loaded.clear());

  const sendTogether = async (commands: readonly Command[]): Promise<readonly Reply[]> => {
    const replies: Reply[] = [];
    const send = async (node: string, places: readonly number[]) => {
      const known = loaded.get(node) ?? new Set();
      loaded.set(node, known);
      const own = places.flatMap((place) => commands[place] ?? []);
      (await sendTo(client, own, known)).forEach((reply, index) => {
        replies[places[index] ?? 0] = reply;
      });
    };
    await Promise.all([...byNode(client, commands)].map(([node, places]) => send(node, places)));
    return replies;
  };

  const again = async (commands: readonly Command[], replies: readonly Reply[]) => {
    const places = replies.flatMap((reply, place) =>
      'refused' in reply && ELSEWHERE.test(reply.refused) ? [place] : [],
    );
    if (places.length === 0) return replies;
    loaded.clear();
    const next = [...replies];
    await Promise.all(
      places.map(async (place) => {
        const command = commands[place];
        const reply = command && (await sendAlone(client, command));
        if (reply !== undefined) next[place] = reply;
      }),
    );
    return next;
  };

  return {
    each({ name }) {
      const nodes = client instanceof Redis ? [client] : client.nodes('master');
      return inTime(timeout, Promise.all(nodes.map((node) => replyTo(node.call(name)))));
    },
    async run(commands) {
      if (commands.length === 0) return [];
      if (performance.now() < pausedUntil) throw new Error('the store did not answer a moment ago');
      if (waiting >= MOST_WAITING) throw new Error(`${waiting} batches wait for the store already`);
      waiting++;
      try {
        return await inTime(
          timeout,
          sendTogether(commands).then((replies) => again(commands, replies)),
        );
      } catch (thrown) {
        pausedUntil = performance.now() + PAUSE;
        throw thrown;
      } finally {
        waiting--;
      }
    },
  };
}

/** A node that is asked again and again must not take longer than one that is silent. */
async function inTime<T>(timeout: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Places of the commands by the node that owns their keys: one group where there is one node. */
function byNode(client: RedisClient, commands: readonly Command[]): ReadonlyMap<string, readonly number[]> {
  if (client instanceof Redis) return new Map([['', commands.map((_, place) => place)]]);
  const groups = new Map<string, number[]>();
  const names = new Map<readonly string[], string>();
  commands.forEach(({ key }, place) => {
    const nodes = (key === undefined ? undefined : client.slots[slotOf(key)]) ?? [];
    // Primary and replicas, as the client itself groups: it refuses a pipeline over two such groups.
    const node = names.get(nodes) ?? nodes.join(';');
    names.set(nodes, node);
    const group = groups.get(node);
    if (group === undefined) groups.set(node, [place]);
    else group.push(place);
  });
  return groups;
}

/** A script's body goes before its first use on a connection, in the same round trip. */
async function sendTo(
  client: RedisClient,
  commands: readonly Command[],
  loaded: Set<string>,
): Promise<readonly Reply[]> {
  if (client instanceof Cluster && client.slots.length === 0)
    throw new Error('the cluster cannot be reached');
  const pipeline = client.pipeline();
  const scripts = new Map(
    commands.flatMap((command) => ('script' in command ? [[command.script.sha, command.script]] : [])),
  );
  const missing = [...scripts.values()].filter(({ sha }) => !loaded.has(sha));
  for (const { body } of missing) pipeline.script('LOAD', body);
  const sent = wired(commands, client instanceof Cluster ? 1 : TOGETHER);
  for (const { name, args, raw } of sent) {
    if (raw) pipeline.callBuffer(name, ...args);
    else pipeline.call(name, ...args);
  }
  const results = ((await pipeline.exec()) ?? []).slice(missing.length);
  const replies = sent.flatMap((one, place) => {
    const [error, value] = results[place] ?? [new Error('no answer')];
    return answersTo(one, replyOf(error, value));
  });
  for (const { sha } of missing) loaded.add(sha);
  return replies;
}

/** By itself the client follows a command wherever a cluster sends it; a script takes its body along. */
async function sendAlone(client: RedisClient, command: Command): Promise<Reply | undefined> {
  if (client instanceof Cluster && command.key !== undefined) {
    // The client notes a slot that moved in a list that it shares with the slots beside it, which did not.
    const slot = slotOf(command.key);
    client.slots[slot] = [...(client.slots[slot] ?? [])];
  }
  const [sent] = wired([command], 1);
  if (sent === undefined) return undefined;
  const [name, args] =
    'script' in command ? ['eval', [command.script.body, ...sent.args.slice(1)]] : [sent.name, sent.args];
  return answersTo(
    sent,
    await replyTo(sent.raw ? client.callBuffer(name, ...args) : client.call(name, ...args)),
  )[0];
}

async function replyTo(answer: Promise<unknown>): Promise<Reply> {
  try {
    return { value: await answer };
  } catch (thrown) {
    return replyOf(thrown instanceof Error ? thrown : new Error(reasonOf(thrown)), undefined);
  }
}

/** An answer of the server, even a refusal, is a reply; anything else means that nobody knows what was done. */
function replyOf(error: Error | null, value: unknown): Reply {
  if (error === null) return { value };
  if (error.name === 'ReplyError') return { refused: error.message };
  // The client speaks of its own settings where it means this.
  const lost = error.name === 'MaxRetriesPerRequestError';
  throw new Error(lost ? 'the connection was lost' : reasonOf(error), { cause: error });
}
