import { type RoleName, roleArn, samlUser, webIdentity } from '../../scripts/callers.ts';
import { withSaml, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import { A, call, type Take } from './chain.ts';

/** The calls beside AssumeRole by which a role is taken, as cases. */
export const federated = (role: RoleName, how: Partial<Take> = {}) => [
  {
    name: 'with SAML',
    tell: (stage: Stage) =>
      withSaml({
        ...call(stage, { role, by: samlUser('ann@example.com'), ...how }),
        provider: `arn:aws:iam::${A}:saml-provider/Okta`,
      }),
  },
  {
    name: 'with OIDC',
    tell: (stage: Stage) =>
      withWebIdentity(
        call(stage, { role, by: webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main'), ...how }),
      ),
  },
];

/** The same, after what makes the role's history. */
export const federatedAfter = (before: (stage: Stage) => unknown, role: RoleName, how: Partial<Take> = {}) =>
  federated(role, how).map(({ name, tell }) => ({
    name,
    tell: (stage: Stage) => {
      before(stage);
      return tell(stage);
    },
  }));

/** A role switched to in the console. */
export const switched = (
  stage: Stage,
  role: RoleName,
  { ok = true, ...how }: Partial<Take> & { readonly ok?: boolean } = {},
) => ({
  ...signInCall('SwitchRole', call(stage, { role, ...how }), ok),
  additionalEventData: { SwitchTo: roleArn(role) },
});
