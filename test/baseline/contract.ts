import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sighting, StoredDimension } from '../../src/core/history/habit.ts';
import { MARKS_KEPT, type Mark } from '../../src/core/history/mark.ts';
import type { RecallRequest, Store } from '../../src/core/ports/ports.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { NOW, session } from '../support/lessons.ts';

/** A store under test, and everything it has learned, sorted. */
export interface Subject {
  readonly store: Store;
  entries(): Promise<readonly Sighting[]>;
}

const ask = (more: Partial<RecallRequest>): RecallRequest => ({
  cut: 20_500,
  owners: [],
  marks: [],
  markOwners: [],
  sessions: [],
  ...more,
});
const mark = (time: number, key: string, more: Partial<Mark> = {}): Mark => ({
  tag: 'denied',
  owner: 'user:x',
  time: NOW + time,
  key,
  value: 'v',
  ...more,
});
const told = (owner: string, value: string, ...days: number[]): Sighting => ({
  owner,
  dimension: 'country',
  value,
  days,
});

/** Texts as callers may write them: separators, quotes, invisible and broken characters. */
const hostile = fc.oneof(
  fc.constantFrom('', 'DE', 'a\tb\nc', '"\\', '\ud800', 'é\u2028', '\u{1f600}', '__proto__', 'x'.repeat(500)),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const dimensions: readonly StoredDimension[] = ['seen', 'country', '~country', 'holder', '~holder', 'tag'];
const sighting: fc.Arbitrary<Sighting> = fc.record({
  owner: fc.constantFrom('a:user:x', 'r:111122223333/Deploy', 'o:country/DE', 'a:\ud800 é'),
  dimension: fc.constantFrom(...dimensions),
  value: fc.oneof(fc.constantFrom('1', '2', '3'), hostile),
  days: fc
    .uniqueArray(fc.integer({ min: 20_300, max: 20_560 }), { minLength: 1, maxLength: 4 })
    .map((days) => days.sort((a, b) => a - b).filter((day) => day > Math.max(...days) - 96)),
});

/** The same array with everything doubled, shuffled and cut into batches. */
const again = <T>(all: fc.Arbitrary<readonly T[]>) =>
  all.chain((one) =>
    fc.tuple(
      fc.constant(one),
      fc.shuffledSubarray([...one, ...one], { minLength: one.length * 2 }),
      fc.integer({ min: 1, max: 9 }),
    ),
  );

const batches = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

/**
 * What every store promises. `open` gives a new, empty store; `runs` is how many random histories are tried: in each
 * the batches of one history go to several consumers at once.
 */
export function storeContract(name: string, open: () => Promise<Subject>, runs: number): void {
  describe(`${name}: habits`, () => {
    it('learns the same from any order, duplication, split and number of consumers', async () => {
      await fc.assert(
        fc.asyncProperty(again(fc.array(sighting, { maxLength: 40 })), async ([once, twice, size]) => {
          const [one, other] = [await open(), await open()];
          await one.store.learn({ sightings: once, sessions: [] });
          await Promise.all(
            batches(twice, size).map((sightings) => other.store.learn({ sightings, sessions: [] })),
          );
          expect(await other.entries()).toEqual(await one.entries());
          for (const { owner, dimension, value } of once) {
            const { habits } = await other.store.recall(ask({ owners: [owner], cut: 30_000 }));
            expect(habits.get(owner)?.get(dimension)?.get(value)).toBeDefined();
          }
        }),
        { numRuns: runs },
      );
    });

    it('keeps any text exactly', async () => {
      const { store } = await open();
      const values = ['a\tb\nc', '"\\', '\ud800', '\udc00', 'é\u2028', '\u{1f600}', '__proto__', ''];
      await store.learn({ sightings: values.map((value) => told('a:\ud800', value, 20_400)), sessions: [] });
      const { habits } = await store.recall(ask({ owners: ['a:\ud800'] }));
      expect([...(habits.get('a:\ud800')?.get('country')?.keys() ?? [])].sort()).toEqual([...values].sort());
    });

    it('lets days fall off that lie ninety-six before the last', async () => {
      const subject = await open();
      for (const day of [20_400, 20_460, 20_495, 20_496, 20_500, 20_431, 20_432, 20_463, 20_464]) {
        await subject.store.learn({ sightings: [told('a:x', 'DE', day)], sessions: [] });
      }
      await subject.store.learn({ sightings: [told('a:x', 'DE', 20_527)], sessions: [] });
      expect((await subject.entries()).map(({ days }) => days)).toEqual([
        [20_432, 20_460, 20_463, 20_464, 20_495, 20_496, 20_500, 20_527],
      ]);
    });

    it('keeps the sixty-four values that came first, of equals the smaller', async () => {
      const subject = await open();
      const values = Array.from({ length: 80 }, (_, at) => `v${String(at).padStart(2, '0')}`);
      for (const some of batches(values, 7)) {
        await subject.store.learn({
          sightings: some.map((value, at) => told('a:x', value, 20_400 + (at % 2))),
          sessions: [],
        });
      }
      const entries = await subject.entries();
      expect(entries).toHaveLength(64);
      const first = values.filter((_, at) => (at % 7) % 2 === 0);
      const second = values.filter((value) => !first.includes(value));
      const kept = [...first, ...second].slice(0, 64).sort();
      expect(entries.map(({ value }) => value)).toEqual(kept);
    });

    it('lets go first of values that no cut sees beside the newest', async () => {
      const subject = await open();
      const values = Array.from({ length: 64 }, (_, at) => `v${String(at).padStart(2, '0')}`);
      await subject.store.learn({
        sightings: values.map((value, at) => told('a:x', value, 20_400 + (at % 4))),
        sessions: [],
      });
      // the first is too early, the others come with and without a recall before
      await subject.store.learn({ sightings: [told('a:x', 'w0', 20_495)], sessions: [] });
      await subject.store.learn({ sightings: [told('a:x', 'w1', 20_497)], sessions: [] });
      await subject.store.recall(ask({ owners: ['a:x'], cut: 20_498 }));
      await subject.store.learn({ sightings: [told('a:x', 'w2', 20_498)], sessions: [] });
      const kept = (await subject.entries()).map(({ value }) => value);
      const gone = ['v61', 'v62'];
      expect(kept).toEqual([...values.filter((value) => !gone.includes(value)), 'w1', 'w2']);
    });

    it('shows what was learned at the next cut, and answers for no owner that it never saw', async () => {
      const { store } = await open();
      await store.recall(ask({ owners: ['a:x'] }));
      await store.learn({ sightings: [told('a:x', 'DE', 20_500)], sessions: [] });
      const { habits } = await store.recall(ask({ owners: ['a:x', 'a:y'], cut: 20_501 }));
      expect(habits.get('a:x')?.get('country')?.get('DE')).toEqual([20_500]);
      expect(habits.has('a:y')).toBe(false);
    });
  });

  describe(`${name}: marks`, () => {
    it('adds before it reads, in order, each key once, by tag and owner', async () => {
      const { store } = await open();
      const asked = { markOwners: ['user:x'] };
      await store.recall(ask({ marks: [mark(3, 'c'), mark(1, 'a'), mark(9, 'p', { tag: 'place' })] }));
      const { marks, partial } = await store.recall(
        ask({ ...asked, marks: [mark(2, 'b'), mark(1, 'a'), mark(1, 'z', { owner: 'user:y' })] }),
      );
      expect(partial).toBe(false);
      expect(
        marks
          .get('user:x')
          ?.get('denied')
          ?.map(({ key }) => key),
      ).toEqual(['a', 'b', 'c']);
      expect([...marks.keys()].sort()).toEqual(['user:x', 'user:y']);
      const { marks: read } = await store.recall(ask(asked));
      expect([...read.keys()]).toEqual(['user:x']);
      expect(read.get('user:x')?.get('denied')).toEqual([mark(1, 'a'), mark(2, 'b'), mark(3, 'c')]);
      expect(read.get('user:x')?.get('place')).toEqual([mark(9, 'p', { tag: 'place' })]);
    });

    it('keeps the same of the last day, repeats or not, from any order, duplication and split', async () => {
      const some = fc.record({
        time: fc.integer({ min: 0, max: 40 * HOUR }),
        key: fc.oneof(fc.uuid(), hostile),
        tag: fc.constantFrom('denied' as const, 'denied' as const, 'place' as const, 'use' as const),
        value: fc.oneof({ weight: 2, arbitrary: fc.constantFrom('again', 'and again') }, hostile),
      });
      await fc.assert(
        fc.asyncProperty(
          again(fc.array(some, { maxLength: 250, size: 'max' })),
          async ([once, twice, size]) => {
            const [one, other] = [await open(), await open()];
            const made = (all: readonly (typeof once)[number][]) =>
              all.map(({ time, key, tag, value }) => mark(time, key, { tag, value }));
            await one.store.recall(ask({ marks: made(once) }));
            await Promise.all(
              batches(twice, size * 8).map((part) => other.store.recall(ask({ marks: made(part) }))),
            );
            const [told, toldAgain] = await Promise.all(
              [one, other].map(({ store }) => store.recall(ask({ markOwners: ['user:x'] }))),
            );
            expect(toldAgain?.marks).toEqual(told?.marks);
            for (const kept of told?.marks.get('user:x')?.values() ?? [])
              expect(kept.length).toBeLessThanOrEqual(MARKS_KEPT);
          },
        ),
        { numRuns: Math.ceil(runs / 2) },
      );
    });

    it('lets repeats push out no other value, however many they are', async () => {
      const { store } = await open();
      const asked = ask({ markOwners: ['user:x'] });
      for (let n = 0; n < 16; n++) {
        await store.recall(ask({ marks: [mark(n * 1_000, `${n}-0`, { value: `role-${n}` })] }));
        const decoys = Array.from({ length: 100 }, (_, at) => mark(n * 1_000 + at + 1, `${n}-${at + 1}`));
        await store.recall(ask({ marks: decoys }));
      }
      const kept = (await store.recall(asked)).marks.get('user:x')?.get('denied') ?? [];
      expect(kept.filter(({ value }) => value !== 'v')).toHaveLength(16);
      expect(kept.length).toBeLessThanOrEqual(MARKS_KEPT);
    });
  });

  describe(`${name}: sessions`, () => {
    it('gives a session with the ancestors it had when it was issued', async () => {
      const { store } = await open();
      const { ancestors: _ancestors, partial: _partial, ...parent } = session('ASIAA');
      const child = session('ASIAB', { parentKeyId: 'ASIAA', ancestors: [parent], partial: true });
      await store.learn({ sightings: [], sessions: [session('ASIAA'), child] });
      const { sessions } = await store.recall(ask({ sessions: ['ASIAA', 'ASIAB', 'ASIAC'] }));
      expect([...sessions.keys()]).toEqual(['ASIAA', 'ASIAB']);
      expect(sessions.get('ASIAB')).toMatchObject({ accessKeyId: 'ASIAB', partial: true, ambiguous: false });
      expect(sessions.get('ASIAB')?.ancestors.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIAA']);
    });

    it('calls a key ambiguous for good that was issued under two names', async () => {
      const { store } = await open();
      const other = session('ASIAA', { sessionName: 'other' });
      for (const one of [session('ASIAA'), other, session('ASIAA')]) {
        await store.learn({ sightings: [], sessions: [one] });
      }
      const { sessions } = await store.recall(ask({ sessions: ['ASIAA'] }));
      expect(sessions.get('ASIAA')?.ambiguous).toBe(true);
    });

    it('hears nothing of a stranger about a key that a trusted source told of', async () => {
      const trusted = session('ASIAA', { time: NOW + 1 });
      const forged = session('ASIAA', { sessionName: 'other', trusted: false });
      const orders = [
        [trusted, forged],
        [forged, trusted],
        [forged, session('ASIAA', { trusted: false }), trusted, forged],
      ];
      for (const order of orders) {
        const { store } = await open();
        for (const one of order) await store.learn({ sightings: [], sessions: [one] });
        const { sessions } = await store.recall(ask({ sessions: ['ASIAA'] }));
        expect(sessions.get('ASIAA')).toMatchObject({ sessionName: 's', trusted: true, ambiguous: false });
      }
    });

    it('keeps the same record of a key, whichever of its records comes first', async () => {
      const variants = fc.record({
        time: fc.integer({ min: NOW, max: NOW + 2 }),
        network: fc.constantFrom('one', 'two', undefined),
        sessionName: fc.constantFrom('s', 's', 'other'),
        trusted: fc.boolean(),
        client: hostile,
        ancestors: fc.constantFrom([], [session('ASIAP')]),
      });
      await fc.assert(
        fc.asyncProperty(
          again(fc.array(variants, { minLength: 1, maxLength: 6 })),
          async ([once, twice, size]) => {
            const [one, other] = [await open(), await open()];
            await one.store.learn({ sightings: [], sessions: once.map((more) => session('ASIAA', more)) });
            await Promise.all(
              batches(twice, size).map((part) =>
                other.store.learn({ sightings: [], sessions: part.map((more) => session('ASIAA', more)) }),
              ),
            );
            const [told, toldAgain] = await Promise.all(
              [one, other].map(({ store }) => store.recall(ask({ sessions: ['ASIAA'] }))),
            );
            expect(toldAgain?.sessions).toEqual(told?.sessions);
          },
        ),
        { numRuns: Math.ceil(runs / 2) },
      );
    });

    it('finds what was issued with a key, up to a bound', async () => {
      const { store } = await open();
      const many = Array.from({ length: 600 }, (_, at) => session(`ASIA${at}`, { parentKeyId: 'ASIAP' }));
      await store.learn({ sightings: [], sessions: [...many.slice(0, 2), session('ASIAX')] });
      expect(await store.issuedWith('ASIAP')).toEqual(['ASIA0', 'ASIA1']);
      await store.learn({ sightings: [], sessions: [...many, ...many] });
      expect(await store.issuedWith('ASIAP')).toHaveLength(512);
      expect(await store.issuedWith('ASIANOBODY')).toEqual([]);
    });

    it('finds a permission set’s session, and what was issued by it, under the name of its issue', async () => {
      const { store } = await open();
      const path = 'role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_7243976e43c75fc5';
      const role = { arn: `arn:aws:iam::111122223333:${path}`, accountId: '111122223333', name: 'Admin' };
      const assumedRoleId = 'AROAEXAMPLEEXAMPLE12:alice@example.com';
      const issue = session('ASIAISSUED', { role, assumedRoleId, time: NOW + 400 });
      const parentName = `${assumedRoleId}@${NOW / 1_000}`;
      const made = session('ASIAMADE', { parentKeyId: 'ASIAHANDEDOUT', parentName });
      const plain = session('ASIAPLAIN', { assumedRoleId, time: NOW + 5_000 });
      for (const _ of [1, 2]) await store.learn({ sightings: [], sessions: [issue, made, plain] });
      const later = `${assumedRoleId}@${NOW / 1_000 + 5}`;
      const { sessions } = await store.recall(
        ask({ sessions: [parentName, 'ASIAISSUED', 'ASIAMADE', later] }),
      );
      expect([...sessions]).toEqual([
        [parentName, issue],
        ['ASIAISSUED', issue],
        ['ASIAMADE', made],
      ]);
      for (const parent of [parentName, 'ASIAHANDEDOUT']) {
        expect(await store.issuedWith(parent)).toEqual(['ASIAMADE']);
      }
    });
  });

  describe(`${name}: sessions that were ended`, () => {
    const of = (actionId: string, until?: number) => ({ actionId, verifiedAt: NOW, until });

    it('are known by each of their names while the deny lasts, as they were kept last', async () => {
      const { store } = await open();
      const one = of('0123456789abcdef');
      const all = of('fedcba9876543210', NOW + 1);
      const names = ['ASIAA', '111122223333/De plöy', 'ASIAB'];
      expect((await store.recall(ask({ ended: names }))).ended?.size).toBe(0);
      await store.keepEnded(new Map([['ASIAA', one]]), 600_000);
      await store.keepEnded(
        new Map([
          ['ASIAA', all],
          ['111122223333/De plöy', all],
        ]),
        600_000,
      );
      await store.keepEnded(new Map([['ASIAB', one]]), 0);
      const { ended } = await store.recall(ask({ sessions: ['ASIAA'], ended: names }));
      expect([...(ended ?? [])]).toEqual([
        ['ASIAA', all],
        ['111122223333/De plöy', all],
      ]);
      expect((await store.recall(ask({ sessions: ['ASIAA'] }))).ended?.size).toBe(0);
    });

    it('are forgotten with the deny', async () => {
      const { store } = await open();
      await store.keepEnded(new Map([['ASIAA', of('0123456789abcdef')]]), 30);
      const left = async () => (await store.recall(ask({ ended: ['ASIAA'] }))).ended?.size;
      await expect.poll(left).toBe(0);
    });
  });
}
