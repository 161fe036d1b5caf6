import * as z from 'zod';
import { certificateService } from '../core/event/by-certificate.ts';
import { takesForPeople } from '../core/event/for-people.ts';
import { grantedRole } from '../core/facts/who.ts';
import { callerValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'service-takes-role',
  title: 'A role was given to a service that never had it',
  family: 'misuse',
  why: 'Whoever may pass an administrator’s role to a function, an instance or a stack of their own runs code with its rights, and never assumes it themselves.',
  blindSpots: [
    'Roles without history: most roles of services are created for them.',
    'Another function, instance or stack of a service that has the role already: their names are new every day.',
    'An ordinary role that goes from one service to another.',
    'Powerful roles whose names do not show it: name them under roles.admin.',
  ],
  falsePositives: [
    'A deployment that moves from a pipeline to CodeBuild, say, and keeps its role: known after five days over two weeks, or once a finding was accepted with `rolewarden baseline accept`.',
  ],
  ask: 'Ask the role’s owner whether something of theirs runs with it.',
  respond: [
    'Find what got the role: the session’s name is often the instance’s id or the function’s name.',
    'Look up who passed the role (RunInstances, CreateFunction, UpdateFunctionConfiguration, CreateStack …), and who changed its trust policy (UpdateAssumeRolePolicy).',
    'If nobody knows it, stop what runs, remove the service from the trust policy, and end the role’s sessions.',
  ],
  attack: ['T1548.005', 'T1098.003', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
    'https://attack.mitre.org/techniques/T1548/005/',
  ],
  on: ['AssumeRole'],
  params: z.strictObject({
    admin: points(50, 'Points for a role that can do everything.'),
    points: points(
      20,
      'Points for another role that no service ever had, and for one that IAM’s account access manager assumes for people.',
    ),
  }),
  detect(event, { role: history, settings }, params) {
    const { actor, role } = event;
    if (actor.kind !== 'service' || certificateService(actor) !== undefined) return undefined;
    if (role === undefined || !grantedRole(event)) return undefined;
    if (!history.covered) return { unknown: history.reason };
    const callers = history.seen('caller');
    if (callers.length === 0) return { unknown: 'habit' };
    if (history.saw('caller', callerValue(event))) return undefined;
    const isAdmin = settings.role(role).sensitivity === 'admin';
    if (!isAdmin && history.saw('caller-kind', 'service')) return undefined;
    return {
      points: isAdmin && !takesForPeople(actor.name) ? params.admin : params.points,
      summary: `this service never had the role before, in ${history.days} active days`,
      evidence: { role: role.arn, service: actor.name, callers: listed(callers) },
    };
  },
});
