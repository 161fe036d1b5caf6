import { describe, expect, it } from 'vitest';
import type { Standing } from '../../scripts/chaos/cloud.ts';
import { type RoleOf, type Told, tell } from '../../scripts/chaos/story.ts';
import type { Left } from '../../scripts/faults/case.ts';
import { mapShard } from '../../scripts/faults/mapping.ts';
import { judge } from '../../scripts/faults/oracle.ts';
import { runCases } from '../../scripts/faults/run.ts';

const role = (kind: RoleOf['kind'], name: string): RoleOf => ({
  kind,
  name,
  account: '310000000000',
  uniqueId: 'AROA1234567890ABCDEF1',
});
const shares = [
  ['revoke', 100],
  ['old', 50],
] as const;
const now = Date.parse('2026-06-01T12:00:00Z');
const { events } = tell({ seed: 3, events: 100, now, shares }, [role('revoke', 'decoy-a')]);
const of = (kind: Told['kind']) => events.filter((told) => told.kind === kind);
const [first] = of('revoke');
const [old] = of('old');
if (first === undefined || old === undefined) throw new Error('the story has too little');

const stands = ({ account, document, policy, role }: Told): Standing => ({ account, document, policy, role });
const alert = ({ id }: Told, outcome: string) =>
  JSON.stringify({ id, level: 'critical', actions: [{ outcome }] });

/** What a run leaves that kept every promise. */
const good: Left = {
  events,
  standing: of('revoke').map(stands),
  seen: [],
  alerts: [
    ...of('revoke').map((told) => alert(told, 'applied')),
    ...of('old').map((told) => alert(told, 'refused')),
  ],
  audit: of('revoke').map(({ policy }) => `${policy.replace('rolewarden', 'revoke')}.json`),
  left: 0,
  deaths: [],
  dealt: [],
  fired: { kills: 3 },
  exits: [{ code: 0, signal: null, seconds: 1 }],
  poison: { wanted: 2, kept: 2 },
  byHand: false,
  mayRepeat: 0,
  memory: { mib: 200, limit: 512 },
  own: [],
};
const broken = (more: Partial<Left>) => judge({ ...good, ...more }).join('\n');

describe('the oracle of the fault matrix', () => {
  it('is content with a run that kept every promise', () => {
    expect(broken({})).toBe('');
  });

  it('sees an alert that is lost, and one that came twice without a reason', () => {
    expect(broken({ alerts: good.alerts.slice(1) })).toMatch(/alerts lost: 1/);
    const twice = { alerts: [...good.alerts, alert(first, 'applied')] };
    expect(broken(twice)).toMatch(/alerts again: 1, explained 0/);
    expect(broken({ ...twice, mayRepeat: 1 })).toBe('');
    expect(
      broken({ alerts: [...good.alerts, alert(first, 'applied').replace(first.id, 'another')] }),
    ).toMatch(/alerts nobody caused/);
  });

  it('sees a revocation that is lost, left to a person, doubled, or wrong', () => {
    expect(broken({ standing: good.standing.slice(1) })).toMatch(/revocations lost: 1/);
    const byHand = { standing: good.standing.slice(1), alerts: [...good.alerts, alert(first, 'failed')] };
    expect(broken(byHand)).toMatch(/revocations left to a person: 1/);
    expect(broken({ ...byHand, byHand: true })).toBe('');
    const twin = { ...stands(first), policy: 'rolewarden-0000000000000000' };
    expect(broken({ standing: [...good.standing, twin] })).toMatch(/revocations doubled: 1/);
    expect(broken({ standing: [...good.standing, stands(old)] })).toMatch(/revocations wrong: 1/);
  });

  it('sees an event that is unaccounted, and poison that was not kept', () => {
    expect(broken({ left: 1 })).toMatch(/events unaccounted/);
    expect(broken({ poison: { wanted: 2, kept: 1 } })).toMatch(/poison kept: 1 of 2/);
  });

  it('sees a fault that never fired, a process that ended badly or late, and memory above its bound', () => {
    expect(broken({ fired: { kills: 0 } })).toBe('never fired: kills');
    expect(broken({ exits: [{ code: 1, signal: null, seconds: 1 }] })).toBe('exit: 1 after 1.0 s');
    expect(broken({ exits: [{ code: 0, signal: null, seconds: 29 }] })).toBe('exit: 0 after 29.0 s');
    expect(broken({ deaths: ['1: out of memory'] })).toMatch(/fell by themselves/);
    expect(broken({ memory: { mib: 600, limit: 512 } })).toBe('memory: 600 MiB');
    expect(broken({ own: ['something'] })).toBe('something');
  });
});

it('runs at most so many cases at a time, and a case that throws is broken', async () => {
  let now = 0;
  let most = 0;
  const cases = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    matrix: 'F1',
    what: '',
    async run() {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now--;
      if (id === 'c') throw new Error('it fell');
      return good;
    },
  }));
  const options = { aws: '', seed: 1, full: false, atOnce: 2, tell: () => {} };
  const results = await Promise.all(runCases(cases, options).values());
  expect(most).toBe(2);
  expect(results.map(({ broken: words, id }) => [id, words.length])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 1],
    ['d', 0],
  ]);
});

it('maps a shard as Lambda does: in order, from the lowest failed, in halves after an error', async () => {
  const records = Array.from({ length: 30 }, (_, at) => ({ sequence: `s${100 + at}`, body: '{}' }));
  const sizes: number[] = [];
  const done: string[] = [];
  const failing = { left: 2 };
  const invoke = async (event: object) => {
    sizes.push('Records' in event && Array.isArray(event.Records) ? event.Records.length : 0);
    if (sizes.length === 1) return { kind: 'error', type: 'X', message: '', ms: 0 } as const;
    const value = { batchItemFailures: failing.left-- > 0 ? [{ itemIdentifier: 's103' }] : [] };
    return { kind: 'response', value, ms: 0 } as const;
  };
  const { attempts, halved } = await mapShard(
    records,
    invoke,
    ({ sequence }) => void done.push(sequence),
    'arn',
  );
  expect(done).toEqual(records.map(({ sequence }) => sequence));
  expect(sizes.slice(0, 3)).toEqual([20, 10, 20]);
  expect({ attempts, halved }).toEqual({ attempts: 2, halved: 1 });
});
