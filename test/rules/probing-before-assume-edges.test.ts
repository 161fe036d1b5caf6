import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/probing-before-assume.ts';
import { cases } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

/** Different refused calls a minute apart from nine o'clock on, and a role. */
const probed = (calls: number, time: string) => (stage: Stage) => {
  for (let n = 0; n < calls; n++) {
    const at = `09:${String(n).padStart(2, '0')}`;
    stage.add(watched(stage, `ec2:DescribeThing${n}`, null, { time: at, error: 'AccessDenied' }));
  }
  return take(stage, { role: role('Next'), by: sessionOf('Ops'), time });
};

cases(rule, {
  fires: [
    {
      name: 'an hour after the first of fifteen',
      config: WATCH,
      points: 60,
      says: 'assumed Next after 15 different denied calls within 60 minutes',
      tell: probed(15, '09:59:59'),
    },
    { name: 'in the second of the fifteenth', config: WATCH, points: 60, tell: probed(15, '09:14') },
  ],
  silent: [{ name: 'after fourteen', config: WATCH, tell: probed(14, '09:20') }],
  almost: [
    { name: 'more than an hour after the first of fifteen', config: WATCH, tell: probed(15, '10:00:30') },
    { name: 'before the fifteen, which were read first', config: WATCH, tell: probed(15, '08:59') },
  ],
});
