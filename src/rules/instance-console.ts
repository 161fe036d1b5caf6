import { z } from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'instance-console',
  title: 'An instance’s credentials opened the console',
  family: 'misuse',
  why: 'Machines do not use the console. Somebody turned an instance role’s credentials into a sign-in link.',
  blindSpots: ['Credentials of roles that are not recognised as an instance’s.'],
  falsePositives: ['None known.'],
  respond: [
    'End the session of the instance role.',
    'Find how its credentials were taken, and replace the instance.',
  ],
  attack: ['T1552.005', 'T1538'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
  ],
  on: ['ConsoleLogin', 'GetSigninToken'],
  params: z.strictObject({ points: points(75, 'Points.') }),
  detect({ actor, eventName, outcome }, _facts, { points }) {
    const machine = actor.workload !== undefined && actor.workload !== 'pipeline';
    if (outcome !== 'success' || !machine) return undefined;
    return {
      points,
      summary: `${eventName} with the session of ${actor.workload} ${actor.sessionName ?? actor.name}`,
      evidence: { event: eventName, workload: actor.workload, session: actor.sessionName ?? '' },
    };
  },
});
