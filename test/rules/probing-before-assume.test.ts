import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/probing-before-assume.ts';
import { cases, daily } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const probe = (
  stage: Stage,
  count: number,
  more: { readonly same?: boolean; readonly ok?: boolean; readonly page?: string } = {},
) => {
  for (let n = 0; n < count; n++) {
    const time = `09:${String(n).padStart(2, '0')}`;
    const how = more.ok === true ? { time } : { time, error: 'AccessDenied' };
    const call = watched(stage, `ec2:Describe${more.same === true ? 'Hosts' : `Thing${n}`}`, null, how);
    const page = { userAgent: more.page, sessionCredentialFromConsole: 'true' };
    stage.add(more.page === undefined ? call : { ...call, ...page });
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
    {
      name: 'then a role that the actor takes every day',
      points: 40,
      config: WATCH,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('Next'), by: sessionOf('Ops') }));
        probe(stage, 15);
        return assume(stage);
      },
    },
    {
      name: 'then a role, by somebody who takes others every day',
      points: 60,
      config: WATCH,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('Usual'), by: sessionOf('Ops') }));
        probe(stage, 15);
        return assume(stage);
      },
    },
    {
      name: 'fifteen by a program with the console’s credentials',
      points: 60,
      config: WATCH,
      tell: (stage) => {
        probe(stage, 15, { page: 'aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/linux exec-env/CloudShell' });
        return assume(stage);
      },
    },
  ],
  silent: [
    {
      name: 'pages of the console that a person may not see all of',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 20, { page: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/131.0' });
        return assume(stage);
      },
    },
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
      name: 'by a program in CloudShell that calls itself a browser: nothing tells it from a page',
      config: WATCH,
      tell: (stage) => {
        probe(stage, 20, { page: 'Mozilla/5.0 Boto3/1.35.90 exec-env/CloudShell' });
        return assume(stage);
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
