import { describe, expect, it } from 'vitest';
import { alertSubject, headline } from '../../src/report/alert-headline.ts';
import { anAlert } from '../actions/an-alert.ts';
import { aFinding } from './a-finding.ts';

const did = (...outcomes: readonly string[]) => ({
  actions: outcomes.map((outcome) => ({
    ...{ action: 'revoke-session', actionId: 'rw-7Q2M', mode: 'auto' },
    ...{ outcome, detail: null },
  })),
});
const subject = (...parts: Parameters<typeof anAlert>) =>
  alertSubject(anAlert({ actions: [], ...parts[0] }, { more: 0, ...parts[1] }));
const { event, lineage } = aFinding();

describe('the subject of an alert', () => {
  it('has the way from the person to the role, and how many more there were', () => {
    expect(subject()).toBe('CRITICAL 90: alice -> DeployRole -> ProdAdmin in 444455556666 (AssumeRole)');
    const alone = { lineage: [], lineagePartial: true, level: 'high', score: 71 } as const;
    expect(subject(alone, { more: 2 })).toBe(
      'HIGH 71 and 2 more: DeployRole -> ProdAdmin in 444455556666 (AssumeRole)',
    );
  });

  it.each([
    [['applied'], 'CRITICAL 90, revoked: alice'],
    [['pending'], 'CRITICAL 90, awaiting approval: alice'],
    [['failed'], 'CRITICAL 90, revocation failed: alice'],
    [['retrying'], 'CRITICAL 90, not revoked yet: alice'],
    [['tampered'], 'CRITICAL 90, deny removed: alice'],
    [['rewritten'], 'CRITICAL 90, deny removed and restored: alice'],
    [['applied', 'failed'], 'CRITICAL 90, revoked in part: alice'],
    [['would-apply'], 'CRITICAL 90: alice'],
    [['advised'], 'CRITICAL 90: alice'],
  ])('says what became of the session: %j', (outcomes, begins) => {
    expect(subject(did(...outcomes)).startsWith(begins)).toBe(true);
  });

  it('says of sessions that live on beside an ended one that it was ended in part', () => {
    const [action] = did('failed').actions;
    const actions = action === undefined ? [] : [{ ...action, detail: 'descendants: 3 more sessions' }];
    expect(subject({ actions })).toMatch(/^CRITICAL 90, revoked in part: /);
  });

  it('counts repeats after the state', () => {
    expect(subject(did('applied'), { more: 41 })).toMatch(/^CRITICAL 90, revoked, and 41 more: alice/);
  });

  it('tells what was refused from what was granted', () => {
    const denied = { ...event, outcome: 'denied', errorCode: 'AccessDenied' } as const;
    expect(subject({ event: denied })).toMatch(/ProdAdmin in 444455556666 \(AssumeRole denied\)$/);
  });

  it('names a call without a role once, and the account it was made in', () => {
    const bare = { event: { ...event, eventName: 'GetFederationToken' }, role: null };
    expect(subject({ ...bare, lineage: [] })).toBe(
      'CRITICAL 90: DeployRole (GetFederationToken in 444455556666)',
    );
    expect(subject(bare)).toBe('CRITICAL 90: alice -> DeployRole (GetFederationToken in 444455556666)');
  });

  it('names a whole permission set, without the number at its end', () => {
    const [entry] = lineage;
    const set = 'arn:aws:iam::100000000006:role/AWSReservedSSO_PowerUserAccess_6572416363657373';
    const long = entry === undefined ? [] : [{ ...entry, role: set }];
    const call = { ...event, eventName: 'GetCallerIdentity', recipientAccountId: '100000000006' };
    expect(subject({ role: null, event: call, lineage: long })).toBe(
      'CRITICAL 90: alice -> AWSReservedSSO_PowerUserAccess (GetCallerIdentity in 100000000006)',
    );
    const who = { key: 'person:x', kind: 'person', name: 'person39@acme.example' } as const;
    const longer = long.map((one) => ({ ...one, actor: who, role: set.replace('User', 'UserAndSome') }));
    expect(subject({ role: null, event: call, lineage: longer })).toBe(
      'CRITICAL 90: person39@acme.example -> AWSReservedSSO_PowerUserAndSomeAccess in 100000000006',
    );
  });

  it('says root of which account was assumed, not in which account it was asked for', () => {
    const call = { ...event, eventName: 'AssumeRoot', recipientAccountId: '111122223333' };
    const [signal] = aFinding().signals;
    const root = { account: '444455556666', usual: false };
    const signals = signal === undefined ? [] : [{ ...signal, ruleId: 'assume-root', evidence: root }];
    expect(subject({ role: null, event: call, lineage: [], signals })).toBe(
      'CRITICAL 90: DeployRole -> root of 444455556666 (AssumeRoot)',
    );
    expect(subject({ role: null, event: { ...call, outcome: 'denied' }, lineage: [] })).toBe(
      'CRITICAL 90: DeployRole -> root of a member account (AssumeRoot denied)',
    );
  });

  it('shortens a long way to its ends', () => {
    const [entry] = lineage;
    const long = entry === undefined ? [] : Array.from({ length: 9 }, () => entry);
    expect(subject({ lineage: long })).toBe(
      'CRITICAL 90: alice -> ... -> ProdAdmin in 444455556666 (AssumeRole)',
    );
  });

  it('leaves out a call that succeeded, and shortens names, before it loses the account', () => {
    const name = 'AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071';
    const arn = `arn:aws:iam::444455556666:role/${name}`;
    const role = { role: { arn, name, accountId: '444455556666' }, lineage: [] };
    expect(subject(role)).toBe(
      'CRITICAL 90: DeployRole -> AWSReservedSSO_AdministratorAccess in 444455556666 (AssumeRole)',
    );
    const denied = { ...event, outcome: 'denied' } as const;
    expect(subject({ ...role, event: denied })).toBe(
      'CRITICAL 90: DeployRole -> AWSReservedSSO_AdministratorAccess in 444455556666 (AssumeRole denied)',
    );
    const waits = subject({ ...role, ...did('rewritten') }, { more: 1_234 });
    expect(waits).toMatch(/ in 444455556666$/);
    expect(waits.length).toBeLessThan(100);
    expect(headline(anAlert(role))).toContain(`→ ${name} in 444455556666 (AssumeRole)`);
  });
});
