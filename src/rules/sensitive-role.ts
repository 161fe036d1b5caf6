import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'sensitive-role',
  title: 'The session can do much',
  family: 'sensitivity',
  why: 'Other anomalies count more when the role can change everything.',
  blindSpots: [
    'Without configuration only the role’s name counts: `payments` with full rights passes as ordinary.',
    'Denied calls score nothing here.',
  ],
  falsePositives: ['A role that sounds worse than it is: name it under roles.ordinary.'],
  respond: ['Read the other signals: this one only says what is at stake.'],
  attack: ['T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    admin: points(20, 'Points for a role that can do everything.'),
    power: points(10, 'Points for a role that can do much.'),
  }),
  detect(event, { settings }, params) {
    if (!grantedRole(event) || event.role === undefined || event.actor.kind === 'service') return undefined;
    const { sensitivity, source } = settings.role(event.role);
    if (sensitivity === 'ordinary') return undefined;
    const basis = source === 'name' ? 'judged by its name' : 'by configuration';
    const can = sensitivity === 'admin' ? 'everything' : 'much';
    return {
      points: params[sensitivity],
      summary: `the role can do ${can} (${basis})`,
      evidence: { role: event.role.arn, sensitivity, source },
    };
  },
});
