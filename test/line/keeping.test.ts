import { describe, expect, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { address, DATABASES } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import { createApp } from '../../src/app.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Log, Store } from '../../src/core/ports/ports.ts';

const A = '111122223333';
const config = parseConfig({ databases: DATABASES }, 'test');
const record = (second: number) =>
  assumeRole({
    at: `2026-03-02T09:00:${String(second).padStart(2, '0')}Z`,
    by: user(A, 'dave'),
    from: address('berlinHome'),
    account: A,
    role: { account: A, name: 'Admin' },
    session: `s${second}`,
  });

type State = 'up' | 'down' | 'deaf' | 'full';

/** A memory store that can be lost, stop learning, or refuse every write. */
function fragile(): Store & { state: State } {
  const store = createMemoryStore();
  return {
    state: 'up',
    async recall(request) {
      if (this.state === 'down') throw new Error('connection refused');
      const recalled = await store.recall(request);
      return { ...recalled, partial: this.state === 'full' };
    },
    async learn(lessons) {
      if (this.state !== 'up') throw new Error('OOM command not allowed');
      await store.learn(lessons);
    },
    issuedWith: store.issuedWith,
    keepEnded: store.keepEnded,
    close: store.close,
  };
}

async function linesOf(states: readonly State[]) {
  const lines: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  const to = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  const log: Log = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
  const store = fragile();
  const app = await createApp({ config, log, store });
  const degraded: boolean[] = [];
  for (const [at, state] of states.entries()) {
    store.state = state;
    const outcomes = await app.analyzer.analyze([{ id: `${at}`, body: record(at) }]);
    degraded.push(...outcomes.flatMap(({ findings }) => findings.map((finding) => finding.degraded)));
  }
  await app.close();
  return { lines: lines.filter(({ level }) => level === 'error' || level === 'warn'), degraded };
}

describe('a store that is lost and comes back', () => {
  it('is two lines, with the gap that a replay restores', async () => {
    const { lines, degraded } = await linesOf(['up', 'down', 'down', 'down', 'up', 'up']);
    expect(lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'error: the store is lost: rules that need histories answer unknown, and nothing is learned',
      'warn: the store is back: replay the gap to restore it',
    ]);
    expect(lines[0]?.fields).toEqual({ step: 'recall', reason: 'connection refused' });
    expect(lines[1]?.fields).toMatchObject({
      degraded: 3,
      from: '2026-03-02T09:00:01.000Z',
      to: '2026-03-02T09:00:04.000Z',
    });
    expect(lines[1]?.fields).toHaveProperty(
      'unlearned',
      expect.toSatisfy((count: number) => count > 20),
    );
    expect(degraded).toEqual([false, true, true, true, false, false]);
  });

  it('says that nothing is learned, with no event degraded', async () => {
    const { lines } = await linesOf(['up', 'deaf', 'deaf', 'up']);
    expect(lines.map(({ message }) => message)).toEqual([
      'the store accepts no habits: what is usual is not learned',
      'the store is back: replay the gap to restore it',
    ]);
    expect(lines[1]?.fields).toMatchObject({ degraded: 0 });
  });

  it('says once that the server is full, and at the end what it has cost', async () => {
    const { lines } = await linesOf(['up', 'full', 'full']);
    expect(lines.map(({ message }) => message)).toEqual([
      'the store accepts no marks, it may be full: other consumers see less of the last day',
      'the store is still lost at the end: replay the gap to restore it',
    ]);
    expect(lines[1]?.fields).toMatchObject({ degraded: 2 });
  });

  it('ends the work where it is strict, and says that it may be done again', async () => {
    const quiet = () => {};
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    for (const state of ['down', 'deaf'] as const) {
      const store = { ...fragile(), state };
      const app = await createApp({ config, log, store, strict: true });
      await expect(app.analyzer.analyze([{ id: '1', body: record(1) }])).rejects.toMatchObject({
        code: 'ERR_STORE_UNAVAILABLE',
        remedy: expect.stringContaining('not learned twice'),
      });
    }
  });
});
