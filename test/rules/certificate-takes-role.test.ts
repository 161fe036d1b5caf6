import { service } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/certificate-takes-role.ts';
import { cases, daily } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';

const ANYWHERE = 'rolesanywhere.amazonaws.com';
const takes = (stage: Stage, { by = ANYWHERE, name = 'Reports', day = 30 } = {}) => {
  const taken = role(name);
  const at = stage.at(day, '09:00');
  return serviceRole({ at, by: service(by), account: taken.account, role: taken, session: '7a1f' });
};
/** A role that a person takes on so many days. */
const usual = (stage: Stage, name = 'Reports', days = 30) =>
  daily(stage, (day) => take(stage, { day, role: role(name) }), days);

cases(rule, {
  fires: [
    {
      name: 'through Roles Anywhere, a role that somebody else takes',
      points: 55,
      says: 'with a certificate, through IAM Roles Anywhere, as never before in ',
      tell: (stage) => {
        usual(stage);
        return takes(stage);
      },
    },
    {
      name: 'an administrator’s',
      points: 70,
      tell: (stage) => {
        usual(stage, 'OpsAdmin');
        return takes(stage, { name: 'OpsAdmin' });
      },
    },
    {
      name: 'through IoT, a role that an instance takes',
      points: 55,
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { by: 'ec2.amazonaws.com', day }));
        return takes(stage, { by: 'credentials.iot.amazonaws.com' });
      },
    },
    {
      name: 'a role without history, where nobody in the organisation has certificates',
      points: 25,
      says: 'as nobody in the organisation did for days',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return takes(stage);
      },
    },
    {
      name: 'the same of an administrator’s',
      points: 45,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return takes(stage, { name: 'OpsAdmin' });
      },
    },
    {
      name: 'another role without history, the day after a first one',
      points: 45,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        stage.add(takes(stage, { day: 29 }));
        return takes(stage, { name: 'OpsAdmin' });
      },
    },
    {
      name: 'through IoT, where others come through Roles Anywhere',
      points: 25,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => takes(stage, { day, name: 'Servers' }));
        return takes(stage, { by: 'credentials.iot.amazonaws.com' });
      },
    },
    {
      name: 'on the third day of a trial',
      points: 55,
      tell: (stage) => {
        usual(stage);
        stage.add(takes(stage, { day: 28 }), takes(stage, { day: 29 }));
        return takes(stage);
      },
    },
  ],
  silent: [
    {
      name: 'a role that is taken with certificates',
      tell: (stage) => {
        daily(stage, (day) => takes(stage, { day }));
        return takes(stage);
      },
    },
    { name: 'a role without history, in an organisation without', tell: (stage) => takes(stage) },
    {
      name: 'a role of four days',
      tell: (stage) => {
        usual(stage, 'Reports', 4);
        return takes(stage, { day: 4 });
      },
    },
    {
      name: 'another service',
      tell: (stage) => {
        usual(stage);
        return takes(stage, { by: 'lambda.amazonaws.com' });
      },
    },
  ],
  almost: [
    {
      name: 'a new administrator’s role, where others come with certificates every day',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => takes(stage, { day, name: 'Servers' }));
        return takes(stage, { name: 'OpsAdmin' });
      },
    },
    {
      name: 'a pod’s role without history',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return takes(stage, { by: 'pods.eks.amazonaws.com' });
      },
    },
    {
      name: 'taken so once, before there was a habit',
      tell: (stage) => {
        stage.add(takes(stage, { day: 0 }));
        usual(stage);
        return takes(stage);
      },
    },
    {
      name: 'after two weeks of alerts',
      tell: (stage) => {
        usual(stage);
        for (let day = 15; day < 30; day++) stage.add(takes(stage, { day }));
        return takes(stage);
      },
    },
    {
      name: 'refused',
      tell: (stage) => {
        usual(stage);
        return { ...takes(stage), errorCode: 'AccessDenied', responseElements: null };
      },
    },
  ],
});
