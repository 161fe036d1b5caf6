import { describe, expect, it } from 'vitest';
import { randomOf, shuffled } from '../../scripts/random.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { lineOn, linked, PATIENT, startRig, taken } from '../support/fault-rig.ts';
import { often, seedOf } from '../support/full.ts';
import { lessonsAt, requestAt } from '../support/lessons.ts';
import { entriesIn } from '../support/redis-subject.ts';
import { consumed } from '../support/workers.ts';

describe('consumers share one store', () => {
  it.each([2, 3, 4])(
    '%i links learn the same owners, shuffled and doubled: as one memory store',
    async (count) => {
      const seed = seedOf('consumers');
      const { server, direct } = await startRig();
      const memory = createMemoryStore();
      const batches = often(100, 1_000);
      for (let n = 0; n < batches; n++) await memory.learn(lessonsAt(n));
      const links = await Promise.all(Array.from({ length: count }, () => linked(server.port, PATIENT)));
      const twice = [...Array(batches).keys(), ...Array(batches).keys()];
      const numbers = shuffled(twice, randomOf(seed));
      await Promise.all(
        links.map(async ({ store }, at) => {
          for (const n of numbers.filter((_, place) => place % count === at)) {
            await store.recall(requestAt(n));
            await store.learn(lessonsAt(n));
          }
        }),
      );
      expect(await entriesIn(direct)).toEqual(memory.entries());
      const keys = Array.from({ length: batches }, (_, n) => `ASIA${n}A`);
      const asked = { ...requestAt(0), marks: [], owners: [], sessions: keys };
      expect((await direct.store.recall(asked)).sessions).toEqual((await memory.recall(asked)).sessions);
    },
  );

  it('two processes, one killed again and again: every delivery acknowledged, the histories those of one', async () => {
    const seed = seedOf('processes');
    const { server, direct } = await startRig();
    const memory = createMemoryStore();
    const line = await lineOn(memory);
    const parcels = Array.from({ length: often(240, 1_000) }, (_, at) => ({
      id: `parcel-${at}`,
      records: Array.from({ length: 10 }, (__, one) =>
        taken(`Role${(at + one) % 30}`, ((at * 10 + one) * 37) % 7_200, `user${(at * 3 + one) % 40}`),
      ),
    }));
    for (const { records } of parcels) await line.judge(...records);
    const kills = often(10, 40);
    const { killed, redelivered } = await consumed(shuffled(parcels, randomOf(seed)), {
      port: server.port,
      kills,
      seed,
    });
    console.log(`${killed} kills, ${redelivered} deliveries came again`);
    expect(killed).toBe(kills);
    expect(line.errors).toEqual([]);
    expect(await entriesIn(direct)).toEqual(memory.entries());
  });
});
