import { user } from '../../scripts/callers.ts';
import rule from '../../src/rules/chain-never-seen.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, chain, role, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const eve = user(A, 'eve');
const [ONE, TWO] = [role('one', A), role('two', A)];
const root = `user:arn:aws:iam::${A}:user/dave`;

cases(rule, {
  fires: [
    {
      name: 'in one account',
      points: 14,
      says: 'dave reached last through 2 sessions, for the first time',
      shows: { root, depth: 2, accounts: 1, deeper: true },
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('last'), by: eve }));
        return chain(stage, [ONE, TWO, role('last')]);
      },
    },
    {
      name: 'across two accounts',
      points: 14,
      says: 'dave reached last through 2 sessions across 2 accounts, for the first time',
      shows: { root, depth: 2, accounts: 2, deeper: true },
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('last', B), by: eve }));
        return chain(stage, [ONE, TWO, role('last', B)]);
      },
    },
  ],
  silent: [
    {
      name: 'as every day',
      tell: (stage) => {
        daily(stage, (day) => chain(stage, [ONE, TWO, role('last')], { day }));
        return chain(stage, [ONE, TWO, role('last')]);
      },
    },
  ],
  almost: [
    {
      name: 'a chain whose beginning nobody saw: unknown',
      unknown: 'history',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('last'), by: eve }));
        const last = chain(stage, [ONE, TWO, role('last')], { by: sessionOf('Unseen') });
        return { ...last, userAgent: 'aws-cli/2.22.12 kali' };
      },
    },
    {
      name: 'through one session',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('last'), by: eve }));
        return chain(stage, [ONE, role('last')]);
      },
    },
  ],
});
