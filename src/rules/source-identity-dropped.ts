import * as z from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import { sourceIdentityOf } from '../core/event/source-identity.ts';
import { grantedRole } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

/** Days with a source identity that make it a habit. */
const ENOUGH_DAYS = 5;

export default defineRule({
  id: 'source-identity-dropped',
  title: 'A role was assumed without the source identity that it always had',
  family: 'misuse',
  why: 'The source identity says in every later call who is behind a session. A broker or command line of yours sets it; whoever goes around that leaves it out.',
  blindSpots: [
    'A thief who sets one, as any caller may: `borrowed-name` judges whose it is.',
    'A role that was ever assumed without one, also yesterday by the thief, and the first days of a role.',
  ],
  falsePositives: ['A new tool, or a new caller of the role, that does not know of the convention.'],
  ask: 'Ask the caller’s owner whether they assume the role by a way that sets none.',
  respond: [
    'If nobody knows, look for who is behind the caller.',
    'Require sts:SourceIdentity in the role’s trust policy.',
  ],
  attack: ['T1078.004', 'T1550.001'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html',
  ],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({ points: points(30, 'Points.') }),
  detect(event, { role }, params) {
    const { actor } = event;
    if (!grantedRole(event) || event.role === undefined || isMadeByAws(event)) return undefined;
    if (sourceIdentityOf(event) !== undefined) return undefined;
    if (!role.covered) return { unknown: role.reason };
    const days = role.daysOf('source-identity', 'set');
    const none = role.saw('source-identity', 'none') || role.onProbation('source-identity').includes('none');
    if (days < ENOUGH_DAYS || none) return undefined;
    return {
      points: params.points,
      summary: `the role was assumed with a source identity on each of ${days} days, and now without one`,
      evidence: { role: event.role.arn, caller: actor.key, days },
    };
  },
});
