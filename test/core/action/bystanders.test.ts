import { describe, expect, it } from 'vitest';
import { user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { assumeRole } from '../../../scripts/records.ts';
import { digest } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { revocationRules } from '../../../src/config/revocation-rules.ts';
import { bystandersOf, seatsOf, withoutEnded } from '../../../src/core/action/bystanders.ts';
import type { StsEvent } from '../../../src/core/event/event.ts';
import { inOrder } from '../../../src/core/event/order.ts';
import { aFinding } from '../../report/a-finding.ts';
import { eventOf } from '../../support/events.ts';

const A = '111122223333';
const AT = Date.parse('2026-06-01T12:00:00Z');
/** Somebody takes Deploy as `work`, or as another, so many ms later. */
function issue(by: string, after = 0, session = 'work'): StsEvent {
  const role = { account: A, name: 'Deploy' };
  const call = { at: '2026-06-01T12:00:00Z', from: address('berlinHome', 1), account: A };
  const record = assumeRole({ ...call, by: user(A, by), role, session, nonce: `${by}${after}` });
  const real = JSON.parse(JSON.stringify(record).replaceAll(/AROA\w+EXAMPLE/g, 'AROAABCDEFGHIJKLMNOPQ'));
  return { ...eventOf(real), time: AT + after };
}
const mine = issue('mallory');
const mark = (event: StsEvent) => ({
  tag: 'seat' as const,
  owner: 'seat',
  time: event.time,
  key: event.id,
  value: event.grant?.accessKeyId ?? '',
});
const beside = (batch: readonly StsEvent[], before: readonly StsEvent[] = []) =>
  bystandersOf(mine, { marks: () => before.map(mark) }, seatsOf(inOrder([mine, ...batch])));

describe('whom a deny may meet', () => {
  const other = issue('ann', 10_000);
  const copy = { ...mine, id: 'a copy of the call in another account' };

  it('is who sits in the same seat within ten seconds, here or before, and counts once', () => {
    expect(beside([other, issue('bob', -10_000)])).toHaveLength(2);
    expect(beside([other], [other])).toEqual([other.id]);
  });

  it('is nobody later or earlier, in another seat, or the session itself, however often it is told', () => {
    expect(beside([issue('ann', 10_001), issue('ann', -10_001), issue('ann', 0, 'play')])).toEqual([]);
    expect(beside([copy], [mine, copy])).toEqual([]);
  });

  it('is no more than some of very many, and one that nothing ends', () => {
    const { grant } = mine;
    if (grant === undefined) throw new Error('nothing was issued');
    const crowd = Array.from({ length: 5_000 }, (_, n) => ({
      ...mine,
      id: `crowd-${n}`,
      time: AT - 12_000 + n * 10,
      grant: { ...grant, accessKeyId: `ASIACROWD${n}` },
    }));
    const near = crowd.filter(({ time }) => Math.abs(time - AT) <= 10_000);
    expect(beside(near.slice(0, 1_000)).at(-1)).not.toBe('');
    const met = beside(crowd);
    expect([met.length, met.at(-1)]).toEqual([1_001, '']);
    expect(met.slice(0, -1).every((id) => crowd.some((one) => one.id === id))).toBe(true);
  });

  it('is nobody where nothing was issued', () => {
    const refused = { ...mine, outcome: 'denied' } as const;
    expect(bystandersOf(refused, { marks: () => [mark(other)] }, seatsOf([other]))).toEqual([]);
  });
});

describe('who is ended as well', () => {
  const [eve, ann] = [issue('eve', 1_000), issue('ann', 2_000)];
  const bystanders = (mode: string, level: 'critical' | 'high') => {
    const rules = revocationRules(
      parseConfig({ revocation: { mode, audit: { folder: 'a' } } }, 'test'),
      digest,
    );
    const signals = [{ family: 'misuse', points: 95, ruleId: 'x', summary: '', evidence: {} } as const];
    const finding = { ...aFinding(), level: 'critical', trusted: true, degraded: false, signals } as const;
    const judged = [
      { event: mine, finding, bystanders: [eve.id, ann.id] },
      { event: eve, finding: { ...finding, level }, bystanders: [mine.id] },
    ];
    return withoutEnded(judged, rules, () => AT + 60_000).map((one) => one.bystanders);
  };

  it('is no bystander; who waits for a person, or is only heard of, is', () => {
    expect(bystanders('auto', 'critical')).toEqual([[ann.id], []]);
    expect(bystanders('auto', 'high')).toEqual([[eve.id, ann.id], []]);
    expect(bystanders('confirm', 'critical')).toEqual([[eve.id, ann.id], [mine.id]]);
  });
});
