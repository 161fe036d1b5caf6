import { describe, expect, it } from 'vitest';
import { samlUser, user } from '../../scripts/callers.ts';
import { address, DATABASES } from '../../scripts/places.ts';
import { assumeRole, withSaml } from '../../scripts/records.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { createLog } from '../../src/run/log.ts';
import { A, B, call, role, take } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';

const stage = createStage(1);

async function findingOf(config: object, record: unknown): Promise<Finding | undefined> {
  const app = await createApp({
    config: parseConfig({ databases: DATABASES, ...config }, 'test'),
    log: createLog('silent'),
  });
  const [outcome] = await app.analyzer.analyze([{ id: '1', body: record }]);
  await app.close();
  return outcome?.findings[0];
}

const glass = assumeRole({
  at: '2026-03-02T09:00:00Z',
  by: user(A, 'dave'),
  from: address('berlinHome'),
  account: A,
  role: { account: A, name: 'BreakGlassAdmin' },
  session: 's',
});

describe('what an operator decided', () => {
  it('a rule in shadow adds no points and says what it would have added', async () => {
    const finding = await findingOf({ rules: { 'break-glass-role': { mode: 'shadow' } } }, glass);
    expect(finding?.signals.map(({ ruleId }) => ruleId)).not.toContain('break-glass-role');
    expect(finding?.context).toEqual([
      {
        kind: 'shadow',
        id: 'break-glass-role',
        reason: 'rule is in shadow mode',
        until: null,
        removed: [{ ruleId: 'break-glass-role', points: 70 }],
      },
    ]);
  });

  it('a rule that is off is not heard', async () => {
    const finding = await findingOf({ rules: { 'break-glass-role': { mode: 'off' } } }, glass);
    expect(JSON.stringify(finding)).not.toContain('break-glass-role');
  });

  const noise = (until: string) => ({
    suppressions: [{ id: 'drill', actor: '*dave', until, reason: 'drill of the week' }],
  });
  it('a suppression takes points of what is not conclusive, on record, until its day', async () => {
    const finding = await findingOf(noise('2026-03-03'), glass);
    expect(finding?.signals.map(({ ruleId }) => ruleId)).toEqual(['break-glass-role']);
    expect(finding?.context[0]).toMatchObject({
      kind: 'suppression',
      id: 'drill',
      until: '2026-03-03T00:00:00.000Z',
    });
    const later = await findingOf(noise('2026-03-02'), glass);
    expect(later?.context).toEqual([
      expect.objectContaining({
        kind: 'expired',
        id: 'drill',
        until: '2026-03-02T00:00:00.000Z',
        removed: [],
      }),
    ]);
    expect(later?.score).toBeGreaterThan(finding?.score ?? 100);
  });
});

describe('a maintenance window', () => {
  const window = { id: 'CHG-17', actor: '*dave', reason: 'planned work', from: stage.at(1, '08:00') };
  const config = { maintenance: [{ ...window, until: stage.at(1, '10:00') }] };
  const admin = (time: string) => take(stage, { day: 1, time, role: role('PlatformAdmin') });

  it('takes points of what is not conclusive from its first instant to before its last', async () => {
    const during = await findingOf(config, admin('08:00'));
    expect(during?.score).toBe(0);
    expect(during?.context).toEqual([
      {
        kind: 'maintenance',
        id: 'CHG-17',
        reason: 'planned work',
        until: '2026-03-03T10:00:00.000Z',
        removed: [
          { ruleId: 'no-mfa', points: 10 },
          { ruleId: 'sensitive-role', points: 20 },
        ],
      },
    ]);
    expect((await findingOf(config, admin('07:59:59')))?.score).toBe(25);
    const after = await findingOf(config, admin('10:00'));
    expect([after?.score, after?.context]).toEqual([25, []]);
  });

  it('leaves what is conclusive', async () => {
    const glass = await findingOf(config, take(stage, { day: 1, role: role('BreakGlassAdmin') }));
    expect(glass?.signals.map(({ ruleId }) => ruleId)).toEqual(['break-glass-role']);
  });

  it('is refused without an actor or role, and if it ends before it begins', () => {
    const bad = { id: 'x', reason: 'because', from: stage.at(1, '08:00'), until: stage.at(1, '07:00') };
    expect(() => parseConfig({ maintenance: [{ ...bad, actor: '*' }] }, 'test')).toThrow(
      /end after it begins/,
    );
    expect(() => parseConfig({ maintenance: [bad] }, 'test')).toThrow(/would hide everything/);
  });
});

describe('people of two directories', () => {
  const signIn = (account: string, provider: string) =>
    withSaml({
      ...call(stage, {
        role: role('reader', account),
        by: samlUser('ann@acme.test'),
        session: 'ann@acme.test',
      }),
      provider: `arn:aws:iam::${account}:saml-provider/${provider}`,
    });
  const keyOf = (record: ReturnType<typeof signIn>, separate: boolean) =>
    eventOf(record, { watch: false, separate }).actor.key;

  it('are one person by default', () => {
    expect(keyOf(signIn(A, 'corp'), false)).toBe('person:ann@acme.test');
    expect(keyOf(signIn(B, 'acquired'), false)).toBe('person:ann@acme.test');
  });

  it('are two if the operator says so; one directory in two accounts stays one', () => {
    expect(keyOf(signIn(A, 'corp'), true)).toBe('person:ann@acme.test@corp');
    expect(keyOf(signIn(B, 'acquired'), true)).toBe('person:ann@acme.test@acquired');
    expect(keyOf(signIn(B, 'corp'), true)).toBe('person:ann@acme.test@corp');
  });
});
