import slotOf from 'cluster-key-slot';
import { Cluster } from 'ioredis';
import { reasonOf } from '../../core/errors.ts';
import type { RedisClient } from './client.ts';
import type { Script } from './lua.ts';
import { answersTo, type KeyCommand, type Reply, wired } from './wire.ts';

/** Where one node has all keys, so many commands of one kind go as one: the server is busy for a millisecond at most. */
const TOGETHER = 100;

/** Places of the commands by the node that owns their keys. */
export function byNode(
  client: Cluster,
  commands: readonly KeyCommand[],
): ReadonlyMap<string, readonly number[]> {
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

/** One round trip. A script's body goes along before its first use on a connection; `loaded` has those that went. */
export async function sendTo(
  client: RedisClient,
  commands: readonly KeyCommand[],
  loaded: Set<string>,
): Promise<readonly Reply[]> {
  if (client instanceof Cluster && client.slots.length === 0)
    throw new Error('the cluster cannot be reached');
  const pipeline = client.pipeline();
  const missing = new Set<Script>();
  for (const command of commands) {
    if ('script' in command && !loaded.has(command.script.sha)) missing.add(command.script);
  }
  for (const { body } of missing) pipeline.script('LOAD', body);
  const sent = wired(commands, client instanceof Cluster ? 1 : TOGETHER);
  for (const { name, args, raw } of sent) {
    if (raw) pipeline.callBuffer(name, ...args);
    else pipeline.call(name, ...args);
  }
  const results = ((await pipeline.exec()) ?? []).slice(missing.size);
  const replies = sent.flatMap((one, place) => {
    const [error, value] = results[place] ?? [new Error('no answer')];
    return answersTo(one, replyOf(error, value));
  });
  for (const { sha } of missing) loaded.add(sha);
  return replies;
}

/** Sends one command by itself: so the client follows wherever a cluster redirects it. A script takes its body along. */
export async function sendAlone(client: RedisClient, command: KeyCommand): Promise<Reply | undefined> {
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

/** What the server answered. Throws if it is not known whether the command was carried out. */
export async function replyTo(answer: Promise<unknown>): Promise<Reply> {
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
  throw new Error(wordsOf(error), { cause: error });
}

/** For these two failures the client would name its own settings. */
function wordsOf(error: Error): string {
  if (error.name === 'MaxRetriesPerRequestError') return 'the connection was lost';
  return error.message.startsWith('Stream isn') ? 'there is no connection' : reasonOf(error);
}
