import rule from '../../src/rules/new-hop.ts';
import { cases, daily } from '../support/cases.ts';
import { A, chain, role, take } from '../support/chain.ts';

const [READER, WRITER] = [role('reader'), role('writer')];

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a role that only users take is taken by a role',
      points: 6,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WRITER }));
        return chain(stage, [READER, WRITER]);
      },
    },
    {
      name: 'a hop seen three weeks after its role: half',
      points: 3,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WRITER }));
        stage.add(chain(stage, [READER, WRITER], { day: 28 }));
        return chain(stage, [READER, WRITER]);
      },
    },
  ],
  silent: [
    {
      name: 'a hop of every day',
      tell: (stage) => {
        daily(stage, (day) => chain(stage, [READER, WRITER], { day }));
        return chain(stage, [READER, WRITER]);
      },
    },
    { name: 'a role without history', tell: (stage) => chain(stage, [READER, WRITER]) },
  ],
  almost: [
    {
      name: 'a new user, not a role, takes it',
      tell: (stage) => {
        daily(stage, (day) => chain(stage, [READER, WRITER], { day }));
        return take(stage, { role: WRITER });
      },
    },
    {
      name: 'the hop is refused',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WRITER, account: A }));
        return { ...chain(stage, [READER, WRITER]), errorCode: 'AccessDenied', responseElements: null };
      },
    },
  ],
});
