import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, Script } from '../../test/support/aws-faults.ts';
import type { ProxyMode } from '../../test/support/tcp-proxy.ts';
import type { Case } from './case.ts';
import { streamed } from './cases-kinesis.ts';
import { staged, type Told } from './leave.ts';
import type { Stage } from './stage.ts';
import { until } from './waiting.ts';

/** One call in twenty fails, whatever it is. */
const PART = 0.05;
const FAULTS: readonly Fault[] = ['throttle', '500', '503', 'reset', 'then-reset', 'slow'];
const LINKS: readonly ProxyMode[] = ['reset', 'dropReplies', 'blackhole', 'refuse'];
/** Milliseconds for which the way to Redis is broken at a time: one twentieth of the time. */
const BROKEN = 100;

const any: Script = ({ random }) =>
  random() < PART ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;

/** The whole story while everything fails now and then, and for as long as it takes: nothing is ever put right. */
async function unlucky(stage: Stage, calls: { readonly failed: () => number }): Promise<Told> {
  await stage.start();
  stage.aws.use(any);
  const end = new AbortController();
  const links = { broken: 0 };
  const breaking = (async () => {
    while (!end.signal.aborted) {
      await wait(BROKEN / PART / 2 + (BROKEN / PART) * stage.random());
      await stage.link.mode(LINKS[links.broken % LINKS.length] ?? 'reset');
      links.broken++;
      await wait(BROKEN);
      await stage.link.mode('pass');
    }
  })();
  await stage.feed(15);
  await stage.drained().finally(() => end.abort());
  await breaking;
  // an idle shard is asked once a second: of few calls none may have failed yet
  await until('a call of the source fails', () => calls.failed() > 0);
  const met = (names: readonly string[]) =>
    stage.aws.seen.filter(({ action, fault }) => fault !== undefined && names.includes(action)).length;
  return {
    fired: {
      'calls of IAM, STS and SNS': met([
        'AssumeRole',
        'GetRole',
        'ListRolePolicies',
        'GetRolePolicy',
        'PutRolePolicy',
        'Publish',
      ]),
      'calls of the source': calls.failed(),
      'breaks of the way to Redis': links.broken,
    },
  };
}

const SQS = new Set(['ReceiveMessage', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch']);

/** Everything at once, each seldom: what no case that breaks one thing at a time meets. */
export const randomCases: readonly Case[] = [
  staged(
    {
      id: 'random-queue',
      matrix: 'F55',
      what: '5 % of all calls of SQS, STS, IAM, SNS and of the time of Redis fail',
    },
    {},
    (stage) =>
      unlucky(stage, {
        failed: () =>
          stage.aws.seen.filter(({ action, fault }) => fault !== undefined && SQS.has(action)).length,
      }),
  ),
  streamed(
    {
      id: 'random-stream',
      matrix: 'F55',
      what: '5 % of all calls of Kinesis, STS, IAM, SNS and of the time of Redis fail',
    },
    {},
    (stage, stream) => {
      stream.calls.use(any);
      return unlucky(stage, {
        failed: () => stream.calls.seen.filter(({ fault }) => fault !== undefined).length,
      });
    },
  ),
];
