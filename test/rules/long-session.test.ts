import rule from '../../src/rules/long-session.ts';
import { cases, daily } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';

const READER = role('reader');
const usual = (stage: Parameters<typeof take>[0]) =>
  daily(stage, (day) => take(stage, { day, role: READER, seconds: 3_600 }));
const asked = (seconds: number) => (stage: Parameters<typeof take>[0]) => {
  usual(stage);
  return take(stage, { role: READER, seconds });
};

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'four hours where one was always enough', points: 5, tell: asked(14_400) },
    { name: 'twelve hours', points: 10, tell: asked(43_200) },
  ],
  silent: [
    { name: 'one hour, as always', tell: asked(3_600) },
    { name: 'a role without history', tell: (stage) => take(stage, { role: READER, seconds: 43_200 }) },
  ],
  almost: [{ name: 'half an hour: shorter', tell: asked(1_800) }],
});
