import { service } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/service-takes-role.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const LAMBDA = 'lambda.amazonaws.com';
const takes = (stage: Stage, { by = LAMBDA, name = 'OpsAdmin', day = 30 } = {}) => {
  const taken = role(name);
  const at = stage.at(day, '09:00');
  return serviceRole({ at, by: service(by), account: taken.account, role: taken, session: 'helper' });
};
/** A role that a person takes on so many days. */
const usual = (stage: Stage, name: string, days = 30) =>
  daily(stage, (day) => take(stage, { day, role: role(name) }), days);

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'an administrator’s role that people take, by a function',
      points: 50,
      says: 'this service never had the role before, in 30 active days',
      tell: (stage) => {
        usual(stage, 'OpsAdmin');
        return takes(stage);
      },
    },
    {
      name: 'an administrator’s role of stacks, by a function',
      points: 50,
      shows: {
        role: `arn:aws:iam::${A}:role/OpsAdmin`,
        service: LAMBDA,
        callers: 'service:cloudformation.amazonaws.com',
      },
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { by: 'cloudformation.amazonaws.com', day }));
        return takes(stage);
      },
    },
    {
      name: 'one by configuration',
      points: 50,
      config: { roles: { admin: ['arn:aws:iam::*:role/Reports'] } },
      tell: (stage) => {
        usual(stage, 'Reports');
        return takes(stage, { name: 'Reports', by: 'ec2.amazonaws.com' });
      },
    },
    {
      name: 'an administrator’s role that people get through account access manager from now on',
      points: 20,
      tell: (stage) => {
        usual(stage, 'OpsAdmin');
        return takes(stage, { by: 'account-access.amazonaws.com' });
      },
    },
    {
      name: 'the same of a role that only a function had',
      points: 20,
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { day }));
        return takes(stage, { by: 'account-access.amazonaws.com' });
      },
    },
    {
      name: 'an ordinary role that no service had',
      points: 20,
      tell: (stage) => {
        usual(stage, 'Reports');
        return takes(stage, { name: 'Reports' });
      },
    },
  ],
  silent: [
    {
      name: 'the usual service',
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { day }));
        return takes(stage);
      },
    },
    { name: 'a role without history', tell: (stage) => takes(stage) },
    {
      name: 'a role that people took on four days',
      tell: (stage) => {
        usual(stage, 'OpsAdmin', 4);
        return takes(stage);
      },
    },
    {
      name: 'a person',
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { day }));
        return take(stage, { role: role('OpsAdmin') });
      },
    },
  ],
  almost: [
    {
      name: 'an ordinary role that moves from instances to functions',
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { by: 'ec2.amazonaws.com', name: 'Reports', day }));
        return takes(stage, { name: 'Reports' });
      },
    },
    {
      name: 'an ordinary role of instances, through account access manager',
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { by: 'ec2.amazonaws.com', name: 'Reports', day }));
        return takes(stage, { by: 'account-access.amazonaws.com', name: 'Reports' });
      },
    },
    {
      name: 'with a certificate: certificate-takes-role says it',
      tell: (stage) => {
        usual(stage, 'OpsAdmin');
        return takes(stage, { by: 'rolesanywhere.amazonaws.com' });
      },
    },
    {
      name: 'a service of yesterday, below what is shown',
      config: { rules: { 'service-takes-role': { admin: 30 } } },
      tell: (stage) => {
        usual(stage, 'OpsAdmin');
        // no region in which code was never seen: `unused-region` would keep the day from being learned
        daily(stage, (day) => takes(stage, { by: 'ec2.amazonaws.com', name: 'Web', day }));
        stage.add(takes(stage, { day: 29 }));
        return takes(stage);
      },
    },
  ],
});
