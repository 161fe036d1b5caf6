import * as z from 'zod';
import { runsAs } from '../core/facts/runs-as.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'instance-console',
  title: 'Credentials of an instance, function, pod or task opened the console',
  family: 'misuse',
  why: 'Machines do not use the console. Somebody turned the credentials of one into a sign-in link.',
  blindSpots: [
    'Sessions that nothing identifies as a workload’s, and whose issue was not seen: signin-token-outside-portal judges them.',
  ],
  falsePositives: ['None known.'],
  respond: ['Find out how the instance’s credentials were stolen, and replace the workload that held them.'],
  attack: ['T1552.005', 'T1538'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
  ],
  on: ['ConsoleLogin', 'GetSigninToken'],
  params: z.strictObject({ points: points(75, 'Points.') }),
  detect(event, facts, { points }) {
    const { actor, eventName, outcome } = event;
    const running = outcome === 'success' ? runsAs(event, facts) : undefined;
    if (running === undefined) return undefined;
    return {
      points,
      summary: `credentials of ${running.words} opened the console`,
      evidence: { event: eventName, workload: running.workload, session: actor.sessionName ?? '' },
    };
  },
});
