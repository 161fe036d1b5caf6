import { z } from 'zod';
import type { Facts } from '../core/facts.ts';
import { roleValue } from '../core/values.ts';
import { grantedRole, half, isOwnersCopy, listed } from '../core/who.ts';
import { defineRule, points } from './define.ts';

/** A role that this many callers have taken for days is everyday. */
const EVERYDAY = 5;

export default defineRule({
  id: 'new-role-for-actor',
  title: 'The actor never took that role',
  family: 'behaviour',
  why: 'Lateral movement shows as a role that its victim never needed.',
  blindSpots: [
    'A thief who takes only the roles the victim takes.',
    'Roles of the same name in other accounts weigh little: they are rolled out together.',
  ],
  falsePositives: ['A new task, a new account, a reorganisation.'],
  respond: ['Ask what the role was needed for.', 'Look at who else uses it, and what the session did first.'],
  attack: ['T1078.004', 'T1550.001'],
  references: ['https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    unused: points(12, 'Points if nobody is known to use the role.'),
    points: points(9, 'Points otherwise.'),
    everyday: points(4, 'Points if many use it, or the actor knows one of that name in another account.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || actor.kind === 'service') return undefined;
    if (isOwnersCopy(event, facts)) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const novelty = facts.actor.novelty('role', roleValue(role));
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    const sibling = facts.actor.seen('role').some((value) => value.endsWith(`/${role.name}`));
    const users = facts.role.seen('caller').length;
    const full = sibling || users >= EVERYDAY ? params.everyday : weight(facts, params);
    const evidence = { role: role.arn, callersOfRole: users, known: listed(facts.actor.known('role')) };
    return novelty === 'new'
      ? {
          points: full,
          summary: `first time as ${role.name} in ${role.accountId}${users === 0 ? ', which nobody was seen using' : ''}`,
          evidence,
        }
      : { points: half(full), summary: `${role.name} in ${role.accountId} is not usual yet`, evidence };
  },
});

/** "Nobody used it" can be said only once the organisation has been watched for a while. */
function weight(
  { organisation, role }: Facts,
  params: { readonly unused: number; readonly points: number },
): number {
  return organisation.covered && role.days === 0 ? params.unused : params.points;
}
