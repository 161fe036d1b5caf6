import * as z from 'zod';
import { ownerOf } from '../core/event/numbered.ts';
import type { Facts } from '../core/facts/facts.ts';
import { HOUR } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'oidc-refused',
  title: 'A stranger’s pipeline asked for a role and was denied',
  family: 'misuse',
  why: 'Anybody’s pipeline may ask for a role whose ARN it found somewhere. This time the trust policy held; the next role’s may say less.',
  blindSpots: [
    'Other repositories of owners that pipelines here have: a trust policy that is not right yet looks the same.',
    'A repository for each try, and denials that do not name the role: each of them stands alone.',
    'Until pipelines here have used the provider on an earlier day, the answer is unknown.',
  ],
  falsePositives: [
    'The first pipelines of another owner of yours, while the trust policy is not right yet.',
    'A fork whose workflow still names your role.',
  ],
  respond: [
    'Read the trust policy of every role that trusts this provider: does each compare `sub` as a whole?',
    'Check whether that owner assumed any role: oidc-subject reports it.',
    'Find where the role’s ARN is public: a workflow file, a log, a package.',
  ],
  attack: ['T1580', 'T1078.004', 'T1199'],
  references: [
    'https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services',
  ],
  on: ['AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    once: points(20, 'Points for a denied attempt.'),
    many: points(40, 'Points from the `tries`th on.'),
    tries: z.number().int().min(2).max(60).default(5).describe('Denied attempts of one repository.'),
    windowHours: z.number().int().min(1).max(24).default(24).describe('Hours.'),
  }),
  detect({ actor, errorCode, federation, role }, facts, params) {
    // AWS answers AccessDenied only to a token with a valid signature: any other may name whomever it likes
    if (actor.workload !== 'pipeline' || errorCode !== 'AccessDenied') return undefined;
    const { issuer = '', parsed, subject = '' } = federation ?? {};
    const owner = parsed && ownerOf(parsed);
    if (owner === undefined || isKnown(`${parsed?.kind}/${owner.name}`, facts)) return undefined;
    if (role !== undefined && facts.settings.expects(role, subject) === true) return undefined;
    if (facts.organisation.holders('issuer', issuer).length === 0) return { unknown: facts.role.reason };
    const tries = facts.marks('denied', params.windowHours * HOUR).length;
    const often =
      tries < params.tries
        ? ''
        : `, and this one was denied ${tries} times within ${params.windowHours} hours`;
    return {
      points: tries < params.tries ? params.once : params.many,
      summary: `no pipeline of ${owner.name} was ever seen here${often}`,
      evidence: { subject, owner: owner.name, role: role?.arn ?? '', tries },
    };
  },
});

function isKnown(owner: string, { organisation }: Facts): boolean {
  return organisation.holders('owner', owner).length > 0;
}
