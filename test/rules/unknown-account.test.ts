import { opaque, outsider } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, BOTO } from '../../scripts/records.ts';
import { vendorDay } from '../../scripts/scenarios/machines.ts';
import { ROLES, SHOP, VENDOR } from '../../scripts/scenarios/organisation.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/unknown-account.ts';
import { cases } from '../support/cases.ts';

const STRANGER = '555566667777';
const call = (
  stage: Stage,
  account: string,
  role: { readonly account: string; readonly name: string },
  day = 30,
) =>
  assumeRole({
    at: stage.at(day, '01:00'),
    by: outsider(account, opaque('AROA', account, 10), 's'),
    from: address('awsVendor', 9),
    with: BOTO,
    account: SHOP,
    role,
    session: 's',
  });
const afterQuiet =
  (account: string, role: { readonly account: string; readonly name: string }) => (stage: Stage) => {
    quietDays(stage, [...PEOPLE, vendorDay]);
    return call(stage, account, role);
  };

cases(rule, {
  fires: [
    {
      name: 'a role that belongs to another outsider',
      tell: afterQuiet(STRANGER, ROLES.metrics),
      points: 65,
    },
    { name: 'any other role', tell: afterQuiet(STRANGER, ROLES.developer), points: 45 },
    {
      name: 'without history, where accounts are configured',
      tell: (stage) => call(stage, STRANGER, ROLES.developer),
      config: { organisation: { accounts: [SHOP] } },
      points: 45,
    },
    {
      name: 'an outsider seen a few days ago',
      points: 25,
      tell: (stage) => {
        quietDays(stage, [...PEOPLE, vendorDay]);
        stage.add(call(stage, STRANGER, ROLES.developer, 27));
        return call(stage, STRANGER, ROLES.developer);
      },
    },
  ],
  silent: [
    {
      name: 'a trusted account',
      tell: afterQuiet(STRANGER, ROLES.metrics),
      config: { organisation: { accounts: [SHOP], trusted: [{ account: STRANGER, name: 'auditor' }] } },
    },
    {
      name: 'an account of the organisation',
      tell: afterQuiet(STRANGER, ROLES.developer),
      config: { organisation: { accounts: [SHOP, STRANGER] } },
    },
    { name: 'nothing configured and nothing learned', tell: (stage) => call(stage, STRANGER, ROLES.metrics) },
  ],
  almost: [
    {
      name: 'the vendor’s usual role of the vendor’s usual caller',
      tell: (stage) => {
        quietDays(stage, [...PEOPLE, vendorDay]);
        vendorDay(stage, 30);
        return stage.records().at(-1) ?? {};
      },
      config: { organisation: { accounts: [SHOP, VENDOR] } },
    },
  ],
});
