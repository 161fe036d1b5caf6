import { describe, expect, it } from 'vitest';
import type { Standing } from '../../scripts/chaos/cloud.ts';
import { type Evidence, judge } from '../../scripts/chaos/oracle.ts';
import { blowsOf, optionsOf } from '../../scripts/chaos/plan.ts';
import { type RoleOf, type Told, tell } from '../../scripts/chaos/story.ts';
import type { Fault, Seen } from '../support/aws-faults.ts';

const role = (kind: RoleOf['kind'], name: string): RoleOf => ({
  kind,
  name,
  account: '210000000000',
  uniqueId: 'AROA1234567890ABCDEF1',
});
const roles = [
  role('revoke', 'decoy-a'),
  role('protected-tag', 'decoy-protected-tag'),
  role('protected-config', 'decoy-protected-config'),
  role('not-opted-in', 'decoy-untagged'),
];
const ASKED = { seed: 3, events: 200, now: Date.parse('2026-06-01T12:00:00Z') };
const story = tell(ASKED, roles);
const of = (kind: Told['kind']) => story.events.filter((told) => told.kind === kind);
const [first, ...others] = of('revoke');
if (first === undefined) throw new Error('the story has nothing to revoke');

const stands = ({ account, document, policy, role }: Told): Standing => ({ account, document, policy, role });
const alert = ({ id }: Told, outcome: string) =>
  JSON.stringify({ id, level: 'critical', actions: [{ outcome }] });
const call = (action: string, asked: Readonly<Record<string, string>>, fault?: Fault): Seen => ({
  action,
  body: String(new URLSearchParams({ Action: action, ...asked })),
  fault,
  at: 0,
  region: 'us-east-1',
});
const put = (told: Told, document = told.document) =>
  call('PutRolePolicy', { PolicyName: told.policy, RoleName: told.role, PolicyDocument: document });

const good: Evidence = {
  events: story.events,
  standing: of('revoke').map(stands),
  seen: of('revoke').map((told) => put(told)),
  alerts: [
    ...of('revoke').map((told) => alert(told, 'applied')),
    ...[...of('protected-tag'), ...of('protected-config')].map((told) => alert(told, 'refused')),
    ...of('not-opted-in').map((told) => alert(told, 'pending')),
  ],
  audit: of('revoke').map(({ policy }) => `${policy.replace('rolewarden', 'revoke')}.json`),
  left: 0,
  deaths: [],
  dealt: [],
};

const broken = (more: Partial<Evidence>) =>
  Object.entries(judge({ ...good, ...more }))
    .filter(([, which]) => which.length > 0)
    .map(([name]) => name);

describe('the oracle of the chaos run', () => {
  it('is content with a run that kept every promise', () => {
    expect(broken({})).toEqual([]);
    expect(others.length).toBeGreaterThan(1);
  });

  it('sees a revocation that is lost, and lets one be handed to a person', () => {
    const standing = others.map(stands);
    expect(broken({ standing })).toEqual(['revocations lost']);
    expect(broken({ standing, alerts: [...good.alerts, alert(first, 'failed')] })).toEqual([]);
  });

  it('sees a second policy for a session', () => {
    const twin = { ...stands(first), policy: 'rolewarden-0000000000000000' };
    expect(broken({ standing: [...good.standing, twin] })).toEqual(
      expect.arrayContaining(['revocations doubled', 'revocations wrong']),
    );
  });

  it('sees a cut-off that changed between two writes, though the last one is right', () => {
    const later = first.document.replace('T12', 'T13').replace('T11', 'T12');
    expect(later).not.toBe(first.document);
    const found = broken({ seen: [put(first, later), ...good.seen] });
    expect(found).toEqual(['revocations wrong', 'cut-offs changed']);
  });

  it.each(['protected-tag', 'protected-config'] as const)('sees a write on a role that is %s', (kind) => {
    const [told = first] = of(kind);
    expect(broken({ seen: [...good.seen, put(told)] })).toEqual(
      expect.arrayContaining(['revocations wrong', 'on a protected role']),
    );
  });

  it('sees a write without an audit record, lost and made-up alerts, what is left, and who fell', () => {
    expect(broken({ audit: good.audit.slice(1) })).toEqual(['written without an audit record']);
    expect(broken({ alerts: good.alerts.slice(1) })).toEqual(['alerts lost']);
    const [quiet = first] = of('quiet');
    expect(broken({ alerts: [...good.alerts, alert(quiet, '')] })).toEqual(['alerts nobody caused']);
    expect(broken({ left: 2 })).toEqual(['events unaccounted']);
    expect(broken({ deaths: ['code 1: …'] })).toEqual(['workers that fell by themselves']);
  });

  it('lets an old event be handed to a person only where Redis could not say what was begun before', () => {
    const { events } = tell({ ...ASKED, shares: [['old', 20]] }, roles);
    const old = events.filter(({ kind }) => kind === 'old');
    const run = (outcome: string, more: Partial<Evidence> = {}) =>
      broken({
        events,
        standing: [],
        seen: [],
        audit: [],
        alerts: old.map((told) => alert(told, outcome)),
        ...more,
      });
    expect(old.length).toBeGreaterThan(1);
    expect(run('refused')).toEqual([]);
    expect(run('failed')).toEqual(['alerts lost']);
    expect(run('failed', { dealt: [{ kind: 'kill', at: 1 }] })).toEqual(['alerts lost']);
    expect(run('failed', { dealt: [{ kind: 'away', at: 1 }] })).toEqual([]);
    expect(run('pending', { dealt: [{ kind: 'away', at: 1 }] })).toEqual(['alerts lost']);
  });

  it('asks of every repeated alert what explains it', () => {
    const publish = (at: number, fault?: Fault) => ({
      ...call('Publish', { Message: JSON.stringify({ sqs: alert(first, 'applied') }) }, fault),
      at,
    });
    const repeated = (fault?: Fault) => [...good.seen, publish(10, fault), publish(20)];
    expect(broken({ seen: repeated() })).toEqual(['alerts repeated without cause']);
    expect(broken({ seen: repeated('then-reset') })).toEqual([]);
    expect(broken({ seen: repeated('throttle') })).toEqual([]);
    const late = { ...publish(10), unheard: true as const };
    expect(broken({ seen: [...good.seen, late, publish(20)] })).toEqual([]);
    expect(broken({ seen: repeated(), dealt: [{ kind: 'loss', at: 15 }] })).toEqual([]);
    expect(broken({ seen: repeated(), dealt: [{ kind: 'kill', at: 25 + 5_000 }] })).toEqual([
      'alerts repeated without cause',
    ]);
  });
});

describe('the plan of the chaos run', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: string) => blowsOf(optionsOf(['--seed', seed]));
    expect(plan('5')).toEqual(plan('5'));
    expect(plan('5')).not.toEqual(plan('6'));
    expect(plan('5').filter(({ kind }) => kind === 'kill')).toHaveLength(20);
    expect(() => optionsOf(['--kills', 'many'])).toThrow('--kills takes a whole number');
  });
});
