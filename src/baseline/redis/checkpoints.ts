import type { Checkpoints, Position } from '../../core/ports/checkpoints.ts';
import { toAscii } from '../../core/text/ascii.ts';
import { RELEASE, RENEW, TAKE, WRITE } from './checkpoint-scripts.ts';
import type { Script } from './lua.ts';
import { answerOf, textsIn } from './replies.ts';
import type { Runner } from './runner.ts';

/** One hash a stream: owner, end of the lease, and `s:<shard>` for every shard. */
const KEY = 'rw:kinesis:';

/** How far a stream was read, in Redis: one key, so every change is one step, and any cluster has it on one node. */
export function createRedisCheckpoints(runner: Runner, stream: string): Checkpoints {
  const key = KEY + toAscii(stream);
  const run = async (script: Script, ...args: readonly string[]): Promise<unknown> => {
    const [reply] = await runner.run([{ script, key, args }]);
    const answer = answerOf(reply);
    if (answer === undefined) throw new Error(`${KEY}* holds something else`);
    return answer;
  };
  return {
    async take(owner, lease, ifKnown = false) {
      const answer = await run(TAKE, owner, String(lease), ifKnown ? '1' : '0');
      const [kind, number, ...rest] = textsIn(answer);
      if (kind === 'held') return { kind, left: Number(number) };
      if (kind === 'unknown') return { kind };
      if (kind !== 'ours') throw new Error('the store answered something else');
      const positions = new Map<string, Position>();
      for (let at = 0; at < rest.length; at += 2)
        positions.set(rest[at] ?? '', positionOf(rest[at + 1] ?? ''));
      return { kind, now: Number(number), positions };
    },
    async renew(owner, lease) {
      const answer = await run(RENEW, owner, String(lease));
      return answer === 'ours' || answer === 'emptied' ? answer : 'lost';
    },
    async write(owner, { gone, moved }) {
      const positions = [...moved].flatMap(([shard, position]) => [shard, textOfPosition(position)]);
      return (await run(WRITE, owner, String(gone.length), ...gone, ...positions)) === 1;
    },
    async release(owner) {
      await run(RELEASE, owner);
    },
  };
}

/** `h`, `t<ms>`, `a<sequence number>@<ms>` or `e`. */
function textOfPosition(position: Position): string {
  switch (position.kind) {
    case 'horizon':
      return 'h';
    case 'since':
      return `t${position.time}`;
    case 'after':
      return `a${position.sequence}@${position.arrived}`;
    case 'ended':
      return 'e';
  }
}

/** What is no such text is read from the beginning: twice is better than never. */
function positionOf(text: string): Position {
  const [, time] = /^t(\d+)$/.exec(text) ?? [];
  if (time !== undefined) return { kind: 'since', time: Number(time) };
  const [, sequence, arrived] = /^a(\d+)@(\d+)$/.exec(text) ?? [];
  if (sequence !== undefined) return { kind: 'after', sequence, arrived: Number(arrived) };
  return { kind: text === 'e' ? 'ended' : 'horizon' };
}
