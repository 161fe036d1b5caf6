import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { lineOn, startRig, taken } from '../support/fault-rig.ts';
import { often } from '../support/full.ts';
import { lessonsAt, requestAt, works } from '../support/lessons.ts';
import { entriesIn } from '../support/redis-subject.ts';
import type { ProxyMode } from '../support/tcp-proxy.ts';
import { expectBetween, until } from '../support/witness.ts';

interface Fault {
  readonly mode: ProxyMode;
  /** Nothing that the client sends reaches the server: afterwards exactly what was acknowledged is there. */
  readonly exact: boolean;
  /** Calls may succeed meanwhile. */
  readonly answers?: boolean;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'a black hole': { mode: 'blackhole', exact: true },
  'lost replies': { mode: 'dropReplies', exact: false },
  resets: { mode: 'reset', exact: false },
  'a closed port': { mode: 'refuse', exact: false },
  'a byte at a time': { mode: 'slicer', exact: false, answers: true },
  'three hundred milliseconds': { mode: { latencyMs: 300 }, exact: false },
};

describe.each(Object.entries(FAULTS))('the link has %s', (_, { mode, exact, answers }) => {
  it('every call ends in time, nothing is written twice or later, and the link heals by itself', async () => {
    const { proxy, link, seen, direct } = await startRig();
    const line = await lineOn(link.store);
    for (let n = 0; n < 20; n++) await seen.teach(lessonsAt(n));
    const before = seen.reasons.length;
    await proxy.mode(mode);
    const flights = often(6, 60);
    for (let flight = 0; flight < flights; flight++) {
      const numbers = Array.from({ length: 8 }, (__, at) => 1_000 + flight * 8 + at);
      await Promise.all(numbers.flatMap((n) => [seen.learn(lessonsAt(n)), seen.recall(requestAt(n))]));
      // Every other flight comes when the store is asked again after its silence.
      await wait(flight % 2 === 0 ? 20 : 520);
    }
    const [finding] = await line.judge(taken('BreakGlassAdmin', 0));
    expect(finding?.signals.map(({ ruleId }) => ruleId)).toContain('break-glass-role');
    if (!answers) {
      expect(seen.reasons.slice(before)).toHaveLength(flights * 16);
      expect(finding?.degraded).toBe(true);
    }
    expect(seen.longest()).toBeLessThan(400);
    await proxy.mode('pass');
    await until('the link is back', () => works(link.store));
    for (let n = 5_000; n < 5_020; n++) await seen.teach(lessonsAt(n));
    const kept = await entriesIn(direct);
    const told = kept.filter(({ owner }) => /^a:user:\d+$/.test(owner));
    if (exact) expect(told).toEqual(seen.must.entries());
    else expectBetween(told, seen);
  });
});
