import * as z from 'zod';
import type { Facts } from '../core/facts/facts.ts';
import { hasNamesake } from '../core/facts/role-habit.ts';
import { grantedRole, isOwnersCopy } from '../core/facts/who.ts';
import { roleValue } from '../core/history/values.ts';
import { half } from '../core/history/view.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

/** If so many callers have taken a role for days, it is an everyday one. */
const EVERYDAY = 5;

export default defineRule({
  id: 'new-role-for-actor',
  title: 'The actor never assumed that role before',
  family: 'behaviour',
  why: 'Lateral movement shows as a role that the victim never needed.',
  blindSpots: [
    'A thief who assumes only the roles the victim assumes.',
    'Roles of the same name in other accounts weigh little: they are rolled out together.',
  ],
  falsePositives: ['A new task, a new account, a reorganisation.'],
  ask: 'Ask the actor’s owner whether the role was needed, and what for.',
  respond: ['Check who else uses it, and what the session did first.'],
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
    const value = roleValue(role);
    const novelty = facts.actor.novelty('role', value);
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    const users = facts.role.seen('caller').length;
    const full =
      hasNamesake(role, facts.actor) || users >= EVERYDAY ? params.everyday : weight(facts, params);
    const evidence = { role: role.arn, callersOfRole: users, known: listed(facts.actor.known('role')) };
    return novelty === 'new'
      ? {
          points: full,
          summary: `first time in this role${users === 0 ? ', which nobody was seen using' : ''}`,
          evidence,
        }
      : { points: half(full), summary: 'the role is not usual for the caller yet', evidence };
  },
});

/** The points: more if nobody has used the role, which can be said only once the organisation's history is covered. */
function weight(
  { organisation, role }: Facts,
  params: { readonly unused: number; readonly points: number },
): number {
  return organisation.covered && role.days === 0 ? params.unused : params.points;
}
