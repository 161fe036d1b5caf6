import { opaque, outsider } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, BOTO } from '../../scripts/records.ts';
import { vendorDay } from '../../scripts/scenarios/machines.ts';
import { ROLES, SHOP, VENDOR } from '../../scripts/scenarios/organisation.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/unknown-account.ts';
import { cases, daily } from '../support/cases.ts';

const STRANGER = '555566667777';
const NEW = { account: SHOP, name: 'NewVendor' };
const BACKDOOR = { account: SHOP, name: 'SupportAdmin' };
const call = (
  stage: Stage,
  account: string,
  role: { readonly account: string; readonly name: string },
  day = 30,
  principal = account,
  extra: Readonly<Record<string, string>> = {},
) =>
  assumeRole({
    at: stage.at(day, '01:00'),
    by: outsider(account, opaque('AROA', principal, 10), 's'),
    from: address('awsVendor', 9),
    with: BOTO,
    account: SHOP,
    role,
    session: 's',
    extra,
  });
/** Thirty days of the vendor in a role, by one principal, then another one. */
const anew =
  (role: { readonly account: string; readonly name: string }, how: { readonly ids?: boolean } = {}) =>
  (stage: Stage) => {
    quietDays(stage, PEOPLE);
    const id = (day: number): Readonly<Record<string, string>> =>
      how.ids === true ? { externalId: `run-${day}` } : {};
    daily(stage, (day) => call(stage, STRANGER, ROLES.metrics, day, 'first', id(day)));
    return call(stage, STRANGER, role, 30, 'second', id(30));
  };
const afterQuiet =
  (account: string, role: { readonly account: string; readonly name: string }) => (stage: Stage) => {
    quietDays(stage, [...PEOPLE, vendorDay]);
    return call(stage, account, role);
  };

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'another principal of the vendor, from another network',
      points: 40,
      says: 'another principal of that account, from another network; the role was only ever assumed from AWS',
      tell: (stage) => ({ ...anew(ROLES.metrics)(stage), sourceIPAddress: address('lagos', 9) }),
    },
    {
      name: 'the same of a trusted account',
      points: 40,
      config: { organisation: { accounts: [SHOP], trusted: [{ account: STRANGER, name: 'auditor' }] } },
      tell: (stage) => ({ ...anew(ROLES.metrics)(stage), sourceIPAddress: address('lagos', 9) }),
    },
    {
      name: 'a role that belongs to another outsider',
      tell: afterQuiet(STRANGER, ROLES.metrics),
      points: 65,
      says: `the role is only assumed from ${VENDOR}, and the account is not one of yours`,
    },
    {
      name: 'a role that only people of the organisation took',
      tell: afterQuiet(STRANGER, ROLES.developer),
      points: 65,
      says: 'and no outsider assumed the role in',
    },
    { name: 'a new role', tell: afterQuiet(STRANGER, NEW), points: 45 },
    {
      name: 'an administrator’s role without history, where accounts are configured',
      points: 50,
      config: { organisation: { accounts: [SHOP] } },
      tell: afterQuiet(STRANGER, BACKDOOR),
    },
    {
      name: 'the same with an external id, as vendors pass one',
      points: 45,
      config: { organisation: { accounts: [SHOP] } },
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return call(stage, STRANGER, BACKDOOR, 30, 'x', { externalId: 'agreed' });
      },
    },
    {
      name: 'the same where nobody said which accounts are ours',
      points: 45,
      tell: afterQuiet(STRANGER, BACKDOOR),
    },
    {
      name: 'without history, where accounts are configured',
      tell: (stage) => call(stage, STRANGER, ROLES.developer),
      config: { organisation: { accounts: [SHOP] } },
      points: 45,
    },
    {
      name: 'an outsider that is known in another role',
      tell: anew(ROLES.developer),
      points: 20,
      says: 'is a known outsider, and never assumed this role',
    },
    {
      name: 'a role that another account of the organisation takes',
      tell: afterQuiet(STRANGER, ROLES.metrics),
      config: { organisation: { accounts: [SHOP, VENDOR] } },
      points: 45,
    },
    {
      name: 'an outsider seen a few days ago',
      points: 25,
      tell: (stage) => {
        quietDays(stage, [...PEOPLE, vendorDay]);
        stage.add(call(stage, STRANGER, NEW, 27));
        return call(stage, STRANGER, NEW);
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
    { name: 'a vendor’s principal that was made anew', tell: anew(ROLES.metrics) },
    {
      name: 'a trusted account in a role that it never assumed, from elsewhere',
      config: { organisation: { accounts: [SHOP], trusted: [{ account: STRANGER, name: 'auditor' }] } },
      tell: (stage) => ({ ...anew(ROLES.developer)(stage), sourceIPAddress: address('lagos', 9) }),
    },
    {
      name: 'another principal of the vendor, from a network of ours',
      config: { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } },
      tell: (stage) => ({ ...anew(ROLES.metrics)(stage), sourceIPAddress: address('lagos', 9) }),
    },
    {
      name: 'another principal of the vendor, with a history in another role: key-out-of-place asks that',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => [
          call(stage, STRANGER, ROLES.metrics, day, 'first'),
          call(stage, STRANGER, NEW, day, 'second'),
        ]);
        return {
          ...call(stage, STRANGER, ROLES.metrics, 30, 'second'),
          sourceIPAddress: address('lagos', 9),
        };
      },
    },
    {
      name: 'the vendor’s usual principal from elsewhere: key-out-of-place asks that',
      tell: (stage) => {
        anew(ROLES.metrics)(stage);
        const usual = call(stage, STRANGER, ROLES.metrics, 30, 'first');
        return { ...usual, sourceIPAddress: address('lagos', 9) };
      },
    },
    {
      name: 'the same, of a vendor with another external id in every call',
      tell: anew(ROLES.metrics, { ids: true }),
    },
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
