import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { service } from '../../scripts/callers.ts';
import { type RawCloudTrail, serviceRole } from '../../scripts/records.ts';
import { createApp } from '../../src/app.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import type { Target } from '../../src/core/event/target.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { createLog } from '../../src/run/log.ts';
import { armed, chained, keyOf, QUEUE, taken } from '../support/armed.ts';
import { type LiveLab, liveLab } from '../support/live-lab.ts';
import { roleCalled } from '../support/role-called.ts';

const log = createLog('silent');
const HOSTILE = {
  rules: { 'offensive-framework': { points: 95 } },
  revocation: { caps: { perRole: 5, perAccount: 10 } },
};
let lab: LiveLab;
beforeAll(async () => {
  lab = await liveLab(inject('aws'));
});
beforeEach(() => lab.forget());
afterAll(() => lab.close());

/** Delivers batch after batch, and says what became of the last finding. */
async function delivered(batches: readonly (readonly RawCloudTrail[])[]): Promise<string | undefined> {
  const live = await lab.live(HOSTILE);
  let last: string | undefined;
  for (const Records of batches) {
    const [outcome] = await live.app.analyzer.analyze([{ id: 'm', body: { Records }, source: QUEUE }]);
    last = outcome?.findings.find(({ level }) => level === 'critical')?.actions[0]?.outcome ?? last;
  }
  return last;
}

const now = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
const quiet = (role: Target, at: number, session = 'dave') => taken(role, { session, by: 'ann', at });
const hostile = (role: Target, at: number, by = 'dave'): RawCloudTrail => ({
  ...taken(role, { session: 'dave', by, at }),
  userAgent: 'pacu/1.6',
});

describe('another session of that role and name, issued within ten seconds by somebody else', () => {
  it.each([
    [
      'before, in another batch',
      'seat-before',
      (role: Target) => [[quiet(role, now)], [hostile(role, now + 3_000)]],
    ],
    [
      'before, in the same batch',
      'seat-same',
      (role: Target) => [[quiet(role, now), hostile(role, now + 3_000)]],
    ],
    [
      'after, in the same batch',
      'seat-after',
      (role: Target) => [[hostile(role, now), quiet(role, now + 10_000)]],
    ],
    [
      'after, heard of before',
      'seat-late',
      (role: Target) => [[quiet(role, now + 4_000)], [hostile(role, now)]],
    ],
    [
      'by a service, whose record names no session id',
      'seat-service',
      (role: Target) => [
        [
          serviceRole({
            by: service('lambda.amazonaws.com'),
            role: { account: role.accountId, name: role.name },
            session: 'dave',
            account: role.accountId,
            at: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
          }),
        ],
        [hostile(role, now + 3_000)],
      ],
    ],
  ])('%s: a person has to decide', async (_, name, batches) => {
    const role = await lab.iam.role(name);
    expect(await delivered(batches(role))).toBe('pending');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it.each([
    ['of another name', 'seat-name', (role: Target) => [[quiet(role, now, 'ann')], [hostile(role, now)]]],
    [
      'eleven seconds before',
      'seat-early',
      (role: Target) => [[quiet(role, now)], [hostile(role, now + 11_000)]],
    ],
    [
      'to be ended, too',
      'seat-both',
      (role: Target) => [[hostile(role, now, 'eve'), hostile(role, now + 1_000)]],
    ],
  ])('%s: it is ended', async (_, name, batches) => {
    const role = await lab.iam.role(name);
    expect(await delivered(batches(role))).toBe('applied');
    expect((await lab.iam.names(role)).length).toBeGreaterThan(0);
  });

  it('that is critical, and not to be ended by itself, is one', async () => {
    const role = await lab.iam.role('seat-open');
    const live = await lab.live(HOSTILE);
    const [, outcome] = await live.app.analyzer.analyze([
      { id: 'forged', body: hostile(role, now, 'eve'), source: 'arn:aws:sqs:us-east-1:123456789012:open' },
      { id: 'm', body: hostile(role, now + 1_000), source: QUEUE },
    ]);
    expect(outcome?.findings[0]?.actions[0]?.outcome).toBe('pending');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('is seen in memory, too: what would have been done waits', async () => {
    const app = await createApp({ config: armed(1, HOSTILE), log, store: createMemoryStore() });
    const role = roleCalled('seat-memory');
    await app.analyzer.analyze([{ id: '1', body: quiet(role, now) }]);
    const [outcome] = await app.analyzer.analyze([{ id: '2', body: hostile(role, now + 3_000) }]);
    expect(outcome?.findings[0]?.actions[0]?.outcome).toBe('would-wait');
    const [far] = await app.analyzer.analyze([{ id: '3', body: hostile(role, now + 30_000) }]);
    expect(far?.findings[0]?.actions[0]?.outcome).toBe('would-apply');
    await app.close();
  });
});

describe('a session that was issued with a denied one', () => {
  const roles = async (name: string) =>
    [await lab.iam.role(`decoy-${name}`), await lab.iam.role(`leaf-${name}`)] as const;
  const outcomes = async (records: readonly RawCloudTrail[]) => {
    const live = await lab.live(HOSTILE);
    let actions: Finding['actions'] = [];
    for (const body of records) {
      const [outcome] = await live.app.analyzer.analyze([{ id: 'm', body, source: QUEUE }]);
      actions = outcome?.findings[0]?.actions ?? [];
    }
    return actions;
  };

  it('waits for a person where somebody else sits in its seat', async () => {
    const [thief, leaf] = await roles('seat');
    const record = taken(thief, { at: now - 30_000 });
    const child = chained(leaf, thief, keyOf(record), now);
    const actions = await outcomes([taken(leaf, { by: 'ann', at: now + 5_000 }), child, record]);
    expect(actions.map(({ outcome }) => outcome)).toEqual(['applied', 'pending']);
    expect([(await lab.iam.names(thief)).length, await lab.iam.names(leaf)]).toEqual([1, []]);
  });

  it('waits for a person where a service holds it, as it does by itself', async () => {
    const [thief, leaf] = await roles('held');
    const record = taken(thief, { at: now - 30_000 });
    const child = chained(leaf, thief, keyOf(record), now);
    const invokedBy = 'cloudformation.amazonaws.com';
    const held = {
      ...child,
      sourceIPAddress: invokedBy,
      userAgent: invokedBy,
      userIdentity: { ...Object(child['userIdentity']), invokedBy },
    };
    const actions = await outcomes([held, record]);
    expect(actions.map(({ outcome }) => outcome)).toEqual(['applied', 'pending']);
    expect(actions[1]?.detail).toContain('held by cloudformation');
    expect(await lab.iam.names(leaf)).toEqual([]);
  });
});
