import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/probing-before-assume.ts';
import { cases } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const probe = (
  stage: Stage,
  count: number,
  more: { readonly same?: boolean; readonly ok?: boolean } = {},
) => {
  for (let n = 0; n < count; n++) {
    const time = `09:${String(n).padStart(2, '0')}`;
    const how = more.ok === true ? { time } : { time, error: 'AccessDenied' };
    stage.add(watched(stage, `ec2:Describe${more.same === true ? 'Hosts' : `Thing${n}`}`, null, how));
  }
};
const assume = (stage: Stage, time = '09:30', by = sessionOf('Ops')) =>
  take(stage, { role: role('Next'), by, time });

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'fifteen different refusals, then a role',
      points: 60,
      config: WATCH,
      tell: (stage) => {
        probe(stage, 15);
        return assume(stage);
      },
    },
  ],
  silent: [
    { name: 'nothing refused', tell: (stage) => assume(stage), config: WATCH },
    {
      name: 'calls that were allowed',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 20, { ok: true });
        return assume(stage);
      },
    },
    {
      name: 'other services are not read',
      tell: (stage) => {
        probe(stage, 15);
        return assume(stage);
      },
    },
  ],
  almost: [
    {
      name: 'fourteen',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 14);
        return assume(stage);
      },
    },
    {
      name: 'one call refused twenty times',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 20, { same: true });
        return assume(stage);
      },
    },
    {
      name: 'two hours later',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 20);
        return assume(stage, '11:30');
      },
    },
    {
      name: 'by somebody else',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 20);
        return assume(stage, '09:30', sessionOf('Other'));
      },
    },
  ],
});
