import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { often } from '../support/full.ts';
import { createDeeds } from './deeds.ts';
import { endOf } from './end.ts';
import { schedules } from './moves.ts';
import { type ModelServer, startModelServer } from './server.ts';
import { createWorld } from './world.ts';

/** Schedules, and how many of them are played at one time: most of the time Redis is waited for. */
const SCHEDULES = often(120, 50_000);
const AT_ONCE = 8;
/** Fixed: what is found is found again. ROLEWARDEN_SEED draws others. */
const SEED = Number(process.env['ROLEWARDEN_SEED'] ?? 56);

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer();
});

afterAll(async () => {
  await server.stop();
});

it(`keeps every promise of acting in ${SCHEDULES} schedules`, { timeout: 7_200_000 }, async () => {
  let lanes = 0;
  const property = fc.asyncProperty(
    fc.constantFrom('auto' as const, 'confirm' as const),
    schedules,
    async (mode, moves) => {
      const world = createWorld({ server: server.runner, lane: `w${lanes++}`, mode });
      const deeds = createDeeds(world);
      try {
        await fc.asyncModelRun(() => ({ model: {}, real: deeds }), moves);
        expect(await endOf(deeds)).toEqual([]);
      } finally {
        await world.wire.wipe();
      }
    },
  );
  const runs = Array.from({ length: AT_ONCE }, (_, at) =>
    fc.assert(property, { numRuns: Math.ceil(SCHEDULES / AT_ONCE), seed: SEED * 1_000 + at }),
  );
  // all of them end before the server does
  await Promise.allSettled(runs);
  await Promise.all(runs);
});
