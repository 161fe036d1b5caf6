import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { callerValue } from '../core/history/values.ts';
import { half } from '../core/history/view.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-hop',
  title: 'One role assumed another that it never did before',
  family: 'behaviour',
  why: 'Role chaining is how a session moves on: which role assumes which changes rarely, and on purpose.',
  blindSpots: ['Roles without history.', 'A hop that deployments make every day.'],
  falsePositives: ['A new step in a deployment.', 'A rebuilt role: it gets a new id.'],
  ask: 'Ask the first role’s owner whether it needs the second.',
  respond: ['Follow the lineage to the first actor.'],
  attack: ['T1550.001', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining'],
  on: ['AssumeRole'],
  params: z.strictObject({ points: points(6, 'Points for a hop that was never seen.') }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || actor.roleName === undefined) return undefined;
    if (!facts.role.covered) return { unknown: facts.role.reason };
    const novelty = facts.role.novelty('caller', callerValue(event));
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    return {
      points: novelty === 'new' ? params.points : half(params.points),
      summary: `the hop from ${actor.roleName} to this role ${novelty === 'new' ? 'was never seen before' : 'is not usual yet'}`,
      evidence: { from: actor.roleName, to: role.arn },
    };
  },
});
