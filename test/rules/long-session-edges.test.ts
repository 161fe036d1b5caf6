import { service } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/long-session.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { federatedAfter, switched } from '../support/ways.ts';

const READER = role('reader');
const asked = (hours: number) => (stage: Stage) => {
  daily(stage, (day) => take(stage, { day, role: READER, seconds: 3_600 * (1 + (day % 3)) }));
  return take(stage, { role: READER, seconds: 3_600 * hours });
};

cases(rule, {
  fires: [
    {
      name: 'eleven hours',
      points: 5,
      says: 'a session of 11 h, on a role that never had more than 3 h',
      shows: { role: `arn:aws:iam::${A}:role/reader`, hours: 11, before: 3 },
      tell: asked(11),
    },
    { name: 'an hour more than ever', points: 5, tell: asked(4) },
    ...federatedAfter(asked(1), READER, { seconds: 14_400 }).map((way) => ({ ...way, points: 5 })),
  ],
  silent: [{ name: 'as long as the longest', tell: asked(3) }],
  almost: [
    {
      name: 'a role whose sessions never said how long: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => switched(stage, READER, { day }));
        return take(stage, { role: READER, seconds: 43_200, with: 'Boto3/1.35.90 kali' });
      },
    },
    {
      name: 'a service, which asks for what it needs',
      tell: (stage) => {
        asked(1)(stage);
        return take(stage, { role: READER, by: service('lambda.amazonaws.com'), seconds: 43_200 });
      },
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => take(stage, { role: READER, seconds: 43_200, with: 'Boto3/1.35.90 kali' }),
    },
  ],
});
