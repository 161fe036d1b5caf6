import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../test/support/aws-faults.ts';
import type { Case, Ground } from './case.ts';
import { staged, type Told } from './leave.ts';
import type { StageOptions } from './set-stage.ts';
import { openStream, type Stream } from './source.ts';
import type { Stage } from './stage.ts';
import { until } from './waiting.ts';

/** A case whose events come through a stream of two shards. */
export function streamed(
  about: Omit<Case, 'run'>,
  options: StageOptions,
  play: (stage: Stage, stream: Stream) => Promise<Told>,
): Case {
  return {
    ...about,
    async run(ground: Ground) {
      const stream = await openStream(2, ground.seed);
      try {
        return await staged(about, { ...options, source: stream }, (stage) => play(stage, stream)).run(
          ground,
        );
      } finally {
        await stream.close();
      }
    },
  };
}

function streamBroken(fault: Fault): Case {
  const what = `Kinesis answers ${fault} to every call for 4 s under load`;
  return streamed({ id: `kinesis-${fault}`, matrix: 'F24', what }, {}, async (stage, stream) => {
    const consumer = await stage.start();
    const fed = stage.feed(5);
    await wait(1_500);
    stream.calls.use(() => fault);
    await wait(4_000);
    await until('the fault is counted', async () => (await consumer.metric('feed_errors')) > 0);
    stream.calls.use(() => undefined);
    await fed;
    const met = stream.calls.seen.filter((call) => call.fault === fault).length;
    return {
      fired: { 'calls that met it': met, 'feed errors counted': await consumer.metric('feed_errors') },
    };
  });
}

/** The long-lived consumer of a stream. A stream is its reader's for 30 s after that was last heard of. */
export const kinesisCases: readonly Case[] = [
  streamed(
    {
      id: 'kinesis-kill',
      matrix: 'F1',
      what: 'the reader of a stream killed -9 in a batch; another takes over',
    },
    {},
    async (stage, stream) => {
      const kills = stage.ground.full ? 20 : 2;
      const fed = stage.feed(2);
      let one = await stage.start();
      stage.aws.use(({ action, random }) => (action === 'Publish' && random() < 0.3 ? 'slow' : undefined));
      let met = 0;
      for (let n = 0; n < kills; n++) {
        const puts = stage.aws.count('PutRolePolicy');
        const busy = async () =>
          stage.aws.count('PutRolePolicy') > puts || (await stream.left(stage.redis.port)) === 0;
        await until('it is at work', busy);
        met += (await one.metric('in_flight')) > 0 ? 1 : 0;
        await stage.kill(one);
        await fed;
        await stage.send(stage.bodies.slice(n * 3, n * 3 + 3));
        one = await stage.start();
      }
      stage.aws.use(() => undefined);
      return { fired: { 'kill -9': kills, 'with records in flight': met } };
    },
  ),
  streamed(
    {
      id: 'kinesis-zombie',
      matrix: 'F52',
      what: 'the reader frozen past its lease (SIGSTOP), another reads on, SIGCONT',
    },
    { events: 100 },
    async (stage) => {
      const zombie = await stage.start();
      const fed = stage.feed(2);
      await until('it is at work', () => stage.aws.count('PutRolePolicy') > 1);
      zombie.freeze();
      stage.dealt.push({ kind: 'kill', at: Date.now() });
      await fed;
      await stage.start();
      await stage.drained();
      zombie.thaw();
      await wait(4_000);
      stage.dealt.push({ kind: 'kill', at: Date.now() });
      return { fired: { frozen: 1, 'stood still': zombie.said('the process stood still') } };
    },
  ),
  streamed(
    { id: 'kinesis-reshard', matrix: 'F15', what: 'shards split and merged under load' },
    {},
    async (stage, stream) => {
      await stage.start();
      const before = (await stream.server.open(stream.name)).length;
      const fed = stage.feed(6);
      await wait(1_000);
      await stream.server.split(stream.name, 0.1);
      await wait(1_500);
      await stream.server.split(stream.name, 0.9);
      await wait(1_500);
      await stream.server.merge(stream.name, 0.1, 0.4);
      await fed;
      const shards = (await stream.server.open(stream.name)).length;
      return { fired: { splits: 2, merges: 1, 'shards more': shards - before } };
    },
  ),
  streamBroken('503'),
  streamBroken('denied'),
];
