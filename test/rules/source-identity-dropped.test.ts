import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/source-identity-dropped.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, dave, next, role, take } from '../support/chain.ts';

const DATA = role('Data');
const named = (stage: Stage, day: number) =>
  take(stage, { role: DATA, day, extra: { sourceIdentity: 'dave@example.com' } });
const bare = (stage: Stage, day = 30, by = dave) => take(stage, { role: DATA, day, by });
/** By a session that carries one from its own issue. */
const chained = (stage: Stage, day: number) => {
  const by = next(call(stage, { role: role('Hub'), time: '08:00', day }));
  const context = Object.assign({}, by['sessionContext'], { sourceIdentity: 'dave@example.com' });
  return bare(stage, day, { ...by, sessionContext: context });
};
/** Named on so many of the days before. */
const usual = (stage: Stage, days = 30) => daily(stage, (day) => (day < 30 - days ? [] : named(stage, day)));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'without one, after thirty days with',
      points: 30,
      says: 'the role was assumed with a source identity on each of 30 days, and now without one',
      shows: { role: `arn:aws:iam::${A}:role/Data`, caller: `user:arn:aws:iam::${A}:user/dave`, days: 30 },
      tell: (stage) => {
        usual(stage);
        return bare(stage);
      },
    },
    {
      name: 'without one, after sessions that carried one from their own issue took it, and AWS did',
      points: 30,
      tell: (stage) => {
        usual(stage);
        stage.add(
          chained(stage, 20),
          bare(stage, 21, { ...dave, invokedBy: 'cloudformation.amazonaws.com' }),
        );
        return bare(stage);
      },
    },
    {
      name: 'without one, of a role that only such sessions took',
      points: 30,
      tell: (stage) => {
        daily(stage, (day) => chained(stage, day));
        return bare(stage);
      },
    },
  ],
  silent: [
    {
      name: 'with one, whosever it is',
      tell: (stage) => {
        usual(stage);
        return take(stage, { role: DATA, extra: { sourceIdentity: 'somebody' } });
      },
    },
    {
      name: 'a role that never has one',
      tell: (stage) => {
        daily(stage, (day) => bare(stage, day));
        return bare(stage);
      },
    },
  ],
  almost: [
    {
      name: 'once without before',
      tell: (stage) => {
        usual(stage);
        stage.add(bare(stage, 20));
        return bare(stage);
      },
    },
    {
      name: 'by a session that carries one from its own issue',
      tell: (stage) => {
        usual(stage);
        return chained(stage, 30);
      },
    },
    { name: 'on the first day: unknown', tell: (stage) => bare(stage) },
    {
      name: 'that AWS asks for',
      tell: (stage) => {
        usual(stage);
        return bare(stage, 30, { ...dave, invokedBy: 'cloudformation.amazonaws.com' });
      },
    },
  ],
});
