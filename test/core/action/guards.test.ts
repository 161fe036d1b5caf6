import { describe, expect, it } from 'vitest';
import { user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { assumeRole, type RoleCall } from '../../../scripts/records.ts';
import { digest } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { revocationRules } from '../../../src/config/revocation-rules.ts';
import { consider, MET } from '../../../src/core/action/guards.ts';
import type { Signal } from '../../../src/core/finding/finding.ts';
import { aFinding } from '../../report/a-finding.ts';
import { eventOf } from '../../support/events.ts';

const A = '111122223333';
const AT = Date.parse('2026-06-01T12:00:00Z');
const call: RoleCall = {
  by: user(A, 'mallory'),
  role: { account: A, name: 'Deploy' },
  session: 'work',
  account: A,
  at: '2026-06-01T12:00:00Z',
  from: address('berlinHome', 1),
};
// The made-up role id of the stories is shorter than AWS's.
const record = JSON.parse(
  JSON.stringify(assumeRole(call)).replace(/AROA\w+EXAMPLE/, 'AROAABCDEFGHIJKLMNOPQ'),
);
const event = eventOf(record);

const signal = (family: Signal['family'], points: number, ruleId = 'a-rule'): Signal => ({
  family,
  points,
  ruleId,
  summary: 's',
  evidence: {},
});
const CONCLUSIVE = [signal('misuse', 95, 'decoy-role')];

function considered(
  how: {
    readonly revocation?: Readonly<Record<string, unknown>>;
    readonly config?: Readonly<Record<string, unknown>>;
    readonly finding?: Readonly<Record<string, unknown>>;
    readonly bystanders?: readonly string[];
    readonly now?: number;
  } = {},
) {
  const { config = {}, finding = {}, now = AT + 60_000, revocation = {}, bystanders = [] } = how;
  const armed = { mode: 'auto', audit: { folder: 'audit' }, ...revocation };
  const rules = revocationRules(parseConfig({ revocation: armed, ...config }, 'the test'), digest);
  const critical = { level: 'critical', trusted: true, degraded: false, signals: CONCLUSIVE } as const;
  return consider({ event, finding: { ...aFinding(), ...critical, ...finding }, bystanders }, rules, now);
}

describe('the guard-rails that need nobody’s answer', () => {
  it('let a trusted, fresh, conclusive finding through, with the mode that is configured', () => {
    expect(considered()).toMatchObject({ kind: 'go', mode: 'auto', notes: [] });
    expect(considered({ revocation: { mode: 'shadow' } })).toMatchObject({ kind: 'go', mode: 'shadow' });
  });

  it('say nothing below critical, and where revocation is off', () => {
    expect(considered({ finding: { level: 'high' } })).toEqual({ kind: 'nothing' });
    expect(considered({ revocation: { mode: 'off' } })).toEqual({ kind: 'nothing' });
  });

  it.each([
    ['protected', { config: { roles: { breakGlass: ['*:role/Deploy'] } } }],
    ['protected', { revocation: { protected: ['arn:aws:iam::*:role/DEPLOY'] } }],
    ['source', { finding: { trusted: false } }],
    ['age', { now: AT + 900_001 }],
    ['age', { now: AT + 1_260_000 }, 'the event is 21 min old, the limit is 15 min'],
    ['clock', { now: AT - 30_001 }, 'the event is 30 s ahead of the clock'],
    ['store', { finding: { degraded: true } }],
    ['evidence', { finding: { signals: [signal('misuse', 59)] } }],
    ['evidence', { finding: { signals: [signal('reputation', 30), signal('reputation', 30)] } }],
    ['evidence', { finding: { signals: [signal('reputation', 95)] } }],
  ] as const)('%s holds it', (guard, how, reason = expect.any(String)) => {
    expect(considered(how)).toMatchObject({ kind: 'held', guard, reason });
  });

  it('are exact at their limits', () => {
    expect(considered({ now: AT + 900_000 }).kind).toBe('go');
    expect(considered({ now: AT - 30_000 }).kind).toBe('go');
    expect(considered({ finding: { signals: [signal('misuse', 60)] } }).kind).toBe('go');
    expect(considered({ finding: { signals: [signal('misuse', 5), signal('misuse', 60)] } }).kind).toBe('go');
    expect(considered({ finding: { signals: [signal('behaviour', 5), signal('reputation', 5)] } }).kind).toBe(
      'go',
    );
  });

  it('turn auto into confirm where two sessions of one name would be met, and nothing else into it', () => {
    expect(considered({ bystanders: ['another'] })).toMatchObject({
      kind: 'go',
      mode: 'confirm',
      notes: [MET],
    });
    expect(considered({ bystanders: ['another'], revocation: { mode: 'shadow' } })).toMatchObject({
      mode: 'shadow',
    });
  });

  it('take the scope of the role, and say that it ends every session', () => {
    const scope = (roleWide: string) => considered({ revocation: { roleWide: [roleWide] } });
    const notes = ['ends every session of the role issued up to then'];
    expect(scope(`arn:aws:iam::${A}:role/Dep*`)).toMatchObject({ intent: { scope: 'role' }, notes });
    expect(scope(`arn:aws:iam::${A}:role/Other`)).toMatchObject({ intent: { scope: 'session' }, notes: [] });
  });

  it('take the more careful of the account’s and the rules’ own modes', () => {
    const mode = (revocation: Readonly<Record<string, unknown>>) => {
      const found = considered({ revocation });
      return 'mode' in found ? found.mode : found.kind;
    };
    expect(mode({ accounts: { [A]: 'confirm' } })).toBe('confirm');
    expect(mode({ accounts: { [A]: 'auto' }, rules: { 'decoy-role': 'shadow' } })).toBe('shadow');
    expect(mode({ mode: 'shadow', rules: { 'decoy-role': 'auto' } })).toBe('shadow');
    expect(mode({ mode: 'shadow', accounts: { [A]: 'auto' } })).toBe('auto');
    expect(mode({ mode: 'off', accounts: { [A]: 'auto' }, rules: { 'decoy-role': 'auto' } })).toBe('nothing');
    expect(mode({ mode: 'shadow', rules: { 'root-use': 'auto' } })).toBe('shadow');
    expect(mode({ accounts: { [A]: 'off' }, rules: { 'decoy-role': 'auto' } })).toBe('nothing');
  });
});
