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
/** The same, but the role is taken with another session of the same role, which was refused some calls itself. */
const probedByAnother = (own: number) => (stage: Stage) => {
  probed(15, '09:30')(stage);
  const by = sessionOf('Ops', 'ASIAOTHERMACHINE');
  for (let n = 0; n < own; n++) {
    stage.add(watched(stage, `s3:GetThing${n}`, null, { by, time: `09:${20 + n}`, error: 'AccessDenied' }));
  }
  return take(stage, { role: role('Next'), by, time: '09:50' });
};

cases(rule, {
  fires: [
    {
      name: 'an hour after the first of fifteen',
      config: WATCH,
      points: 60,
      says: '15 different calls were denied within 60 minutes before',
      tell: probed(15, '09:59:59'),
    },
    {
      name: 'by another session of the role: a thief in one has no other ended',
      config: WATCH,
      points: 15,
      tell: probedByAnother(0),
    },
    {
      name: 'fifteen by another session, and fourteen by its own',
      config: WATCH,
      points: 15,
      tell: probedByAnother(14),
    },
    { name: 'fifteen by each', config: WATCH, points: 60, tell: probedByAnother(15) },
    { name: 'in the second of the fifteenth', config: WATCH, points: 60, tell: probed(15, '09:14') },
  ],
  silent: [{ name: 'after fourteen', config: WATCH, tell: probed(14, '09:20') }],
  almost: [
    { name: 'more than an hour after the first of fifteen', config: WATCH, tell: probed(15, '10:00:30') },
    {
      name: 'calls with a signature that AWS could not verify',
      config: WATCH,
      tell: (stage) => {
        for (let n = 0; n < 15; n++) {
          const how = { time: `09:${10 + n}`, error: 'SignatureDoesNotMatch' };
          stage.add(watched(stage, `ec2:DescribeThing${n}`, null, how));
        }
        return take(stage, { role: role('Next'), by: sessionOf('Ops'), time: '09:30' });
      },
    },
    { name: 'before the fifteen, which were read first', config: WATCH, tell: probed(15, '08:59') },
  ],
});
