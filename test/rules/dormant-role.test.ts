import { user } from '../../scripts/callers.ts';
import rule from '../../src/rules/dormant-role.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const OLD = role('legacy');

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'after forty days',
      points: 10,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: OLD }));
        return take(stage, { day: 70, role: OLD, by: user(A, 'eve') });
      },
    },
    {
      name: 'after forty days, by one of the two who took it',
      points: 10,
      tell: (stage) => {
        daily(stage, (day) => [
          take(stage, { day, role: OLD }),
          take(stage, { day, role: OLD, by: user(A, 'eve') }),
        ]);
        return take(stage, { day: 70, role: OLD });
      },
    },
    {
      name: 'after forty days, by the only one who took it, who was not silent',
      points: 10,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: OLD }));
        daily(stage, (day) => take(stage, { day, role: role('other') }), 69);
        return take(stage, { day: 70, role: OLD });
      },
    },
  ],
  silent: [
    {
      name: 'after forty days, by the only one who took it: that actor is dormant, and says it',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: OLD }));
        return take(stage, { day: 70, role: OLD });
      },
    },
    {
      name: 'taken every day, though each of forty days alerted',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: OLD }));
        for (let day = 30; day < 70; day++)
          stage.add({ ...take(stage, { day, role: OLD, by: user(A, 'eve') }), userAgent: 'Pacu' });
        return take(stage, { day: 70, role: OLD, by: user(A, 'eve') });
      },
    },
    {
      name: 'yesterday',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: OLD }));
        return take(stage, { day: 31, role: OLD });
      },
    },
    { name: 'never seen', tell: (stage) => take(stage, { role: OLD }) },
  ],
  almost: [
    {
      name: 'taken twice only, long ago',
      tell: (stage) => {
        stage.add(take(stage, { day: 0, role: OLD }), take(stage, { day: 1, role: OLD }));
        return take(stage, { day: 60, role: OLD });
      },
    },
    {
      name: 'twenty-nine days',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: OLD, by: user(A, 'eve') }));
        return take(stage, { day: 58, role: OLD });
      },
    },
  ],
});
