import { describe, expect, it } from 'vitest';
import { type Caller, session } from '../../scripts/callers.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { parseConfig } from '../../src/config/load.ts';
import { compileSettings, suppressionMatcher } from '../../src/config/settings.ts';
import { A, role, take } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';

const stage = createStage(1);
const called = (by: Caller) => eventOf(take(stage, { role: role('Target'), by }));
const sessionOf = (name: string, as: string, path?: string) =>
  session({
    role: { account: A, name, ...(path === undefined ? {} : { path }) },
    session: as,
    key: 'ASIAEXAMPLEEXAMPLE01',
    issuedAt: '2026-03-01T08:00:00Z',
  });
const PORTAL = '/aws-reserved/sso.amazonaws.com/';
const person = sessionOf('AWSReservedSSO_Ops_0123456789abcdef', 'nightly@example.com', PORTAL);

describe('patterns for an actor', () => {
  it('never match by the name of a session, which its caller chose', () => {
    const matches = suppressionMatcher({ actor: '*nightly*' });
    expect(matches(called(sessionOf('nightly-backup', 'work')))).toBe(true);
    expect(matches(called(sessionOf('Deploy', 'nightly-backup')))).toBe(false);
    const token = {
      type: 'FederatedUser',
      principalId: `${A}:nightly`,
      arn: `arn:aws:sts::${A}:federated-user/nightly`,
      accountId: A,
      accessKeyId: 'ASIAEXAMPLEEXAMPLE02',
      sessionContext: {
        sessionIssuer: { type: 'IAMUser', arn: `arn:aws:iam::${A}:user/eve`, userName: 'eve' },
      },
    };
    expect(matches(called(token))).toBe(false);
  });

  it('match by the role, with the pattern for all of its sessions too', () => {
    const by = called(sessionOf('Deploy', 'work'));
    const arns = [`arn:aws:sts::${A}:assumed-role/Deploy/*`, '*assumed-role/Deploy*', `role:${A}/Deploy`];
    expect(arns.map((actor) => suppressionMatcher({ actor })(by))).toEqual([true, true, true]);
  });

  it('match by the name that Identity Center gave a person', () => {
    expect(suppressionMatcher({ actor: '*/nightly@example.com' })(called(person))).toBe(true);
  });

  it('hold for schedules alike', () => {
    const schedules = [{ name: 'nights', match: '*nightly*', zone: 'UTC', hours: '22-06' }];
    const { schedule } = compileSettings(parseConfig({ schedules }, 'the test'));
    const nameOf = (by: Caller) => schedule(called(by).actor, undefined)?.name;
    expect([nameOf(sessionOf('Deploy', 'nightly')), nameOf(person)]).toEqual([undefined, 'nights']);
  });
});
