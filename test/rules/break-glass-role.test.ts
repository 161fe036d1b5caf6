import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, deniedRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/break-glass-role.ts';
import { cases } from '../support/cases.ts';

const call = (stage: Stage, name: string) => ({
  at: stage.at(30, '09:00'),
  by: user('111122223333', 'dave'),
  from: address('berlinHome'),
  account: '111122223333',
  role: { account: '111122223333', name },
  session: 'dave',
});
const taking = (name: string) => (stage: Stage) => assumeRole(call(stage, name));

cases(rule, {
  fires: [
    { name: 'by its name', tell: taking('break-glass-admin'), points: 70 },
    {
      name: 'listed, though it is also ordinary',
      tell: taking('pegasus'),
      config: { roles: { breakGlass: ['*:role/pegasus'], ordinary: ['*:role/*'] } },
      points: 70,
    },
    {
      name: 'by configuration',
      tell: taking('pegasus'),
      config: { roles: { breakGlass: ['*:role/pegasus'] } },
      points: 70,
    },
  ],
  silent: [
    {
      name: 'a role with such a name that is configured as ordinary',
      tell: taking('emergency-dispatch-api'),
      config: { roles: { ordinary: ['*:role/emergency-dispatch-api'] } },
    },
    {
      name: 'a role with such a name, where a list says which roles they are',
      tell: taking('emergency-dispatch-api'),
      config: { roles: { breakGlass: ['*:role/pegasus'] } },
    },
    {
      name: 'a role with such a name, where a list says that there are none',
      tell: taking('emergency-dispatch-api'),
      config: { roles: { breakGlass: [] } },
    },
    { name: 'any other role', tell: taking('Developer') },
    { name: 'a refusal', tell: (stage) => deniedRole(call(stage, 'break-glass-admin')) },
  ],
  almost: [{ name: 'a role for glassware', tell: taking('glass-inventory') }],
});
