import type { Case } from './case.ts';
import { staged } from './leave.ts';

/** What the container has, and its heap. */
const LIMIT = 512;
const SMALL = { NODE_OPTIONS: '--max-old-space-size=192' };
const SHARES = [
  ['revoke', 1],
  ['denied', 1],
  ['old', 1],
] as const;
const STORY = { shares: SHARES, together: 60, visibility: 60 };

/** More than it can do at once. */
export const loadCases: readonly Case[] = [
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
