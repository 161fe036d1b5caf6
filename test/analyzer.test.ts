import { describe, expect, it } from 'vitest';
import { user } from '../scripts/callers.ts';
import { address, DATABASES } from '../scripts/places.ts';
import { assumeRole, callerIdentity } from '../scripts/records.ts';
import { createApp } from '../src/app.ts';
import { createMemoryStore } from '../src/baseline/memory/store.ts';
import { parseConfig } from '../src/config/load.ts';
import type { Finding } from '../src/core/finding/finding.ts';
import type { Store } from '../src/core/ports/ports.ts';
import { createLog } from '../src/run/log.ts';

const A = '111122223333';
const glass = assumeRole({
  at: '2026-03-02T09:00:00Z',
  by: user(A, 'dave'),
  from: address('berlinHome'),
  account: A,
  role: { account: A, name: 'BreakGlassAdmin' },
  session: 's',
});

async function judge(
  config: object,
  records: readonly unknown[],
  store?: Store,
): Promise<readonly Finding[]> {
  const parsed = parseConfig({ databases: DATABASES, ...config }, 'test');
  const app = await createApp({
    config: parsed,
    log: createLog('silent'),
    ...(store === undefined ? {} : { store }),
  });
  const outcomes = await app.analyzer.analyze([{ id: 'd', body: { Records: records } }]);
  await app.close();
  return outcomes.flatMap(({ findings }) => findings);
}

describe('who may teach', () => {
  const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}`;
  const call = (n: number, place: 'berlinHome' | 'lagos', client?: string) =>
    callerIdentity({
      at: `${day(n)}T09:00:00Z`,
      by: user(A, 'dave'),
      from: address(place),
      account: A,
      ...(client === undefined ? {} : { with: client }),
    });

  it('an event at or above the alert threshold never becomes a habit', async () => {
    const store = createMemoryStore();
    const records = Array.from({ length: 30 }, (_, n) => call(n + 1, 'lagos', 'TruffleHog'));
    await judge({}, records, store);
    // that the actor was active is a fact, which nobody calls a habit (ADR 0025)
    const taught = store.entries().map(({ owner, dimension }) => `${owner.slice(0, 2)} ${dimension}`);
    expect(taught).toEqual(['a: ~seen']);
  });

  it('a refused call teaches nothing', async () => {
    const store = createMemoryStore();
    await judge({}, [{ ...call(1, 'berlinHome'), errorCode: 'AccessDenied' }], store);
    expect(store.entries()).toEqual([]);
  });

  it('a middling event is kept apart', async () => {
    const store = createMemoryStore();
    await judge(
      { rules: { 'credential-validation': { points: 45 } } },
      [call(1, 'lagos', 'TruffleHog')],
      store,
    );
    const dimensions = store
      .entries()
      .filter(({ owner }) => owner.startsWith('a:'))
      .map(({ dimension }) => dimension);
    expect(dimensions).toContain('~country');
    expect(dimensions.every((dimension) => dimension.startsWith('~'))).toBe(true);
  });
});

describe('a store that is down', () => {
  const down: Store = {
    recall: async () => {
      throw new Error('connection refused');
    },
    learn: async () => {
      throw new Error('connection refused');
    },
    issuedWith: async () => [],
    keepEnded: async () => {},
    close: async () => {},
  };

  it('leaves stateless rules speaking, and the finding says degraded', async () => {
    const [finding] = await judge({}, [glass], down);
    expect(finding?.score).toBeGreaterThanOrEqual(70);
    expect(finding?.degraded).toBe(true);
    expect(finding?.unknown).toContainEqual({ ruleId: 'new-network', reason: 'store' });
  });
});

describe('outcomes', () => {
  it('are one for each delivery; what is not ours is ignored, what is broken reported', async () => {
    const app = await createApp({
      config: parseConfig({ databases: DATABASES }, 'test'),
      log: createLog('silent'),
    });
    const other = { ...glass, eventSource: 's3.amazonaws.com' };
    const outcomes = await app.analyzer.analyze([
      { id: '1', body: glass },
      { id: '2', body: other },
      { id: '3', body: 'broken' },
    ]);
    await app.close();
    expect(outcomes.map(({ deliveryId, status }) => [deliveryId, status])).toEqual([
      ['1', 'analyzed'],
      ['2', 'ignored'],
      ['3', 'ignored'],
    ]);
    expect(outcomes[2]?.problems).toEqual([{ where: '3', reason: 'not JSON' }]);
    expect(outcomes[0]?.findings.length).toBe(1);
  });
});

it('judges very large deliveries in parts, each event once, and answers for each delivery', async () => {
  const many = Array.from({ length: 2_500 }, (_, n) => ({ ...glass, eventID: `many-${n}` }));
  const asked: number[] = [];
  const store = createMemoryStore();
  const counting: Store = {
    ...store,
    recall: (request) => {
      asked.push(request.marks.length);
      return store.recall(request);
    },
  };
  const app = await createApp({
    config: parseConfig({ databases: DATABASES }, 'test'),
    log: createLog('silent'),
    store: counting,
  });
  const bodies = [many, [glass], many.map((one) => ({ ...one, eventID: `${one.eventID}-too` }))];
  const outcomes = await app.analyzer.analyze(
    bodies.map((Records, at) => ({ id: `${at}`, body: { Records } })),
  );
  await app.close();
  expect(outcomes.map(({ deliveryId, findings }) => [deliveryId, findings.length])).toEqual([
    ['0', 2_500],
    ['1', 1],
    ['2', 2_500],
  ]);
  expect(asked).toHaveLength(6);
});
