import type { Observation, SeenRole } from './observation.ts';
import { count, escaped, on, type ProposedValue, type Section, sorted } from './section.ts';

/** Days on which a subject must be seen: fewer do not show all branches of a pipeline. Pods have no branches. */
const SETTLED_DAYS = 30;
/** A role with more subjects is shared by many: for it, learning is better than a list. */
const MOST_SUBJECTS = 6;

/** Identity providers, and the subjects that roles expect. */
export function identity({ issuers, providers, roles: all }: Observation): readonly Section[] {
  const trusting = sorted(all).filter(([, { subjects }]) => subjects.size > 0);
  return [
    {
      path: ['identity', 'samlProviders'],
      about: 'SAML providers that issued sessions. Any other counts as rogue from now on.',
      entries: sorted(providers).map(([arn, one]) => ({ value: arn, why: on(one) })),
    },
    {
      path: ['identity', 'oidcIssuers'],
      about: 'OIDC issuers that issued sessions. Any other counts as rogue from now on.',
      entries: sorted(issuers).map(([issuer, one]) => ({ value: issuer, why: on(one) })),
    },
    {
      path: ['identity', 'subjects'],
      about:
        'The subjects that each role expects: repository and branch, workspace, service account. Any other scores 90. Roles whose subjects still change, or were seen on fewer than 30 days, are left out, and learned.',
      entries: trusting.flatMap(([arn, role]) => subjectsOf(arn, role)),
    },
  ];
}

/** The subjects to expect for a role; none while its subjects still change: such a role goes on learning. */
function subjectsOf(arn: string, { subjects }: SeenRole): readonly ProposedValue[] {
  const known = sorted(subjects);
  const pods = known.every(([subject]) => subject.startsWith('system:serviceaccount:'));
  const settled = pods || known.some(([, { days }]) => days.size >= SETTLED_DAYS);
  if (!settled || known.length < subjects.size || known.length > MOST_SUBJECTS) return [];
  const why = known
    .map(([subject, one]) => `${subject.slice(0, 80)} on ${count(one.days.size, 'day')}`)
    .join('; ');
  return [{ value: { role: escaped(arn), allow: known.map(([subject]) => escaped(subject)) }, why }];
}
