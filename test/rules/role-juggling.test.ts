import rule from '../../src/rules/role-juggling.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, call, chain, next, role, take } from '../support/chain.ts';

const [ONE, TWO] = [role('one', A), role('two', B)];

cases(rule, {
  fires: [
    {
      name: 'back once',
      points: 25,
      says: 'came back once to a role that it had left, now to one, within 20 minutes',
      tell: (stage) => chain(stage, [ONE, TWO, ONE]),
    },
    { name: 'back twice', points: 40, tell: (stage) => chain(stage, [ONE, TWO, ONE, TWO]) },
    {
      name: 'back twice, and alive for longer than a chained session can be',
      points: 70,
      tell: (stage) => chain(stage, [ONE, TWO, ONE, TWO], { minutes: 40 }),
    },
    {
      name: 'a role that takes itself',
      points: 25,
      says: 'one assumed itself, within 10 minutes',
      tell: (stage) => chain(stage, [ONE, ONE]),
    },
    {
      name: 'a role that takes itself, of which nobody saw how it was taken',
      points: 25,
      says: 'one assumed itself',
      tell: (stage) => {
        const taken = call(stage, { role: ONE });
        return take(stage, { role: ONE, by: next(taken), time: '09:10' });
      },
    },
    {
      name: 'a token vendor that takes itself once, every day',
      points: 10,
      tell: (stage) => {
        daily(stage, (day) => chain(stage, [ONE, ONE], { day }));
        return chain(stage, [ONE, ONE]);
      },
    },
  ],
  silent: [
    { name: 'three different roles', tell: (stage) => chain(stage, [ONE, TWO, role('three')]) },
    { name: 'one role', tell: (stage) => chain(stage, [ONE]) },
  ],
  almost: [
    {
      name: 'roles of one name in two accounts',
      tell: (stage) => chain(stage, [role('audit', A), role('audit', B)]),
    },
  ],
});
