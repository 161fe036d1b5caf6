import { z } from 'zod';
import { callerValue } from '../core/values.ts';
import { grantedRole } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'unknown-account',
  title: 'A caller from an account that nobody here knows took a role',
  family: 'misuse',
  why: 'A trust policy that lets a stranger in is a backdoor, or a vendor’s account that was swapped.',
  blindSpots: [
    'Refused attempts from outside are not in your logs at all: AWS does not write them.',
    'Until accounts are configured or learned, the answer is unknown.',
  ],
  falsePositives: [
    'A new vendor on the first day: name it under organisation.trusted.',
    'A new account of the organisation.',
  ],
  respond: [
    'Find out whose account it is before anything else.',
    'Read the role’s trust policy, and who changed it last.',
    'If nobody knows it, remove the trust and end the sessions.',
  ],
  attack: ['T1199', 'T1098.003'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html'],
  on: ['AssumeRole'],
  params: z.strictObject({
    swapped: points(65, 'Points if the role belongs to another outsider.'),
    points: points(45, 'Points otherwise.'),
    lately: points(25, 'Points if it has been seen, but not for long.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (
      !grantedRole(event) ||
      role === undefined ||
      actor.kind === 'service' ||
      actor.accountId === undefined
    )
      return undefined;
    if (actor.accountId === role.accountId) return undefined;
    const standing = facts.settings.account(actor.accountId);
    if (standing === 'own' || standing === 'trusted' || facts.organisation.owns(actor.accountId))
      return undefined;
    if (standing === 'unknown' && !facts.organisation.covered) return { unknown: 'history' };
    const novelty = facts.role.novelty('caller', callerValue(event));
    if (novelty === 'known') return undefined;
    const evidence = { account: actor.accountId, role: role.arn, configured: standing === 'stranger' };
    const lately = [...facts.role.seen('caller'), ...facts.role.onProbation('caller')];
    if (lately.includes(callerValue(event))) {
      return {
        points: params.lately,
        summary: `account ${actor.accountId} is an outsider seen only lately`,
        evidence,
      };
    }
    const another = facts.role.covered && facts.role.knows('caller-kind', 'account');
    return another
      ? {
          points: params.swapped,
          summary: `${role.name} belongs to another outsider, and account ${actor.accountId} took it`,
          evidence,
        }
      : {
          points: params.points,
          summary: `account ${actor.accountId} is none of ours and was never seen`,
          evidence,
        };
  },
});
