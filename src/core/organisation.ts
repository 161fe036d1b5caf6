import type { StsEvent } from './event.ts';

/**
 * What the organisation remembers as a whole. `address`: of AWS only. `provider`: SAML providers by bare name; `issuer`:
 * OIDC issuers; `owner`: owners of pipelines (`github/acme`); `outsider`: outside accounts; `name`: names of people
 * in lower case; `role-name`: bare role names, held by accounts.
 */
export type OrganisationDimension =
  | 'country'
  | 'network'
  | 'address'
  | 'account'
  | 'provider'
  | 'issuer'
  | 'owner'
  | 'outsider'
  | 'name'
  | 'role-name';

/** The store key of an organisation-wide value. */
export function organisationOwner(dimension: OrganisationDimension, value: string): string {
  return `o:${dimension}/${value}`;
}

/** The store key of the organisation as a whole. */
export const ORGANISATION = 'o:all';

type OrganisationPair = readonly [OrganisationDimension, string | undefined];

/** Every organisation-wide value that judging the event may ask for. */
export function organisationValues(event: StsEvent): readonly (readonly [OrganisationDimension, string])[] {
  const { actor, origin, request } = event;
  const said = [request.sessionName, request.sourceIdentity, actor.sessionName, actor.sourceIdentity];
  const pairs: readonly OrganisationPair[] = [
    ['country', origin.kind === 'ip' ? origin.place?.country : undefined],
    ['network', origin.kind === 'ip' ? origin.network?.key : undefined],
    ['address', origin.kind === 'ip' && origin.network?.provider === 'aws' ? origin.ip : undefined],
    ['account', actor.accountId],
    ['outsider', actor.kind === 'account' ? actor.accountId : undefined],
    ...federationValues(event),
    ...said.map((name) => ['name', name?.toLowerCase()] as const),
    ['role-name', event.role?.name],
  ];
  return pairs.flatMap(([dimension, value]) => (value ? [[dimension, value] as const] : []));
}

/** One value taught to the organisation, with who held it. */
export interface OrganisationLesson {
  readonly dimension: OrganisationDimension;
  readonly value: string;
  readonly holder: string;
}

/**
 * The organisation learns places and names from its own identities only: never from pipelines, outside accounts
 * or services. What identity providers, pipelines and outsiders are is learned from those that use them.
 */
export function organisationLessons(event: StsEvent): readonly OrganisationLesson[] {
  const { actor, origin } = event;
  if (actor.kind === 'service' || actor.kind === 'unknown' || event.service === 'watched') return [];
  const insider = actor.kind !== 'account' && actor.workload !== 'pipeline';
  const named = actor.kind === 'person' || actor.kind === 'user';
  const own: readonly OrganisationPair[] = [
    ['country', countryOf(event)],
    ['network', origin.kind === 'ip' ? origin.network?.key : undefined],
    ['address', origin.kind === 'ip' && origin.network?.provider === 'aws' ? origin.ip : undefined],
    ['account', event.recipientAccountId],
    ['name', named ? actor.name.toLowerCase() : undefined],
  ];
  const pairs: readonly OrganisationPair[] = [
    ...(insider ? own : []),
    ['outsider', actor.kind === 'account' ? actor.accountId : undefined],
    ...federationValues(event),
  ];
  const taught = pairs.flatMap(([dimension, value]) =>
    value ? [{ dimension, value, holder: actor.key }] : [],
  );
  const { role } = event;
  return role === undefined
    ? taught
    : [...taught, { dimension: 'role-name', value: role.name, holder: role.accountId }];
}

/** A SAML provider's bare name: roll-outs give every account one of the same name. */
export function providerName(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** Whether the event is one of the organisation's own identities, which make it covered. */
export function isInsider({ actor, service }: StsEvent): boolean {
  const outsider = actor.kind === 'account' || actor.kind === 'service' || actor.kind === 'unknown';
  return !outsider && actor.workload !== 'pipeline' && service !== 'watched';
}

function federationValues({ federation }: StsEvent): readonly OrganisationPair[] {
  if (federation === undefined) return [];
  const { kind, issuer, parsed, providerArn } = federation;
  if (kind === 'saml') return [['provider', providerArn && providerName(providerArn)]];
  const owner = parsed?.owner === undefined ? undefined : `${parsed.kind}/${parsed.owner}`;
  return [
    ['issuer', issuer],
    ['owner', owner],
  ];
}

/** Countries say nothing of pipelines, of machines inside clouds, and of relays. */
export function countryOf({ actor, origin }: StsEvent): string | undefined {
  if (origin.kind !== 'ip') return undefined;
  const { network, place } = origin;
  const cloud = network?.kind === 'cloud' && (actor.workload !== undefined || actor.kind === 'role');
  return actor.workload === 'pipeline' || cloud || network?.kind === 'relay' ? undefined : place?.country;
}
