import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { sessionHours } from '../core/history/values.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'long-session',
  title: 'A longer session than any before on this role',
  family: 'sensitivity',
  why: 'A thief requests as many hours as the role allows; programs request the same every time.',
  blindSpots: ['Roles that are always assumed for the longest possible time.'],
  falsePositives: ['A changed default of a tool.', 'A long job that was planned.'],
  respond: ['Read the other signals.', 'Lower MaxSessionDuration if nobody needs the hours.'],
  attack: ['T1550.001', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    points: points(5, 'Points for the longest session so far.'),
    longest: points(10, 'Points if it is also `longestHours` or more.'),
    longestHours: z.number().int().min(2).max(12).default(12).describe('Hours; AWS allows twelve.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    const hours = Number(sessionHours(event) ?? 0);
    if (!grantedRole(event) || role === undefined || actor.kind === 'service' || hours === 0)
      return undefined;
    if (!facts.role.covered) return { unknown: facts.role.reason };
    const before = facts.role.seen('hours');
    if (before.length === 0) return { unknown: 'habit' };
    const longest = before.reduce((most, value) => Math.max(most, Number(value)), 0);
    if (hours <= longest) return undefined;
    return {
      points: hours >= params.longestHours ? params.longest : params.points,
      summary: `a session of ${hours} h, on a role that never had more than ${longest} h`,
      evidence: { role: role.arn, hours, before: longest },
    };
  },
});
