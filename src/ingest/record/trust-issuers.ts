import type { Subject } from '../../core/event/event.ts';
import { sharedIssuer } from '../../core/event/shared-issuers.ts';
import type { Trusted } from '../../core/event/trust.ts';
import { subjectOf } from './subject.ts';
import type { Held } from './trust-conditions.ts';

/** Claims that anybody's token may have: they say what runs, not whose it is. */
const ANYBODYS =
  /^(?:iss|jti|amr|ref|ref_type|ref_protected|base_ref|head_ref|environment|event_name|runner_environment|repository_visibility|workflow|sha)$/;
/** Claims that begin with the owner's name. */
const OWNERS =
  /^(?:repository|repository_owner|job_workflow_ref|workflow_ref|project_path|namespace_path|terraform_organization_name|organization_slug)$/;
/** What a subject's pattern says of the owner, where the rest of it is left open. */
const OWNED =
  /^(?:repo|repository|repository_owner|project_path|organization|pulumi:deploy:org):(?<owner>[^*?:/@]+)[:/@]/;
const WILD = /[*?]/;
const ANYONE = Symbol('every tenant');

/** The tenants of a shared OIDC provider whom the conditions let in; none of a provider that has one tenant. */
export function tenantsOf(issuer: string, demands: readonly Held[]): readonly Trusted[] {
  const shared = sharedIssuer(issuer);
  if (shared === undefined) return [];
  const prefix = `${issuer.toLowerCase()}:`;
  for (const { key, values } of demands) {
    const claim = key.startsWith(prefix) ? key.slice(prefix.length) : 'iss';
    if (ANYBODYS.test(claim) || (claim === 'aud' && !shared.byAudience)) continue;
    const read = values.map((value) => ({ value, owner: ownerIn(issuer, shared.kind, claim, value) }));
    if (read.some(({ owner }) => owner === ANYONE)) continue;
    return read.flatMap(({ value, owner }) =>
      typeof owner === 'string'
        ? [
            {
              kind: 'issuer',
              name: issuer,
              owner: `${shared.kind}/${owner}`,
              subject: claim === 'sub' ? value : undefined,
            },
          ]
        : [],
    );
  }
  return [{ kind: 'issuer', name: issuer, owner: undefined, subject: subjectIn(prefix, demands) }];
}

/** The pattern that lets in every tenant, for the words. */
function subjectIn(prefix: string, demands: readonly Held[]): string | undefined {
  return demands.find(({ key }) => key === `${prefix}sub`)?.values[0];
}

/** Whose token has the claim's value; undefined for somebody's whom it does not name. */
function ownerIn(
  issuer: string,
  kind: Subject['kind'],
  claim: string,
  value: string,
): string | typeof ANYONE | undefined {
  if (claim === 'repository_owner_id') return WILD.test(value) ? ANYONE : `id:${value}`;
  if (OWNERS.test(claim)) return orAnyone(value.split(/[/@]/)[0]);
  if (claim !== 'sub' || kind === 'other') return WILD.test(value.slice(0, 1)) ? ANYONE : undefined;
  // an owner's name with whatever id
  const pattern = value.replace(/@[*?]+/g, '');
  const parsed = subjectOf(issuer, pattern);
  const named = parsed.owner ?? OWNED.exec(pattern)?.groups?.['owner'];
  return orAnyone(named);
}

/** Names with a wildcard are open to all: who lets in `acme*` lets in `acme-evil`, which anybody may take. */
function orAnyone(owner: string | undefined): string | typeof ANYONE {
  return owner === undefined || owner === '' || WILD.test(owner) ? ANYONE : owner;
}
