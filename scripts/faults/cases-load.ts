import { utc } from '../../src/core/time/days.ts';
import { session } from '../callers.ts';
import { assumeRole } from '../records.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import { again, type Stage } from './stage.ts';

/** What the container has, and its heap. */
const LIMIT = 512;
const SMALL = { NODE_OPTIONS: '--max-old-space-size=192' };
const SHARES = [
  ['revoke', 1],
  ['denied', 1],
  ['old', 1],
] as const;
const STORY = { shares: SHARES, together: 60, visibility: 60 };

const FLOODED = {
  events: 600,
  shares: [
    ['revoke', 20],
    ['denied', 20],
  ],
  together: 10,
  visibility: 60,
} as const;

/** Messages of sixty sessions each, every one under a name of its own and with a key of its own. */
function floodOf({ roles }: Pick<Stage, 'roles'>, sessions: number): readonly string[] {
  const account = roles[0]?.account ?? '';
  const at = utc(Date.now());
  const by = session({
    role: { account, name: 'App' },
    session: 'x',
    key: 'ASIAFLOODINGFLOODING',
    issuedAt: at,
  });
  const one = { at, by, from: '198.51.100.7', account, role: { account, name: 'Flooded' } };
  return Array.from({ length: Math.ceil(sessions / TOGETHER) }, (_, message) => {
    const names = Array.from({ length: TOGETHER }, (__, n) => `made-up-${message * TOGETHER + n}`);
    return JSON.stringify({
      Records: names.map((name) => assumeRole({ ...one, session: name, nonce: name })),
    });
  });
}
const TOGETHER = 60;

/** More than it can do at once. */
export const loadCases: readonly Case[] = [
  staged(
    {
      id: 'flood-of-names',
      matrix: 'F37',
      what: 'sessions under names without end, an attack among them; heap of 192 MiB',
    },
    FLOODED,
    async (stage) => {
      const flood = floodOf(stage, stage.ground.full ? 100_000 : 6_000);
      const consumer = await stage.start({ env: SMALL });
      await stage.send(again(stage, [...stage.bodies, ...flood]));
      await stage.drained();
      return {
        fired: { 'made-up names': flood.length * TOGETHER, events: await consumer.metric('events') },
        memory: { mib: consumer.peak(), limit: LIMIT },
      };
    },
  ),
  staged(
    { id: 'backlog-at-start', matrix: 'F21', what: 'a backlog of 9,000 records; heap of 192 MiB' },
    ({ full }) => ({ ...STORY, events: full ? 100_000 : 8_000 }),
    async (stage) => {
      await stage.send(stage.bodies);
      const waiting = await stage.cloud.left();
      const consumer = await stage.start({ env: SMALL });
      await stage.drained();
      const events = await consumer.metric('events');
      return {
        fired: { 'messages at the start': waiting, events },
        memory: { mib: consumer.peak(), limit: LIMIT },
      };
    },
  ),
  staged(
    {
      id: 'overload-slow-redis',
      matrix: 'F21',
      what: 'all at once while Redis is 60 ms away; heap of 192 MiB',
    },
    ({ full }) => ({ ...STORY, events: full ? 60_000 : 4_000 }),
    async (stage) => {
      await stage.link.mode({ latencyMs: 30 });
      const consumer = await stage.start({ env: SMALL });
      await stage.send(stage.bodies);
      await stage.drained();
      const before = stage.link.counts.turns;
      return { fired: { 'round trips': before }, memory: { mib: consumer.peak(), limit: LIMIT } };
    },
  ),
];
