import rule from '../../src/rules/new-hop.ts';
import { cases, daily } from '../support/cases.ts';
import { A, chain, role, take } from '../support/chain.ts';

const [READER, WRITER] = [role('reader'), role('writer')];

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      says: 'the hop from reader to this role was never seen before',
      shows: { from: 'reader', to: `arn:aws:iam::${A}:role/writer` },
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WRITER }));
        return chain(stage, [READER, WRITER]);
      },
    },
    {
      name: 'a hop of one day',
      points: 3,
      says: 'the hop from reader to this role is not usual yet',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WRITER }));
        stage.add(chain(stage, [READER, WRITER], { day: 28 }));
        return chain(stage, [READER, WRITER]);
      },
    },
  ],
  silent: [{ name: 'a user', tell: (stage) => take(stage, { role: WRITER }) }],
  almost: [
    {
      name: 'on the role’s first day: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...chain(stage, [READER, WRITER]), userAgent: 'aws-cli/2.22.12 kali' }),
    },
  ],
});
