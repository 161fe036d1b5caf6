import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, Script } from '../../test/support/aws-faults.ts';
import { putsOf } from '../chaos/oracle.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import type { Stage } from './stage.ts';
import { until } from './waiting.ts';

const IAM = new Set(['GetRole', 'ListRolePolicies', 'GetRolePolicy', 'PutRolePolicy']);
const WRITES = new Set(['AssumeRole', 'PutRolePolicy', 'GetRolePolicy', 'Publish']);
/** Few revocations: an account that throttles is asked once a second for half a minute. */
const FEW = {
  shares: [
    ['revoke', 25],
    ['denied', 15],
    ['protected-tag', 10],
  ],
} as const;

const met = ({ aws }: Stage, ...faults: readonly Fault[]) =>
  aws.seen.filter(({ fault }) => fault !== undefined && faults.includes(fault)).length;

/** One fault for every second call, the other for those between. */
const inTurn = (n: number, even: Fault, odd: Fault): Fault => (n % 2 === 0 ? even : odd);

/** Everything while a fault lasts, then the story to its end. */
function broken(
  about: Omit<Case, 'run'>,
  how: { readonly script: Script; readonly faults: readonly Fault[]; readonly seconds: number },
): Case {
  return staged(about, FEW, async (stage) => {
    await stage.start();
    stage.aws.use(how.script);
    await stage.feed(2);
    await until('the fault fires', () => how.faults.every((fault) => met(stage, fault) > 0));
    await wait(how.seconds * 1_000);
    stage.aws.use(() => undefined);
    return { fired: Object.fromEntries(how.faults.map((fault) => [fault, met(stage, fault)])) };
  });
}

const PERMANENT: readonly Fault[] = ['denied', 'no-such-entity', 'unmodifiable', 'limit', 'malformed'];

/** STS, IAM and SNS on a bad day. */
export const awsCases: readonly Case[] = [
  staged(
    {
      id: 'iam-throttled',
      matrix: 'F22',
      what: 'IAM throttles everything for 6 s, then every second call for 15 s',
    },
    FEW,
    async (stage) => {
      await stage.start();
      const calm = Date.now() + 8_000;
      const half = { refused: 0 };
      stage.aws.use(({ action, random }) => {
        if (!IAM.has(action)) return undefined;
        if (Date.now() < calm) return 'throttle';
        // however late its calls come, some are refused
        if ((half.refused > 0 && Date.now() > calm + 15_000) || random() > 0.5) return undefined;
        half.refused++;
        return 'throttle';
      });
      await stage.feed(2);
      await stage.drained();
      return { fired: { throttled: met(stage, 'throttle'), 'of them in the second half': half.refused } };
    },
  ),
  staged(
    {
      id: 'done-then-reset',
      matrix: 'F23',
      what: 'STS, IAM and SNS do it, and 30 % of the answers are lost',
    },
    {},
    async (stage) => {
      await stage.start();
      stage.aws.use(({ action, random }) =>
        WRITES.has(action) && random() < 0.3 ? 'then-reset' : undefined,
      );
      await stage.feed(2);
      await stage.drained();
      return { fired: { 'answers lost': met(stage, 'then-reset') } };
    },
  ),
  broken(
    {
      id: 'iam-hangs',
      matrix: 'F24',
      what: 'IAM and STS take calls and never answer, or a byte at a time, for 6 s',
    },
    {
      script: ({ action, n }) =>
        IAM.has(action) || action === 'AssumeRole' ? inTurn(n, 'hang', 'drip') : undefined,
      faults: ['hang', 'drip'],
      seconds: 6,
    },
  ),
  broken(
    { id: 'iam-5xx', matrix: 'F25', what: 'IAM and STS answer 500 and 503 for 6 s' },
    {
      script: ({ action, n }) =>
        IAM.has(action) || action === 'AssumeRole' ? inTurn(n, '500', '503') : undefined,
      faults: ['500', '503'],
      seconds: 6,
    },
  ),
  ...PERMANENT.map((fault) =>
    staged(
      { id: `iam-${fault}`, matrix: 'F26', what: `IAM refuses every write for good: ${fault}` },
      { events: 60, shares: [['revoke', 60]], duplicates: 0 },
      async (stage) => {
        await stage.start();
        stage.aws.use(({ action }) => (action === 'PutRolePolicy' ? fault : undefined));
        await stage.feed(1);
        await stage.drained();
        const wanted = stage.events.filter(({ kind }) => kind === 'revoke').length;
        const puts = putsOf(stage.aws.seen).length;
        const own = puts <= 2 * wanted ? [] : [`${puts} writes for ${wanted} revocations that are refused`];
        return { fired: { refused: met(stage, fault) }, byHand: true, own };
      },
    ),
  ),
  broken(
    { id: 'sns-5xx', matrix: 'F25', what: 'SNS answers 500 and 503 for 6 s, then takes alerts again' },
    {
      script: ({ action, n }) => (action === 'Publish' ? inTurn(n, '500', '503') : undefined),
      faults: ['500', '503'],
      seconds: 6,
    },
  ),
  broken(
    { id: 'sns-denied', matrix: 'F25', what: 'SNS refuses (403) for 6 s, then takes alerts again' },
    { script: ({ action }) => (action === 'Publish' ? 'denied' : undefined), faults: ['denied'], seconds: 6 },
  ),
];
