import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { callerValue } from '../core/history/values.ts';
import { half } from '../core/history/view.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-caller-for-role',
  title: 'The caller never assumed this role before',
  family: 'behaviour',
  why: 'A role that three machines assume every day has no reason to see a fourth.',
  blindSpots: [
    'Roles with many callers: one more says little.',
    'Stolen credentials of a caller that the role knows.',
  ],
  falsePositives: ['A new colleague, a new pipeline, a rebuilt machine role (it gets a new id).'],
  ask: 'Ask the role’s owner whether they know the caller.',
  respond: ['Read the role’s trust policy: does it need to be that wide?'],
  attack: ['T1078.004', 'T1550.001'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    few: points(9, 'Points if the role has up to three callers.'),
    some: points(5, 'Points if it has up to eight.'),
    many: points(2, 'Points if it has more.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || actor.kind === 'service') return undefined;
    if (!facts.role.covered) return { unknown: facts.role.reason };
    const caller = callerValue(event);
    const novelty = facts.role.novelty('caller', caller);
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    const callers = facts.role.seen('caller').length;
    const busy = callers <= 8 ? params.some : params.many;
    const full = callers <= 3 ? params.few : busy;
    const who = actor.kind === 'account' ? caller : 'this caller';
    const others = callers === 1 ? 'one other' : `${callers} others`;
    const evidence = { role: role.arn, caller, callers };
    return novelty === 'new'
      ? { points: full, summary: `${who} is new to the role, which has ${others}`, evidence }
      : { points: half(full), summary: `${who} is not a usual caller of the role yet`, evidence };
  },
});
