import * as z from 'zod';
import { certificateService } from '../core/event/by-certificate.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isUsedForDays } from '../core/facts/issuer-use.ts';
import { grantedRole } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { callerValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'certificate-takes-role',
  title: 'A role was assumed with a certificate for the first time',
  family: 'misuse',
  why: 'Whoever can create an IAM Roles Anywhere trust anchor or an AWS IoT role alias signs their own certificates, and returns as long as those are valid: rotating keys and passwords does not stop it.',
  blindSpots: [
    'Roles without history, where others have come with certificates for days: most roles used so are created for it.',
    'Another certificate, or another trust anchor, on a role already assumed with certificates: CreateSession is not read. `identity-provider-changed` judges the anchor.',
  ],
  falsePositives: [
    'The first servers that come with certificates, each with a role of its own: a contribution, and shown only for an administrator’s role, until the service was used on three days over a week.',
    'A server outside AWS that is moved from an access key to Roles Anywhere, and keeps its role: known after five days over two weeks, or once a finding was accepted with `rolewarden baseline accept`.',
  ],
  ask: 'Ask the role’s owner whether something outside AWS is meant to take it with a certificate.',
  respond: [
    'Look up who created the trust anchor (CreateTrustAnchor) and profile, or the role alias (CreateRoleAlias), and who changed the role’s trust.',
    'If nobody knows it, disable the trust anchor or delete the alias, and remove the service from the role’s trust policy.',
    'Then end the role’s sessions: disabling the anchor or alias ends none.',
  ],
  attack: ['T1098.001', 'T1649', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html',
    'https://stratus-red-team.cloud/attack-techniques/AWS/aws.persistence.rolesanywhere-create-trust-anchor/',
  ],
  on: ['AssumeRole'],
  params: z.strictObject({
    admin: points(70, 'Points for a role that can do everything.'),
    points: points(55, 'Points for any other role.'),
    firstAdmin: points(
      45,
      'Points for an administrator’s role without history, if nobody here has come with certificates for days.',
    ),
    first: points(25, 'Points for any other role without history.'),
  }),
  detect(event, facts, params) {
    const { role: history, settings } = facts;
    const { actor, role } = event;
    const service = certificateService(actor);
    if (service === undefined || role === undefined || !grantedRole(event)) return undefined;
    const isAdmin = settings.role(role).sensitivity === 'admin';
    if (!history.covered)
      return withoutHistory(event, facts, service, isAdmin ? params.firstAdmin : params.first);
    const callers = history.seen('caller');
    if (callers.length === 0) return { unknown: 'habit' };
    if (history.saw('caller', callerValue(event))) return undefined;
    return {
      points: isAdmin ? params.admin : params.points,
      summary: `with a certificate, through ${service}, as never before in ${history.days} active days of the role`,
      evidence: { role: role.arn, service: actor.name, callers: listed(callers) },
    };
  },
});

/** On a role of its own, as most that are used so: the organisation's first days with certificates. */
function withoutHistory(
  event: StsEvent,
  { organisation, role: history }: Facts,
  service: string,
  given: number,
): Verdict {
  const { actor, role } = event;
  // a role without history, too, knows what a person has accepted
  if (history.knows('caller', callerValue(event))) return undefined;
  if (!organisation.covered || isUsedForDays(actor.name, organisation)) return { unknown: history.reason };
  return {
    points: given,
    summary: `with a certificate, through ${service}, as nobody in the organisation did for days`,
    evidence: { role: role?.arn ?? '', service: actor.name },
  };
}
