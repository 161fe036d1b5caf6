import { describe, expect, it } from 'vitest';
import { toAsff } from '../../src/report/asff.ts';
import { anAlert } from '../actions/an-alert.ts';

const HUB = { partition: 'aws-cn', region: 'cn-north-1', accountId: '123456789012' };
const asff = (...parts: Parameters<typeof anAlert>) =>
  toAsff(anAlert(...parts), HUB, new Date('2026-03-14T02:20:00Z'));

describe('a finding of Security Hub', () => {
  it('has what Security Hub requires, and what people need', () => {
    expect(asff()).toMatchSnapshot();
  });

  it('keeps its id when it is sent again, and is newer', () => {
    const again = toAsff(anAlert(), HUB, new Date('2026-03-14T03:00:00Z'));
    expect([again.Id, again.CreatedAt]).toEqual([asff().Id, asff().CreatedAt]);
    expect(Date.parse(again.UpdatedAt ?? '')).toBeGreaterThan(Date.parse(asff().UpdatedAt ?? ''));
  });

  it('names the account where neither role nor key is known', () => {
    expect(asff({ role: null, session: null }).Resources).toEqual([
      { Type: 'AwsAccount', Id: 'AWS::::Account:444455556666', Partition: 'aws-cn', Region: 'cn-north-1' },
    ]);
  });

  it('names no role whose ARN is longer than an id may be', () => {
    const role = { ...anAlert().finding.role, accountId: '444455556666', name: 'Deploy', sensitivity: null };
    const arn = (path: number) => `arn:aws:iam::444455556666:role/${'p'.repeat(path)}/Deploy`;
    const idOf = (path: number) =>
      asff({ role: { ...role, arn: arn(path) }, session: null }).Resources?.[0]?.Id;
    expect(idOf(474)).toBe(arn(474));
    expect(arn(474)).toHaveLength(512);
    expect(idOf(475)).toBe('AWS::::Account:444455556666');
  });

  it('says no partition that Security Hub has no word for', () => {
    const hub = { partition: 'aws-eusc', region: 'eusc-de-east-1', accountId: '123456789012' };
    const resources = toAsff(anAlert({ role: null, session: null }), hub, new Date()).Resources;
    expect(resources).toEqual([
      { Type: 'AwsAccount', Id: 'AWS::::Account:444455556666', Region: 'eusc-de-east-1' },
    ]);
  });

  it('calls credential access only what is misuse', () => {
    const signals = anAlert().finding.signals.filter(({ family }) => family !== 'misuse');
    expect(asff({ signals }).Types).toEqual(['Unusual Behaviors/User']);
  });

  it('recommends whole steps only', () => {
    const step = (name: string) => `End it: rolewarden revoke --role arn:aws:iam::444455556666:role/${name}`;
    const procedure = ['A', 'B'.repeat(64), 'C'.repeat(300), 'D'].map(step);
    const recommended = asff({}, { procedure }).Remediation?.Recommendation?.Text ?? '';
    expect(recommended).toBe(`1. ${procedure[0]} 2. ${procedure[1]} …`);
    const all = asff({}, { procedure: procedure.slice(0, 2) }).Remediation?.Recommendation?.Text;
    expect(all).toBe(`1. ${procedure[0]} 2. ${procedure[1]}`);
  });

  it('is far below 240 KB', () => {
    const long = 'x'.repeat(50_000);
    const alert = anAlert({ summary: long }, { procedure: [long] });
    expect(JSON.stringify(toAsff(alert, HUB, new Date())).length).toBeLessThan(40_000);
  });
});
