import { user } from '../../scripts/callers.ts';
import rule from '../../src/rules/chain-never-seen.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, chain, role } from '../support/chain.ts';

const [ONE, TWO, THREE] = [role('one'), role('two', B), role('three', B)];
const usual = (stage: Parameters<typeof chain>[0]) =>
  daily(stage, (day) => chain(stage, [ONE, TWO, THREE], { day, by: user(A, 'deployer') }));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'somebody else at the beginning',
      points: 8,
      tell: (stage) => {
        usual(stage);
        return chain(stage, [ONE, TWO, THREE]);
      },
    },
    {
      name: 'and a longer way',
      points: 14,
      tell: (stage) => {
        usual(stage);
        return chain(stage, [ONE, role('between'), TWO, THREE]);
      },
    },
  ],
  silent: [
    {
      name: 'the usual chain',
      tell: (stage) => {
        usual(stage);
        return chain(stage, [ONE, TWO, THREE], { by: user(A, 'deployer') });
      },
    },
    { name: 'a role without history', tell: (stage) => chain(stage, [ONE, TWO, THREE]) },
  ],
  almost: [
    {
      name: 'one hop only',
      tell: (stage) => {
        usual(stage);
        return chain(stage, [TWO, THREE]);
      },
    },
  ],
});
