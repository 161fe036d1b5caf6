import { setTimeout as wait } from 'node:timers/promises';
import type { Script } from '../../test/support/aws-faults.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import type { Consumer } from './process.ts';
import { until } from './waiting.ts';

const KILLS = 20;
/** Some of what a revocation and an alert call is slow: whoever is killed is at it. */
const sluggish: Script = ({ action, random }) => (ACTING.has(action) && random() < 0.1 ? 'slow' : undefined);
const ACTING = new Set([
  'AssumeRole',
  'GetRole',
  'GetRolePolicy',
  'PutRolePolicy',
  'Publish',
  'DeleteMessageBatch',
]);
/** A worker is killed at its call; AWS carries it out. */
const POINTS = ['AssumeRole', 'GetRolePolicy', 'PutRolePolicy', 'Publish', 'DeleteMessageBatch'];
/** For something to come, which another may have taken. */
const FOR_WORK = 30_000;

/** Waits until it has taken something in; false where nothing comes, or nothing more is left. */
async function isAtWork(one: Consumer, over: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + FOR_WORK; performance.now() < end; await wait(100)) {
    if ((await one.metric('in_flight')) > 0) return true;
    if (await over()) return false;
  }
  return false;
}

const REVOKING = [
  ['revoke', 150],
  ['denied', 50],
] as const;

/** The process itself dies, freezes or is told to go. */
export const consumerCases: readonly Case[] = [
  staged(
    { id: 'kill-at-random', matrix: 'F1', what: `two consumers, ${KILLS} × kill -9 at random points` },
    { duplicates: 0.1, visibility: 20 },
    async (stage) => {
      stage.aws.use(sluggish);
      const kills = stage.ground.full ? KILLS * 5 : KILLS;
      let arriving = true;
      const fed = stage.feed(kills * 0.7).finally(() => {
        arriving = false;
      });
      const over = async () => !arriving && (await stage.left()) === 0;
      let met = 0;
      const worker = async () => {
        for (let n = 0; n < kills / 2; n++) {
          const one = await stage.start();
          met += (await isAtWork(one, over)) ? 1 : 0;
          await wait(200 * stage.random());
          await stage.kill(one);
        }
        await stage.start();
      };
      await Promise.all([worker(), worker()]);
      await fed;
      stage.aws.use(() => undefined);
      return { fired: { 'kill -9': stage.dealt.length, 'with messages in flight': met } };
    },
  ),
  staged(
    {
      id: 'kill-at-call',
      matrix: 'F1',
      what: 'kill -9 at its call of STS, IAM, SNS and SQS, which is carried out',
    },
    { events: 60, shares: REVOKING, visibility: 20 },
    async (stage) => {
      let worker = await stage.start();
      let armed = '';
      stage.aws.use(({ action }) => {
        if (action !== armed) return undefined;
        armed = '';
        worker.child.kill('SIGKILL');
        return undefined;
      });
      const fed = stage.feed(8);
      for (const point of POINTS) {
        const at = Date.now();
        armed = point;
        const { signal } = await worker.ended;
        if (signal === 'SIGKILL') stage.dealt.push({ kind: 'kill', at });
        worker = await stage.start();
      }
      await fed;
      return {
        fired: {
          'kill -9': stage.dealt.length,
          'of the points': POINTS.length === stage.dealt.length ? 1 : 0,
        },
      };
    },
  ),
  staged(
    { id: 'sigterm-slow-aws', matrix: 'F51', what: 'SIGTERM under load while every call takes 2 s' },
    { events: 300, shares: REVOKING, together: 1, visibility: 30 },
    async (stage) => {
      const first = await stage.start();
      stage.aws.use(({ action }) => (action === 'ReceiveMessage' ? undefined : 'slow'));
      await stage.feed(2);
      await until('it is at work', () => stage.aws.count('PutRolePolicy') > 0);
      const flying = await first.metric('in_flight');
      const ended = await first.stop();
      stage.exits.push(ended);
      stage.aws.use(() => undefined);
      const slow = stage.aws.seen.filter(({ fault }) => fault === 'slow').length;
      await stage.start();
      return { fired: { 'slow calls': slow, 'in flight at SIGTERM': flying } };
    },
  ),
  staged(
    {
      id: 'zombie',
      matrix: 'F52',
      what: 'SIGSTOP past visibility and leases; another does the work; SIGCONT',
    },
    { events: 60, shares: REVOKING },
    async (stage) => {
      const zombie = await stage.start();
      stage.aws.use(sluggish);
      await stage.feed(1);
      await until('it is at work', () => stage.aws.count('PutRolePolicy') > 2);
      const flying = await zombie.metric('in_flight');
      zombie.freeze();
      stage.dealt.push({ kind: 'kill', at: Date.now() });
      stage.aws.use(() => undefined);
      await stage.start();
      await stage.drained();
      zombie.thaw();
      await wait(5_000);
      // a frozen sender's alert is sent by another, and may go out when it thaws
      stage.dealt.push({ kind: 'kill', at: Date.now() });
      return {
        fired: { 'in flight when frozen': flying, 'stood still': zombie.said('the process stood still') },
      };
    },
  ),
  staged(
    { id: 'log-closed', matrix: 'F54', what: 'whoever read the log has gone (EPIPE)' },
    {},
    async (stage) => {
      const consumer = await stage.start({ stderr: 'closed', level: 'debug' });
      await stage.feed(2);
      await stage.drained();
      const findings = await consumer.metric('findings');
      // whether the store did not answer in time, nobody hears
      return { fired: { 'findings said to nobody': findings }, mayRepeat: stage.events.length };
    },
  ),
  staged(
    {
      id: 'log-blocked',
      matrix: 'F54',
      what: 'nobody reads the log for 6 s (a full pipe), then somebody does',
    },
    { events: 400 },
    async (stage) => {
      const consumer = await stage.start({ stderr: 'blocked', level: 'debug' });
      await stage.feed(3);
      await wait(3_000);
      const pipe = () => consumer.child.stderr?.readableLength ?? 0;
      await until('the pipe fills', () => pipe() > 0);
      const full = pipe();
      consumer.listen();
      return { fired: { 'bytes in the pipe': full } };
    },
  ),
];
