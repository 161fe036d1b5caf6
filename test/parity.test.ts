import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Finding } from '../src/core/finding/finding.ts';
import { createLive, type Live } from '../src/live.ts';
import { FULL } from './support/full.ts';
import { type KinesisServer, startKinesis } from './support/kinesis-server.ts';
import {
  doubledAndLate,
  expectedOf,
  hearing,
  inSeconds,
  liveConfig,
  type Story,
  stories,
  type Told,
} from './support/parity.ts';
import { throughKinesis, throughSqs } from './support/parity-container.ts';
import { invoke, LAMBDA_SOURCES } from './support/parity-lambda.ts';
import type { Running } from './support/processes.ts';
import { startRedis } from './support/redis-server.ts';

/** Rules on windows: live each pattern is found on at least one of its events, which may differ (docs/architecture.md). */
const WINDOWS: ReadonlySet<string> = new Set([
  'device-code-elsewhere',
  'failed-then-in',
  'fan-out',
  'federation-to-console',
  'impossible-travel',
  'oidc-refused',
  'password-spraying',
  'portal-fan-out',
  'probing-before-assume',
  'role-enumeration',
  'slow-role-enumeration',
  'token-two-networks',
  'unusual-work',
]);
const BATCH = 100;
const LATE_BATCH = 40;

let redis: Running;
let direct: Redis;
let kinesis: KinesisServer;
beforeAll(async () => {
  [redis, kinesis] = await Promise.all([startRedis(), startKinesis()]);
  direct = new Redis(redis.port);
});
afterAll(async () => {
  await direct.quit();
  await Promise.all([redis.stop(), kinesis.stop()]);
});

type Mode = (live: Live, batches: readonly (readonly Told[])[]) => Promise<void>;
const MODES: readonly (readonly [string, Mode])[] = [
  ...LAMBDA_SOURCES.map((source): readonly [string, Mode] => [
    `Lambda, ${source}`,
    (live, batches) => invoke(live, source, batches, inject('aws')),
  ]),
  ['container, SQS', (live, batches) => throughSqs(live, batches, inject('aws'))],
  ['container, Kinesis', (live, batches) => throughKinesis(live, batches, kinesis)],
];

const STORIES = stories().map((story) => [story.name, story] as const);
/** Each story in order through one run mode, and late through another; with `npm run test:full` both through all. */
const through = (mode: number) =>
  STORIES.filter((_, at) => FULL || at % MODES.length === mode % MODES.length);

/** A busy machine makes Redis late, and then findings say so; that is shown elsewhere, and not what is compared here. */
const TRIES = 20;

/** What a run mode finds in a story, with all of its store: of one call the best. */
async function found(story: Story, mode: Mode, batches: readonly (readonly Told[])[]) {
  for (let tries = 1; ; tries += 1) {
    const { findings, lost } = await foundAtOnce(story, mode, batches);
    if (!lost || tries === TRIES) return findings;
  }
}

async function foundAtOnce(story: Story, mode: Mode, batches: readonly (readonly Told[])[]) {
  await direct.flushall();
  const { findings, log, lost } = hearing();
  const environment = { AWS_ENDPOINT_URL: inject('aws'), AWS_REGION: 'us-east-1' };
  const live = await createLive({ config: liveConfig(story, redis.port), environment, log });
  await mode(live, batches);
  await live.close();
  return { findings, lost: lost() };
}

/** A finding without what only live has: what was done, and whether the source may lead to it. */
const verdict = ({ actions: _, steps: ___, trusted: __, ...rest }: Finding) => rest;

/** What does not depend on when a record came: not windows, what follows from their points, and the lineage, which is as complete as what had arrived. */
const steady = ({ event, signals, unknown, actor, role, time }: Finding) => ({
  time,
  event,
  actor,
  role,
  unknown: unknown.filter(({ ruleId }) => !WINDOWS.has(ruleId)),
  signals: signals.filter(({ ruleId }) => !WINDOWS.has(ruleId)),
});

/** Rules on windows that fired, each with whom it is about. */
const patterns = (findings: Iterable<Finding>) =>
  new Set(
    [...findings].flatMap(({ actor, signals }) =>
      signals.filter(({ ruleId }) => WINDOWS.has(ruleId)).map(({ ruleId }) => `${ruleId} ${actor.key}`),
    ),
  );

it('has some stories for every run mode', () => {
  expect(MODES.every((_, at) => through(at).length > 4)).toBe(true);
});

describe.each(MODES.map(([name, mode], at) => [name, mode, at] as const))(
  '%s gives what a replay gives',
  (_name, mode, at) => {
    it.each(through(at))('%s', async (_story, story) => {
      const expected = await expectedOf(story);
      const live = await found(story, mode, inSeconds(story.records, BATCH));
      expect([...live.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [id, finding] of expected) {
        const same = live.get(id);
        expect(same && verdict(same), id).toEqual(verdict(finding));
      }
    });

    it.each(through(at + 1))(
      '%s, every delivery doubled and up to 45 minutes late',
      async (_story, story) => {
        const expected = await expectedOf(story);
        const live = await found(story, mode, inSeconds(doubledAndLate(story.records, 7), LATE_BATCH));
        for (const [id, finding] of expected) {
          const same = live.get(id);
          if (same !== undefined) expect(steady(same), id).toEqual(steady(finding));
          else expect(steady(finding).signals, `${id} was not found`).toEqual([]);
        }
        expect([...patterns(live.values())]).toEqual(
          expect.arrayContaining([...patterns(expected.values())]),
        );
        for (const [id, finding] of live) {
          if (!expected.has(id)) expect(steady(finding).signals, `${id} is not in the replay`).toEqual([]);
        }
      },
    );
  },
);
