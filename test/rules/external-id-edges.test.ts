import { outsider } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/external-id.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, take } from '../support/chain.ts';

const ONE = outsider(B, 'AROAVENDOREXAMPLE', 'x');
const TWO = outsider('777766665555', 'AROASECONDEXAMPLE', 'y');
const METRICS = role('metrics');
const ID = 'agreement-one';
const vendor = (stage: Stage, externalId: string | undefined, day = 30, by = ONE) =>
  take(stage, { day, by, role: METRICS, place: 'awsVendor', ...(externalId && { externalId }) });
const after =
  (now: string | undefined, before: (day: number) => string | undefined, second: string | false = false) =>
  (stage: Stage) => {
    daily(stage, (day) => [
      vendor(stage, before(day), day),
      ...(second === false ? [] : [vendor(stage, second, day, TWO)]),
    ]);
    return vendor(stage, now);
  };

cases(rule, {
  fires: [
    {
      name: 'missing, with its evidence',
      says: 'the account always passed an external id before, and now did not',
      shows: { account: B, role: `arn:aws:iam::${A}:role/metrics`, missing: true },
      tell: after(undefined, () => ID),
    },
    {
      name: 'missing, where another vendor never gives one',
      points: 35,
      tell: after(undefined, () => ID, ''),
    },
    {
      name: 'another one, where another vendor has its own',
      points: 25,
      tell: after('new', () => ID, 'its-own'),
    },
    {
      name: 'a fourth one',
      points: 25,
      says: 'the account passed an external id never seen before',
      tell: after('new', (day) => `id-${day % 3}`),
    },
  ],
  silent: [
    { name: 'a fifth one, by an outsider of four', tell: after('new', (day) => `id-${day % 4}`) },
    {
      name: 'another one, by an outsider that gave it on most days only',
      tell: after('new', (day) => (day % 5 ? ID : undefined)),
    },
  ],
  almost: [
    {
      name: 'another one, by an outsider of two days',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: METRICS }));
        for (const day of [27, 28]) stage.add(vendor(stage, ID, day));
        return vendor(stage, 'new');
      },
    },
    {
      name: 'another one, refused',
      tell: (stage) => ({
        ...after('new', () => ID)(stage),
        errorCode: 'AccessDenied',
        responseElements: null,
      }),
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...vendor(stage, undefined), userAgent: 'Boto3/1.35.90 kali' }),
    },
  ],
});
