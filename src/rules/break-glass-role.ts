import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'break-glass-role',
  title: 'An emergency role was assumed',
  family: 'misuse',
  why: 'Break-glass roles go around every other control: each use is an emergency or an attack.',
  blindSpots: [
    'Emergency roles that are not named like one: list them under roles.breakGlass, with all the others: names no longer count then.',
  ],
  falsePositives: [
    'A drill: it alerts on purpose, so that the alert is drilled too.',
    'A role that only has such a name (emergency-dispatch-api): list it under roles.ordinary.',
  ],
  ask: 'Find out whether an incident or a drill is on that needs the role.',
  respond: ['Rotate the emergency credentials afterwards in any case.'],
  attack: ['T1078.004', 'T1548.005'],
  references: [
    'https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/break-glass-access.html',
  ],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'SwitchRole'],
  params: z.strictObject({ points: points(70, 'Points.') }),
  detect(event, { settings }, { points }) {
    const { role } = event;
    if (
      role === undefined ||
      !(grantedRole(event) || (event.name === 'SwitchRole' && event.outcome === 'success'))
    )
      return undefined;
    if (event.actor.kind === 'service' || !settings.role(role).breakGlass) return undefined;
    return { points, summary: 'the role is for emergencies only', evidence: { role: role.arn } };
  },
});
