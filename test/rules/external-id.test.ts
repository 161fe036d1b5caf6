import { outsider } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/external-id.ts';
import { cases, daily } from '../support/cases.ts';
import { B, role, take } from '../support/chain.ts';

const by = outsider(B, 'AROAVENDOREXAMPLE', 'x');
const vendor = (stage: Stage, externalId: string | undefined, day = 30) =>
  take(stage, {
    day,
    by,
    role: role('metrics'),
    place: 'awsVendor',
    ...(externalId === undefined ? {} : { externalId }),
  });
const after = (now: string | undefined, before: (day: number) => string | undefined) => (stage: Stage) => {
  daily(stage, (day) => vendor(stage, before(day), day));
  return vendor(stage, now);
};
const ID = 'agreement-one';
const trusted = (externalId: boolean) => ({
  organisation: { accounts: ['111122223333'], trusted: [{ account: B, name: 'vendor', externalId }] },
});

cases(rule, {
  fires: [
    { name: 'missing where it was always given', points: 35, tell: after(undefined, () => ID) },
    { name: 'another one', points: 25, tell: after('agreement-two', () => ID) },
    {
      name: 'required by configuration, without history',
      points: 35,
      config: trusted(true),
      tell: (stage) => vendor(stage, undefined),
    },
  ],
  silent: [
    { name: 'the usual one', tell: after(ID, () => ID) },
    {
      name: 'required by configuration, and given',
      config: trusted(true),
      tell: (stage) => vendor(stage, ID),
    },
    { name: 'never given', tell: after(undefined, () => undefined) },
    { name: 'no history', tell: (stage) => vendor(stage, undefined) },
    {
      name: 'a caller of the same account',
      tell: (stage) => take(stage, { role: role('metrics') }),
    },
  ],
  almost: [
    { name: 'given on most days only', tell: after(undefined, (day) => (day % 5 === 0 ? undefined : ID)) },
    { name: 'an outsider who changes ids', tell: after('id-9', (day) => `id-${day % 5}`) },
  ],
});
