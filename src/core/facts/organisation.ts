import { presenceOf } from '../event/actor.ts';
import { certificateService } from '../event/by-certificate.ts';
import type { StsEvent } from '../event/event.ts';
import { keptOf, ownerOf } from '../event/numbered.ts';
import type { ProviderChange } from '../event/provider-change.ts';
import type { Trusted } from '../event/trust.ts';
import { isCustomer } from './customer.ts';
import { nameHolder } from './name-holder.ts';
import type { OrganisationDimension } from './organisation-owner.ts';
import { anyRegion, regionValue } from './region.ts';

/** A value of the organisation, if the event has it. */
type Say = (dimension: OrganisationDimension, value: string | undefined) => void;

/** Says every organisation-wide value that judging the event may ask for. */
export function organisationValues(event: StsEvent, say: Say): void {
  const { actor, origin, request } = event;
  if (origin.kind === 'ip') {
    say('country', origin.place?.country);
    say('network', origin.network?.key);
    if (origin.network?.kind === 'cloud') say('address', origin.ip);
  }
  say('account', actor.accountId);
  say('account', event.vpcEndpointAccountId);
  say('endpoint', event.vpcEndpointAccountId);
  if (actor.kind === 'account') say('outsider', actor.accountId);
  say('runner', runnerCloud(event));
  regionValues(event, say);
  federationValues(event, say);
  certificateValues(event, say);
  say('name', request.sessionName?.toLowerCase());
  say('name', request.sourceIdentity?.toLowerCase());
  say('name', actor.sessionName?.toLowerCase());
  say('name', actor.sourceIdentity?.toLowerCase());
  for (const one of event.trust?.lets ?? []) trustedValues(one, say);
  if (event.provider !== undefined) providerValues(event.provider, say);
}

/** Of an identity provider that is added or changed: whether anybody here knows it. */
function providerValues({ authority, kind, name }: ProviderChange, say: Say): void {
  if (kind === 'saml') say('provider', providerName(name));
  if (kind === 'oidc') say('issuer', name);
  if (kind === 'anchor') say('account', arnAccount(authority));
}

/** Of those whom a trust policy lets in: whether anybody here knows them. */
function trustedValues({ kind, name, owner }: Trusted, say: Say): void {
  if (kind === 'account') {
    say('account', name);
    say('outsider', name);
  }
  if (kind === 'issuer') {
    say('issuer', name);
    say('owner', owner);
  }
}

const PLACES: ReadonlySet<OrganisationDimension> = new Set(['country', 'network', 'address', 'endpoint']);

/** One value taught to the organisation, with who held it. */
type TeachValue = (dimension: OrganisationDimension, value: string, holder: string) => void;

/**
 * The organisation learns places and names from its own identities only: never from pipelines, outside accounts,
 * services or users of an app. What identity providers, pipelines and outsiders are is learned from those that use
 * them; so is through whose VPC endpoints they come, and in which clouds pipelines run.
 */
export function organisationLessons(event: StsEvent, teach: TeachValue): void {
  const { actor } = event;
  const say: Say = (dimension, value) => {
    if (value) teach(dimension, value, heldAs(dimension, event));
  };
  regionValues(event, say);
  certificateValues(event, say);
  if (actor.kind === 'service' || actor.kind === 'unknown' || event.service === 'watched') return;
  if (actor.kind === 'account') say('outsider', actor.accountId);
  else if (actor.workload !== 'pipeline' && !isCustomer(actor)) insiderValues(event, say);
  say('endpoint', event.vpcEndpointAccountId);
  if (event.federation !== undefined) say('runner', runnerCloud(event));
  federationValues(event, say);
}

/** The large cloud that a pipeline is in. */
function runnerCloud({ actor, origin }: StsEvent): string | undefined {
  if (actor.workload !== 'pipeline' || origin.kind !== 'ip') return undefined;
  return origin.network?.kind === 'cloud' ? origin.network.key : undefined;
}

function heldAs(dimension: OrganisationDimension, event: StsEvent): string {
  if (dimension === 'name') return nameHolder(event);
  return PLACES.has(dimension) ? presenceOf(event.actor) : event.actor.key;
}

function regionValues(event: StsEvent, say: Say): void {
  const region = regionValue(event);
  say('region', region);
  say('region', region && anyRegion(region));
}

function insiderValues(event: StsEvent, say: Say): void {
  const { actor, origin } = event;
  const cloud = origin.kind === 'ip' && origin.network?.kind === 'cloud';
  // A cloud's region is where somebody rents, not where anybody is.
  if (!cloud) say('country', countryOf(event));
  if (origin.kind === 'ip') say('network', origin.network?.key);
  if (cloud) say('address', origin.ip);
  say('account', event.recipientAccountId);
  if (actor.kind === 'person' || actor.kind === 'user') say('name', actor.name.toLowerCase());
}

/** The account that an ARN names. */
export function arnAccount(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}

/** A SAML provider's bare name: roll-outs give every account one of the same name. */
export function providerName(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function federationValues({ federation }: StsEvent, say: Say): void {
  if (federation === undefined) return;
  const { kind, issuer, parsed, providerArn } = federation;
  if (kind === 'saml') say('provider', providerArn && providerName(providerArn));
  else {
    say('issuer', issuer);
    const owner = parsed && ownerOf(parsed);
    for (const value of owner === undefined ? [] : keptOf(owner)) say('owner', `${parsed?.kind}/${value}`);
  }
}

/** By which service holders of certificates come. No OIDC provider can have its host. */
function certificateValues({ actor }: StsEvent, say: Say): void {
  if (certificateService(actor) !== undefined) say('issuer', actor.name);
}

/** Countries say nothing of pipelines, of machines inside clouds, and of relays. */
export function countryOf({ actor, origin }: StsEvent): string | undefined {
  if (origin.kind !== 'ip') return undefined;
  const { network, place } = origin;
  const cloud = network?.kind === 'cloud' && (actor.workload !== undefined || actor.kind === 'role');
  return actor.workload === 'pipeline' || cloud || network?.kind === 'relay' ? undefined : place?.country;
}
