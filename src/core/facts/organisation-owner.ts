import { remembering } from '../collections/remembering.ts';

/**
 * What the organisation remembers as a whole. `address`: of large clouds only; `endpoint`: accounts of VPC endpoints;
 * `provider`: SAML providers by bare name; `issuer`: OIDC issuers, and services that take roles for holders of certificates;
 * `owner`: owners of pipelines (`github/acme`); `outsider`: outside accounts; `region`: see regionValue; `runner`: clouds in
 * which pipelines exchange their tokens; `name`: names of people in lower case.
 */
export type OrganisationDimension =
  | 'country'
  | 'network'
  | 'address'
  | 'endpoint'
  | 'account'
  | 'provider'
  | 'issuer'
  | 'owner'
  | 'outsider'
  | 'region'
  | 'runner'
  | 'name';

/** Values that are remembered of a dimension: callers may make names up. */
const REMEMBERED = 5_000;
const owners = new Map<OrganisationDimension, (value: string) => string>();

/** The store key of an organisation-wide value. */
export function organisationOwner(dimension: OrganisationDimension, value: string): string {
  const known = owners.get(dimension) ?? remembering(REMEMBERED, (text) => `o:${dimension}/${text}`);
  if (!owners.has(dimension)) owners.set(dimension, known);
  return known(value);
}

/** The store key of the organisation as a whole. */
export const ORGANISATION = 'o:all';
