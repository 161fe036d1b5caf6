import { Redis } from 'ioredis';
import { atMost } from '../../core/time/waiting.ts';
import type { RedisClient } from './client.ts';
import { byNode, replyTo, sendAlone, sendTo } from './send.ts';
import type { KeyCommand, Reply } from './wire.ts';

/** Sends commands together: one round trip whatever their number; in a cluster one a node, at the same time. */
export interface Runner {
  /** Throws if the server could not be asked or did not answer all; what it refused is in the replies. */
  run(commands: readonly KeyCommand[]): Promise<readonly Reply[]>;
  /** One question to every master, for what each says of itself. Throws if one cannot be asked. */
  each(question: { readonly name: string }): Promise<readonly Reply[]>;
}

/** After a failure the server is not asked for so long (ms), or every batch would wait for the time-out. */
const PAUSE = 500;
/** Refusals that say to ask elsewhere, later, or with the script's body. */
const ELSEWHERE = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|NOSCRIPT) /;

/**
 * Sends through one client; `timeout` in milliseconds, for all that a batch takes, redirections included. `most` batches
 * may wait at once: one more is refused, not queued.
 */
export function createRunner(client: RedisClient, timeout: number, most: number): Runner {
  const loaded = new Map<string, Set<string>>();
  let pausedUntil = 0;
  let waiting = 0;
  client.on('ready', () => loaded.clear());

  const knownTo = (node: string) => {
    const known = loaded.get(node) ?? new Set();
    loaded.set(node, known);
    return known;
  };
  const sendTogether = async (commands: readonly KeyCommand[]): Promise<readonly Reply[]> => {
    if (client instanceof Redis) return sendTo(client, commands, knownTo(''));
    const replies: Reply[] = [];
    const send = async (node: string, places: readonly number[]) => {
      const own = places.flatMap((place) => commands[place] ?? []);
      (await sendTo(client, own, knownTo(node))).forEach((reply, index) => {
        replies[places[index] ?? 0] = reply;
      });
    };
    await Promise.all([...byNode(client, commands)].map(([node, places]) => send(node, places)));
    return replies;
  };

  const again = async (commands: readonly KeyCommand[], replies: readonly Reply[]) => {
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
      if (waiting >= most) throw new Error(`${waiting} batches wait for the store already`);
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

async function inTime(timeout: number, answer: Promise<readonly Reply[]>): Promise<readonly Reply[]> {
  const replies = await atMost(timeout, answer);
  if (replies === undefined) throw new Error(`no answer within ${timeout} ms`);
  return replies;
}
