import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsider, user } from '../../scripts/callers.ts';
import { randomOf, shuffled } from '../../scripts/random.ts';
import { assumeRole, type RoleCall } from '../../scripts/records.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import { readFile } from '../../src/ingest/file/files.ts';
import { pack } from '../../src/ingest/packed/packed.ts';
import { normalise } from '../../src/ingest/record/normalise.ts';
import { createShelf } from '../../src/run/replay/shelf.ts';
import { eventOf, PLACES } from '../support/events.ts';
import { replayed } from '../support/replayed.ts';

const [CALLER, OWNER] = ['111122223333', '444455556666'];
const HELD = [1, 7, 100];
const call: RoleCall = {
  at: '2026-03-02T09:00:00Z',
  by: user(CALLER, 'dave'),
  from: '192.0.2.1',
  account: CALLER,
  role: { account: OWNER, name: 'R' },
  session: 's',
};

interface Shelved {
  readonly events: readonly StsEvent[];
  readonly duplicates: number;
  readonly counted: number;
}

/** Events put on a shelf, a few at a time, and taken from it in order. */
async function shelved(events: readonly StsEvent[], held: number, step = 3): Promise<Shelved> {
  const shelf = createShelf(PLACES, held);
  try {
    for (let at = 0; at < events.length; at += step) shelf.add(events.slice(at, at + step).map(pack));
    const { duplicates, events: counted, inOrder } = await shelf.close(async () => {});
    return { events: [...inOrder()], duplicates, counted };
  } finally {
    shelf.drop();
  }
}

/** Compared as a flag: a difference would print megabytes. */
async function expectTheSame(events: readonly StsEvent[], name = ''): Promise<void> {
  const expected = await shelved(events, Number.POSITIVE_INFINITY);
  for (const held of HELD)
    expect(isDeepStrictEqual(await shelved(events, held), expected), `${name}, ${held} held`).toBe(true);
  expect(
    isDeepStrictEqual(await shelved([...events].reverse(), 7), expected),
    `${name}, the other way round`,
  ).toBe(true);
}

/** A pair of copies of one call, seconds apart, and corrections of either. */
function twins(n: number): readonly StsEvent[] {
  const shared = { ...call, shared: `twins-${n}` };
  const at = (seconds: number) => `2026-03-02T09:${String(n % 60).padStart(2, '0')}:0${seconds}Z`;
  const by = outsider(CALLER, 'AIDAEXAMPLE');
  const theirs = eventOf(assumeRole({ ...shared, at: at(3), account: OWNER, by }));
  const ours = eventOf(assumeRole({ ...shared, at: at(1) }));
  const correction = (originalEventID: string, nonce: string) =>
    eventOf({
      ...assumeRole({ ...call, at: at(5), nonce: `${nonce}-${n}`, seconds: 900 }),
      sharedEventID: undefined,
      addendum: { reason: 'UPDATED_DATA', originalEventID },
    });
  const first = correction(ours.eventId, 'first');
  return [ours, theirs, first, correction(first.eventId, 'second')];
}

describe('a shelf that has no room in memory', () => {
  it.each(readdirSync('fixtures/scenarios').filter((name) => !name.includes('.')))(
    'gives the events of %s as one that has, shuffled and doubled',
    async (name) => {
      const events: StsEvent[] = [];
      const path = join('fixtures/scenarios', name, 'events.jsonl');
      for await (const items of readFile({ path, named: true }, { watch: true })) {
        for (const item of items) {
          if (item.kind !== 'record') continue;
          const read = normalise(item.record.value, PLACES, { watch: true, separate: false });
          if (read.kind === 'event') events.push(read.event);
        }
      }
      expect(events.length).toBeGreaterThan(20);
      await expectTheSame(shuffled([...events, ...events.slice(0, 50)], randomOf(5)), name);
    },
  );

  it('merges twins and corrections that land far apart', async () => {
    const events = Array.from({ length: 60 }, (_, n) => twins(n)).flat();
    const merged = await shelved(shuffled(events, randomOf(3)), 7);
    expect(merged.counted).toBe((await shelved(events, Number.POSITIVE_INFINITY)).counted);
    const shared = new Set(events.map(({ sharedEventId }) => sharedEventId));
    const pairs = merged.events.filter(({ id }) => shared.has(id));
    expect(pairs.length).toBe(60);
    expect(pairs.every(({ request }) => request.durationSeconds === 900)).toBe(true);
    await expectTheSame(shuffled([...events, ...events], randomOf(3)));
  });

  it('keeps a record that shares its id with a correction which belongs elsewhere', async () => {
    const [ours, theirs, correction] = twins(1);
    if (ours === undefined || theirs === undefined || correction === undefined) throw new Error('no twins');
    const other = { ...ours, id: correction.eventId, eventId: correction.eventId, sharedEventId: undefined };
    await expectTheSame([ours, theirs, correction, other]);
  });

  it('gives any events as one that has', async () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const [base] = twins(0);
    if (base === undefined) throw new Error('no event');
    const event = fc
      .record({
        eventId: id,
        sharedEventId: fc.option(fc.constantFrom('S', 'T', 'a'), { nil: undefined, freq: 2 }),
        replaces: fc.option(id, { nil: undefined, freq: 2 }),
        time: fc.integer({ min: base.time, max: base.time + 3 }),
        recipientAccountId: fc.constantFrom(CALLER, OWNER, undefined),
        region: fc.constantFrom('eu-central-1', 'us-east-1'),
      })
      .map((drawn) => ({ ...base, ...drawn, id: drawn.sharedEventId ?? drawn.replaces ?? drawn.eventId }));
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), (events) => expectTheSame(events)),
      { numRuns: 300 },
    );
  });
});

/** All but how long it took. */
function textOf({ findings, summary }: Awaited<ReturnType<typeof replayed>>): string {
  return JSON.stringify({ findings, summary: { ...summary, seconds: 0, recordsPerSecond: 0 } });
}

describe('a replay that holds five events', () => {
  it.each(readdirSync('fixtures/scenarios').filter((name) => !name.includes('.')))(
    'finds in %s what one that holds all finds',
    async (name) => {
      const [paths, config] = [
        [`fixtures/scenarios/${name}/events.jsonl`],
        'fixtures/scenarios/rolewarden.yaml',
      ];
      const [all, few] = [await replayed(paths, config), await replayed(paths, config, { held: 5 })];
      expect(textOf(few) === textOf(all)).toBe(true);
    },
  );
});
