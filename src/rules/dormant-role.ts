import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { grantedRole } from '../core/facts/who.ts';
import { callerValue } from '../core/history/values.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'dormant-role',
  title: 'A role unused for weeks was assumed',
  family: 'timing',
  why: 'Forgotten roles keep their permissions and lose their owners.',
  blindSpots: [
    'Roles that nobody assumed for more than ninety days have no history left.',
    'A role that only one actor assumes, after both were silent: dormant-actor reports it, once.',
  ],
  falsePositives: ['Quarterly jobs, exercises.'],
  ask: 'Ask the role’s owner whether somebody needs it again.',
  respond: ['Delete roles that nobody needs.'],
  attack: ['T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    points: points(10, 'Points.'),
    days: z.number().int().min(7).max(89).default(30).describe('Days of silence.'),
  }),
  detect(event, facts, params) {
    const { role } = facts;
    if (!grantedRole(event) || event.role === undefined || event.actor.kind === 'service') return undefined;
    if (role.silentDays === undefined || role.days < 3 || role.silentDays < params.days) return undefined;
    if (isOwnSilence(event, facts, params.days)) return undefined;
    return {
      points: params.points,
      summary: `nobody assumed the role for ${role.silentDays} days before`,
      evidence: { role: event.role.arn, days: role.silentDays },
    };
  },
});

/** Whether only this caller takes the role, and was silent as long: that is one fact, which `dormant-actor` reports. */
function isOwnSilence(event: StsEvent, { actor, role }: Facts, days: number): boolean {
  const own = callerValue(event);
  return (actor.silentDays ?? 0) >= days && role.seen('caller').every((caller) => caller === own);
}
