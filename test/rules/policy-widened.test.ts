import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/policy-widened.ts';
import { cases, daily } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';

const CUT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
});
const ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const taken = (stage: Stage, policy: string | undefined, day = 30) =>
  take(stage, { day, role: role('vended'), ...(policy === undefined ? {} : { extra: { policy } }) });
const usual = (stage: Stage) => daily(stage, (day) => taken(stage, CUT, day));

cases(rule, {
  fires: [
    {
      name: 'no policy',
      points: 30,
      tell: (stage) => {
        usual(stage);
        return taken(stage, undefined);
      },
    },
    {
      name: 'a policy that allows everything',
      points: 30,
      tell: (stage) => {
        usual(stage);
        return taken(stage, ALL);
      },
    },
  ],
  silent: [
    {
      name: 'the usual policy',
      tell: (stage) => {
        usual(stage);
        return taken(stage, CUT);
      },
    },
    { name: 'a role without history', tell: (stage) => taken(stage, undefined) },
  ],
  almost: [
    {
      name: 'it was taken whole before',
      tell: (stage) => {
        daily(stage, (day) => taken(stage, day === 5 ? undefined : CUT, day));
        return taken(stage, undefined);
      },
    },
  ],
});
