import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/session-tags.ts';
import { cases, daily } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';

const tagged = (stage: Stage, keys: readonly string[], transitive: readonly string[], day = 30) =>
  take(stage, {
    day,
    role: role('reader'),
    extra: { tags: keys.map((key) => ({ key, value: 'v' })), transitiveTagKeys: transitive },
  });
const usual = (stage: Stage) => daily(stage, (day) => tagged(stage, ['team'], [], day));

cases(rule, {
  fires: [
    {
      name: 'a transitive tag',
      points: 15,
      tell: (stage) => {
        usual(stage);
        return tagged(stage, ['team'], ['team']);
      },
    },
    {
      name: 'a new tag',
      points: 5,
      tell: (stage) => {
        usual(stage);
        return tagged(stage, ['team', 'admin'], []);
      },
    },
  ],
  silent: [
    {
      name: 'the usual tag',
      tell: (stage) => {
        usual(stage);
        return tagged(stage, ['team'], []);
      },
    },
    { name: 'a role without history', tell: (stage) => tagged(stage, ['team'], ['team']) },
  ],
  almost: [
    {
      name: 'fewer tags than usual',
      tell: (stage) => {
        usual(stage);
        return tagged(stage, [], []);
      },
    },
  ],
});
