import rule from '../../src/rules/role-juggling.ts';
import { cases } from '../support/cases.ts';
import { A, B, call, chain, next, role, take } from '../support/chain.ts';

const [ONE, TWO, THREE] = [role('one', A), role('two', B), role('three', A)];

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      shows: { role: `arn:aws:iam::${A}:role/one`, returns: 1, minutes: 20 },
      tell: (stage) => chain(stage, [ONE, TWO, ONE]),
    },
    {
      name: 'a role that takes itself, of which nobody saw how it was taken: no minutes',
      shows: { role: `arn:aws:iam::${A}:role/one`, returns: 1 },
      tell: (stage) => take(stage, { role: ONE, by: next(call(stage, { role: ONE })), time: '09:10' }),
    },
    {
      name: 'back twice, after an hour',
      points: 70,
      says: 'came back 2 times to a role that it had left, now to two, within 60 minutes',
      tell: (stage) => chain(stage, [ONE, TWO, ONE, TWO], { minutes: 20 }),
    },
    {
      name: 'back twice, before an hour is over',
      points: 40,
      tell: (stage) => chain(stage, [ONE, TWO, ONE, TWO], { minutes: 19 }),
    },
    {
      name: 'back, and then itself',
      points: 40,
      says: 'one assumed itself, and the chain came back 2 times to a role that it had been in',
      tell: (stage) => chain(stage, [ONE, TWO, ONE, ONE]),
    },
  ],
  silent: [{ name: 'back, and then on to another', tell: (stage) => chain(stage, [ONE, TWO, ONE, THREE]) }],
  almost: [
    {
      name: 'refused the way back',
      tell: (stage) => ({
        ...chain(stage, [ONE, TWO, ONE]),
        errorCode: 'AccessDenied',
        responseElements: null,
      }),
    },
  ],
});
