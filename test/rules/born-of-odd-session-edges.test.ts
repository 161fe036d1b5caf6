import type { PlaceName } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/born-of-odd-session.ts';
import { cases, daily } from '../support/cases.ts';
import { call, next, role, take } from '../support/chain.ts';

const [READER, WRITER] = [role('reader'), role('writer')];
/** The first role from a place, and with its session another one at home. */
const hop = (from: PlaceName) => (stage: Stage) => {
  daily(stage, (day) => take(stage, { day, role: READER }));
  const first = { role: READER, place: from };
  stage.add(take(stage, first));
  return take(stage, { role: WRITER, time: '09:05', by: next(call(stage, first)) });
};
/** The same, with a second role that the first role's sessions always took, and now a third. */
const hopOn = (stage: Stage) => {
  const second = (day: number) => {
    const first = { day, role: READER };
    return take(stage, { day, role: WRITER, time: '09:05', by: next(call(stage, first)) });
  };
  daily(stage, (day) => [take(stage, { day, role: READER }), second(day)]);
  const first = { role: READER, place: 'lagos' as const };
  stage.add(take(stage, first));
  return take(stage, { role: role('Payroll'), time: '09:05', by: next(call(stage, first)) });
};
const share = (percent: number) => ({ rules: { 'born-of-odd-session': { percent } } });

cases(rule, {
  fires: [
    {
      name: 'whole, with its evidence',
      points: 22,
      says: '22 points of behaviour',
      shows: { finding: '13b4024f-bc37-4fc1-a450-15490a013605', family: 'behaviour' },
      tell: hop('lagos'),
    },
    { name: 'as far as it exceeds the own points', points: 10, tell: hopOn },
    {
      name: 'whole, where the own points do not count',
      points: 22,
      config: { rules: { 'new-role-for-actor': { mode: 'shadow' } } },
      tell: hopOn,
    },
    { name: 'half, where the configuration says so', points: 11, config: share(50), tell: hop('lagos') },
  ],
  silent: [{ name: 'nothing, where the configuration says so', config: share(0), tell: hop('lagos') }],
  almost: [{ name: 'issued at home', tell: hop('berlinHome') }],
});
