import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding/finding.ts';
import { entryOf, type ReportEntry } from '../../src/page/entries.ts';
import { EVERYTHING, select } from '../../src/page/filter.ts';
import { hoursOfWeek, matrix, paths, places, topRules } from '../../src/page/numbers.ts';
import { aFinding, aSignal } from '../report/a-finding.ts';

/** A finding of the caller itself, without a session before it, and what differs. */
const entry = (more: Partial<Finding> = {}): ReportEntry => entryOf({ ...aFinding(), lineage: [], ...more });
const named = (name: string, role: string, score: number): ReportEntry => {
  const { actor } = aFinding();
  const arn = `arn:aws:iam::444455556666:role/${role}`;
  return entry({
    actor: { ...actor, name },
    role: { arn, accountId: '444455556666', name: role },
    score,
    level: score >= 90 ? 'critical' : 'high',
  });
};

it('calls a private address private, an own network by its name, and others unknown', () => {
  const { origin } = aFinding();
  const nowhere = { ...origin, kind: 'other' as const, country: null, city: null, asn: null, network: null };
  const at = (more: Partial<Finding['origin']>) => entry({ origin: { ...nowhere, ...more } }).place.key;
  expect(at({ ip: '10.0.0.5' })).toBe('Private address · mostly from inside a VPC');
  expect(at({ ip: '10.0.0.5', network: 'office' })).toBe('Unknown · office');
  expect(at({ ip: '203.0.113.9' })).toBe('Unknown · unknown network');
  expect(at({ ip: null })).toBe('Unknown · unknown network');
});

describe('hours of the week', () => {
  it.each([
    ['2026-03-02T00:00:00Z', 0],
    ['2026-03-02T00:59:59.999Z', 0],
    ['2026-03-02T23:30:00Z', 23],
    ['2026-03-03T00:00:00Z', 24],
    ['2026-03-08T23:59:59Z', 167],
    ['2026-03-29T01:30:00Z', 6 * 24 + 1],
  ])('%s is hour %i, counted from Monday in UTC', (time, hour) => {
    const hours = hoursOfWeek([entry({ time })]);
    expect(hours).toHaveLength(168);
    expect(hours.flatMap(({ count }, at) => (count > 0 ? [at] : []))).toEqual([hour]);
  });

  it('add up, and keep the highest', () => {
    const time = '2026-03-02T09:00:00Z';
    const hours = hoursOfWeek([
      entry({ time, score: 75, level: 'high' }),
      entry({ time, score: 95, level: 'critical' }),
      entry({ time, score: 40, level: 'medium' }),
    ]);
    expect(hours[9]).toEqual({ count: 3, score: 95, level: 'critical' });
    expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });
});

describe('top rules', () => {
  it('counts findings, not signals, and adds points', () => {
    const signals = [
      aSignal('misuse', 'twice', 30),
      aSignal('misuse', 'twice', 5),
      aSignal('timing', 'once', 90),
    ];
    const rules = topRules([entry({ signals }), entry({ signals: [aSignal('misuse', 'twice', 10)] })]);
    expect(rules.map(({ ruleId, count, points }) => [ruleId, count, points])).toEqual([
      ['twice', 2, 45],
      ['once', 1, 90],
    ]);
  });
});

describe('the matrix', () => {
  it('ranks by score, counts cells, and says what had no room', () => {
    const entries = [
      named('ann', 'Admin', 95),
      named('ann', 'Admin', 70),
      named('bob', 'Reader', 80),
      named('cid', 'Writer', 70),
    ];
    const { actors, asked, moreActors, moreAsked, tally } = matrix(entries, 2, 2);
    expect(actors).toEqual(['ann', 'bob']);
    expect(asked).toEqual([
      { name: 'Admin', accounts: ['444455556666'] },
      { name: 'Reader', accounts: ['444455556666'] },
    ]);
    expect([moreActors, moreAsked]).toEqual([1, 1]);
    expect(tally('ann', 'Admin')).toEqual({ count: 2, score: 95, level: 'critical' });
    expect(tally('ann', 'Reader').count).toBe(0);
  });

  it('has a column for every row while there is room', () => {
    const many = ['A', 'B', 'C', 'D'].map((role) => named('ann', role, 95));
    const { asked } = matrix([...many, named('bob', 'Z', 70)], 5, 3);
    expect(asked.map(({ name }) => name)).toEqual(['A', 'B', 'Z']);
  });

  it('is about who is behind the call, not who made it', () => {
    const { lineage } = aFinding();
    const { actors } = matrix([entry({ lineage })], 5, 5);
    expect(actors).toEqual(['alice']);
    expect(paths([entry({ lineage })])[0]?.path).toEqual(['alice', 'DeployRole', 'ProdAdmin']);
  });
});

describe('places', () => {
  it('are countries with networks, the highest score first, with who came from there', () => {
    const { origin } = aFinding();
    const german = { origin: { ...origin, country: 'DE', network: 'Fibre' }, score: 50 };
    const service = { ...origin, kind: 'service' as const, service: 'ec2.amazonaws.com' };
    const all = places([
      entry(german),
      entry(german),
      entry({ score: 90 }),
      entry({ origin: service, score: 40 }),
    ]);
    expect(all.map(({ place, count, actors }) => [place.key, count, actors])).toEqual([
      ['Brazil · Example Telecom', 1, 1],
      ['Germany · Fibre', 2, 1],
      ['AWS · ec2.amazonaws.com', 1, 1],
    ]);
  });
});

describe('the filter', () => {
  const ann = named('Ann', 'ProdAdmin', 95);
  const bob = named('bob', 'Reader', 75);
  const both = [ann, bob];

  it.each([
    [{}, both],
    [{ levels: new Set(['high' as const]) }, [bob]],
    [{ minScore: 80 }, [ann]],
    [{ actor: 'aNN' }, [ann]],
    [{ role: 'reader in 4444' }, [bob]],
    [{ rule: 'impossible-travel' }, both],
    [{ rule: 'impossible' }, []],
    [{ text: ' example TELECOM ' }, both],
    [{ text: 'nothing of the kind' }, []],
    [{ from: ann.at, to: ann.at }, both],
    [{ from: ann.at + 1 }, []],
    [{ place: 'Brazil · Example Telecom' }, both],
    [{ hour: ann.hour + 1 }, []],
  ])('%j', (part, expected) => {
    expect(select(both, { ...EVERYTHING, ...part })).toEqual(expected);
  });

  it('leaves out what a chart offers', () => {
    expect(select(both, { ...EVERYTHING, actor: 'ann', minScore: 80 }, ['actor', 'minScore'])).toEqual(both);
  });
});
