import { describe, expect, it } from 'vitest';
import { session } from '../../../scripts/callers.ts';
import { address, DATABASES, type PlaceName } from '../../../scripts/places.ts';
import { assumeRole, BOTO, callerIdentity, type RawCloudTrail } from '../../../scripts/records.ts';
import { ROLES, SHOP, VENDOR } from '../../../scripts/scenarios/organisation.ts';
import { ALICE, PEOPLE } from '../../../scripts/scenarios/people.ts';
import { createStage, quietDays, type Stage } from '../../../scripts/scenarios/stage.ts';
import { createApp } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { endedAsked } from '../../../src/core/action/ended.ts';
import { callerSteps } from '../../../src/core/action/used.ts';
import { pack, unpack } from '../../../src/ingest/packed/packed.ts';
import { eventOf, PLACES } from '../../support/events.ts';

const KEY = 'ASIADELEGATEDEXAMPLE';

/** A call of a product provider with the session that Alice delegated to it. */
function delegated(stage: Stage, from: PlaceName, time = '10:20:00') {
  const by = {
    ...session({ role: ALICE.role, session: ALICE.mail, key: KEY, issuedAt: stage.at(30, '10:00:00') }),
    invokedByDelegate: { accountId: VENDOR },
  };
  return { at: stage.at(30, time), by, from: address(from, 9), with: BOTO, account: SHOP };
}

async function findingsOf(tell: (stage: Stage) => readonly RawCloudTrail[], config: object = {}) {
  const stage = createStage(7);
  quietDays(stage, PEOPLE);
  const app = await createApp({
    config: parseConfig({ databases: DATABASES, ...config }, 'the test'),
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await app.analyzer.analyze([{ id: 'before', body: { Records: stage.records() } }]);
  const outcomes = await app.analyzer.analyze([{ id: 'last', body: { Records: tell(stage) } }]);
  await app.close();
  return outcomes.flatMap(({ findings }) => findings);
}

describe('a product provider with delegated access', () => {
  const record = callerIdentity(delegated(createStage(7), 'awsVendor'));
  const { actor } = eventOf(record);

  it('is an outside account; the session stays the approver’s', () => {
    expect(actor).toMatchObject({
      key: `account:${VENDOR}/delegated`,
      kind: 'account',
      accountId: VENDOR,
      accessKeyId: KEY,
      roleName: ALICE.role.name,
      arn: expect.stringContaining(`:${SHOP}:assumed-role/`),
    });
    expect([actor.fetched, actor.principalId, actor.unnamedKey]).toEqual([undefined, undefined, undefined]);
    expect(actor.name).toBe(`account ${VENDOR}, delegated by ${ALICE.mail},`);
    expect(unpack(pack(eventOf(record)), PLACES)).toEqual(eventOf(record));
  });

  it('without an account is the approver: nothing else says who acts', () => {
    const by = { ...delegated(createStage(7), 'awsVendor').by, invokedByDelegate: {} };
    expect(eventOf({ ...record, userIdentity: by }).actor.key).toBe(`person:${ALICE.mail}`);
  });

  it('is told how the approver’s session ends, which is Identity Center’s', () => {
    expect(callerSteps(eventOf(record)).join('\n')).toContain('belongs to IAM Identity Center');
  });

  it('is stopped by a deny of the approver’s role, and seen if it is not', () => {
    const taken = assumeRole({ ...delegated(createStage(7), 'awsVendor'), role: ROLES.deploy, session: 's' });
    expect(endedAsked([eventOf(taken)])).toEqual([KEY, `${SHOP}/role/${ALICE.role.name.toLowerCase()}`]);
  });

  it('makes no journey of the approver, who works on at home', async () => {
    const findings = await findingsOf((stage) => {
      const own = { role: ALICE.role, session: ALICE.mail, issuedAt: stage.at(30, '10:00:00') };
      const at = { ...delegated(stage, 'berlinHome'), with: ALICE.client };
      return [
        callerIdentity({
          ...at,
          by: session({ ...own, key: 'ASIAALICEALICEEXAMPLE' }),
          from: address('berlinHome', 1),
        }),
        callerIdentity(delegated(stage, 'newYork', '10:21:00')),
      ];
    });
    expect(findings.filter(({ score }) => score >= 40)).toEqual([]);
  });

  it('that assumes a role is asked about like any outsider', async () => {
    const taken = (stage: Stage) => [
      assumeRole({ ...delegated(stage, 'awsVendor'), role: ROLES.developer, session: 'setup' }),
    ];
    const rules = (findings: Awaited<ReturnType<typeof findingsOf>>) =>
      findings.flatMap(({ signals }) => signals.map(({ ruleId }) => ruleId));
    expect(rules(await findingsOf(taken))).toContain('unknown-account');
    expect(
      rules(
        await findingsOf(taken, { organisation: { trusted: [{ account: VENDOR, name: 'the product' }] } }),
      ),
    ).not.toContain('unknown-account');
  });
});
