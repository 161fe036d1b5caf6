import * as z from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import type { RoleRef } from '../core/event/event.ts';
import { isHeldByCustomer } from '../core/facts/customer.ts';
import type { Facts } from '../core/facts/facts.ts';
import { grantedRole } from '../core/facts/who.ts';
import { VALUE_CAP } from '../core/history/habit.ts';
import { callerValue } from '../core/history/values.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'app-user-takes-role',
  title: 'A user of an app assumed another role',
  family: 'misuse',
  why: 'Anybody in the world may sign up to an app, or be its guest, and gets its role. A role whose trust policy lets that one in is open to everybody.',
  blindSpots: [
    'A role that users of the app assume every day: what they do with it.',
    'A role that 64 others have assumed: its history holds no more, and the answer is unknown.',
    'Sessions whose issue by Cognito or another sign-in for customers was not seen.',
    'A role that trusts the sign-in itself: `oidc-provider-new` judges that.',
  ],
  falsePositives: [
    'A new feature of an app that assumes a role for its user, in the user’s browser or phone.',
  ],
  ask: 'Ask the app’s owner whether its users are meant to assume the role.',
  respond: [
    'If they are not, remove the app’s role from the trust policy.',
    'Look up who changed the trust policy last (UpdateAssumeRolePolicy), and what the session did.',
  ],
  attack: ['T1078.004', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html'],
  on: ['AssumeRole'],
  params: z.strictObject({
    admin: points(60, 'Points for a role that can do everything.'),
    points: points(45, 'Points for another role with history.'),
    uncovered: points(25, 'Points for a role without history, if users of the app never assumed any.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event) || !isHeldByCustomer(facts)) {
      return undefined;
    }
    if (facts.role.saw('caller', callerValue(event))) return undefined;
    // what a full history does not hold would be new every day
    if (facts.role.seen('caller').length >= VALUE_CAP) return { unknown: 'habit' };
    if (!facts.role.covered && !facts.organisation.covered) return { unknown: facts.role.reason };
    const given = worth(role, facts, params);
    if (given === 0) return { unknown: facts.role.reason };
    const user = facts.lineage.sessions[0]?.actor.name ?? '';
    return {
      points: given,
      summary: 'the caller is a user of an app, and its users never assumed the role before',
      evidence: { role: role.arn, app: actor.key, user },
    };
  },
});

function worth(
  role: RoleRef,
  { actor, role: history, settings }: Facts,
  params: { readonly admin: number; readonly points: number; readonly uncovered: number },
): number {
  if (settings.role(role).sensitivity === 'admin') return params.admin;
  if (history.covered) return params.points;
  return actor.seen('role').length === 0 ? params.uncovered : 0;
}
