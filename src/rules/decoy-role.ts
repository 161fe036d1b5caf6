import * as z from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'decoy-role',
  title: 'Somebody touched a decoy role',
  family: 'misuse',
  why: 'Nobody has a reason to know it: whoever requests it is looking around.',
  blindSpots: ['Silent until roles.decoy names one.'],
  falsePositives: ['An inventory tool that tries every role: keep it away from the decoy.'],
  respond: ['Treat the caller’s credential as stolen.', 'Look at everything that it did in the last day.'],
  attack: ['T1580', 'T1078.004'],
  references: ['https://d3fend.mitre.org/technique/d3f:DecoyUserCredential/'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'SwitchRole'],
  params: z.strictObject({
    points: points(95, 'Points, also for refused attempts.'),
  }),
  detect({ role, outcome }, { settings }, { points }) {
    if (role === undefined || !settings.role(role).decoy) return undefined;
    return {
      points,
      summary: 'the role is a decoy, which nobody has a reason to know',
      evidence: { role: role.arn, outcome },
    };
  },
});
