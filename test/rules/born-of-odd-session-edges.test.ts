import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/born-of-odd-session.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, next, role, take } from '../support/chain.ts';

const [READER, WRITER] = [role('reader'), role('writer')];
const TOR = {
  lists: [{ name: 'exits', path: 'fixtures/scenarios/tor-to-admin/tor-exits.txt', kind: 'tor' }],
};
/** The first role from a place, and with its session another one at home. */
const born = (stage: Stage, from: PlaceName, host = 1) => {
  daily(stage, (day) => take(stage, { day, role: READER }));
  const first = { role: READER, place: from, host };
  stage.add(take(stage, first));
  return { time: '09:05', by: next(call(stage, first)) };
};
const hop =
  (from: PlaceName, host = 1) =>
  (stage: Stage) =>
    take(stage, { role: WRITER, ...born(stage, from, host) });
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
    {
      name: 'through Tor',
      config: TOR,
      points: 20,
      says: '20 points of reputation',
      tell: hop('torExit', 3),
    },
    {
      name: 'at night',
      points: 20,
      says: '20 points of timing',
      tell: (stage) => {
        const by = user(A, 'dave', { mfa: true });
        daily(stage, (day) => take(stage, { day, role: READER, by }));
        const first = { role: READER, by, time: '02:00' };
        stage.add(take(stage, first));
        return take(stage, { role: WRITER, time: '02:05', by: next(call(stage, first)) });
      },
    },
    { name: 'half, where the configuration says so', points: 11, config: share(50), tell: hop('lagos') },
  ],
  silent: [{ name: 'nothing, where the configuration says so', config: share(0), tell: hop('lagos') }],
  almost: [
    { name: 'issued at home', tell: hop('berlinHome') },
    {
      name: 'a call that takes no role',
      tell: (stage) => {
        const { by } = born(stage, 'lagos');
        return callerIdentity({ at: stage.at(30, '09:05'), by, from: address('berlinHome'), account: A });
      },
    },
  ],
});
