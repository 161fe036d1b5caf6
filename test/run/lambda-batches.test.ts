import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { often } from '../support/full.ts';
import {
  alerting,
  alertRecord,
  heardLog,
  kinesisEvent,
  quietRecord,
  sequence,
  sqsEvent,
  startHandler,
  startTopic,
} from '../support/lambda-lab.ts';

const SIZE = 10;
const ALL = 1 << SIZE;
/** What is no record, each in a way of its own. */
const POISON = [
  '{',
  '[1, 2]',
  '"text"',
  '{"a": 1}',
  'eyJ',
  '\u001f\u008bno gzip',
  '{"Records": [7]}',
  '{"kinesis": {}}',
];
const at = (pattern: number): readonly number[] =>
  Array.from({ length: SIZE }, (_, position) => position).filter((position) => (pattern >> position) & 1);

let topic: Awaited<ReturnType<typeof startTopic>>;
const log = heardLog();
let handler: Awaited<ReturnType<typeof startHandler>>;

beforeAll(async () => {
  topic = await startTopic();
  vi.stubEnv('AWS_ENDPOINT_URL', topic.url);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  handler = await startHandler(alerting(), log);
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await handler.live.close();
  await topic.close();
});

/** Ten records: poison where the first pattern says so, an alert that cannot be sent where the second does. */
function batch(name: string, poison: number, refused: number): readonly string[] {
  return Array.from({ length: SIZE }, (_, position) => {
    if ((poison >> position) & 1) return POISON[(position + poison) % POISON.length] ?? '';
    const fate = (refused >> position) & 1 ? 'refused' : 'good';
    return JSON.stringify(alertRecord(`${fate}-${name}-${position}`));
  });
}

const refusing = (text: string) => (text.includes('decoy-refused-') ? 'refuse' : 'take');

describe.each([
  {
    source: 'a queue',
    event: (bodies: readonly string[]) => sqsEvent(bodies),
    id: (position: number) => `m${position}`,
    expected: (failed: readonly number[]) => failed.map((position) => `m${position}`),
  },
  {
    source: 'a stream',
    event: (bodies: readonly string[]) => kinesisEvent(bodies),
    id: (position: number) => `shardId-000000000000:${sequence(position)}`,
    // a shard goes back to the first that failed
    expected: (failed: readonly number[]) => failed.slice(0, 1).map(sequence),
  },
])('a batch of $source', ({ event, expected, id, source }) => {
  const invoke = async (bodies: readonly string[]) => {
    log.lines.length = 0;
    const answer = await handler.invoke(event(bodies));
    return answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };

  it('keeps what cannot be read, at any places, and never gives it back', async () => {
    const quiet = JSON.stringify(quietRecord());
    for (let pattern = 0; pattern < ALL; pattern++) {
      const bodies = batch('p', pattern, 0).map((body) => (body.includes('decoy-') ? quiet : body));
      expect(await invoke(bodies), String(pattern)).toEqual([]);
      expect(log.poison(), String(pattern)).toEqual(at(pattern).map(id));
    }
  });

  it('gives back exactly what could not be done, at any places', async () => {
    topic.use(refusing);
    const step = often(13, 1);
    for (let pattern = 0; pattern < ALL; pattern++) {
      const single = (pattern & (pattern - 1)) === 0;
      if (!single && pattern !== ALL - 1 && pattern % step > 0) continue;
      topic.published.length = 0;
      expect(await invoke(batch(`${source.slice(2)}${pattern}`, 0, pattern)), String(pattern)).toEqual(
        expected(at(pattern)),
      );
      expect(topic.published).toHaveLength(SIZE - at(pattern).length);
      expect(log.poison()).toEqual([]);
    }
  });

  it('tells both apart in one batch; what was given back is all that comes again', async () => {
    topic.use(refusing);
    for (let pattern = 5; pattern < ALL; pattern += often(101, 13)) {
      const refused = ~pattern & (pattern * 37) & (ALL - 1);
      const bodies = batch(`${source.slice(2)}mixed${pattern}`, pattern, refused);
      expect(await invoke(bodies), String(pattern)).toEqual(expected(at(refused)));
      expect(log.poison()).toEqual(at(pattern).map(id));
      topic.use(() => 'take');
      const back = bodies.filter((_, position) => (refused >> position) & 1);
      expect((await invoke(back)) ?? []).toEqual([]);
      expect(topic.published).toHaveLength(back.length);
      topic.use(refusing);
    }
  });
});
