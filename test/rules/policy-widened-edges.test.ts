import { service } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/policy-widened.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { federatedAfter } from '../support/ways.ts';

const CUT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
});
const taken = (stage: Stage, day: number, cut: boolean) =>
  take(stage, { day, role: role('vended'), ...(cut ? { extra: { policy: CUT } } : {}) });
/** Cut on so many of the last ten days. */
const cutOn = (days: number) => (stage: Stage) => {
  for (let n = 0; n < days; n++) stage.add(taken(stage, 20 + 2 * n, true));
  return taken(stage, 30, false);
};

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'five days with a policy',
      points: 30,
      says: 'the role was narrowed by a session policy on each of 5 days, and now was assumed with',
      shows: { role: `arn:aws:iam::${A}:role/vended`, policy: 'none', days: 5 },
      tell: cutOn(5),
    },
    ...federatedAfter(cutOn(5), role('vended')).map((way) => ({ ...way, points: 30 })),
  ],
  silent: [
    {
      name: 'cut again',
      tell: (stage) => {
        cutOn(5)(stage);
        return taken(stage, 30, true);
      },
    },
  ],
  almost: [
    {
      name: 'a role of five days, each with a policy',
      tell: (stage) => {
        for (let day = 25; day < 30; day++) stage.add(taken(stage, day, true));
        return taken(stage, 30, false);
      },
    },
    {
      name: 'a service, which passes none',
      tell: (stage) => {
        cutOn(5)(stage);
        return take(stage, { role: role('vended'), by: service('lambda.amazonaws.com') });
      },
    },
    {
      name: 'whole a day ago, which was suspicious then',
      tell: (stage) => {
        cutOn(5)(stage);
        stage.add({ ...taken(stage, 29, false), userAgent: 'Boto3/1.35.90 Prowler/5.0.0' });
        return taken(stage, 30, false);
      },
    },
    {
      name: 'five days with a policy, where the configuration asks for six',
      config: { rules: { 'policy-widened': { days: 6 } } },
      tell: cutOn(5),
    },
    {
      name: 'whole on one day of thirty',
      tell: (stage) => {
        daily(stage, (day) => taken(stage, day, day !== 7));
        return taken(stage, 30, false);
      },
    },
  ],
});
