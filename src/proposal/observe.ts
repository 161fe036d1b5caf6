import type { StsEvent } from '../core/event/event.ts';
import { grantedRole } from '../core/facts/who.ts';
import { externalIdValue } from '../core/history/values.ts';
import { dayOf } from '../core/time/days.ts';
import type { Observation, Seen, SeenAddress, SeenPerson, SeenRole, SeenVendor } from './observation.ts';

const seen = (): Seen => ({ events: 0, days: new Set(), actors: new Set() });

/** Counts an event for what `key` names, which `make` begins. Without a key nothing is counted, or answered. */
function note<T extends Seen>(
  map: Map<string, T>,
  key: string | undefined,
  event: StsEvent,
  make: () => T,
): T | undefined {
  if (key === undefined || key === '') return undefined;
  const one = map.get(key) ?? make();
  map.set(key, one);
  one.events++;
  one.days.add(dayOf(event.time));
  one.actors.add(event.actor.key);
  return one;
}

/**
 * Counts what events show, in any order. `copies` are the same events before the copies of each call were merged: each
 * copy was written by the trail of an account that is taken for ours.
 */
export function observe(events: readonly StsEvent[], copies: readonly StsEvent[]): Observation {
  const maps = {
    accounts: new Map<string, Seen>(),
    vendors: new Map<string, SeenVendor>(),
    addresses: new Map<string, SeenAddress>(),
    people: new Map<string, SeenPerson>(),
    providers: new Map<string, Seen>(),
    issuers: new Map<string, Seen>(),
    roles: new Map<string, SeenRole>(),
  };
  trails(copies, maps);
  const taken: Taken = new Map();
  const days = new Set<number>();
  let counted = 0;
  for (const event of events) {
    if (event.outcome !== 'success' || event.service === 'watched') continue;
    counted++;
    days.add(dayOf(event.time));
    identities(event, maps);
    places(event, maps);
    roles(event, maps, taken);
  }
  for (const { accountId, name, took } of maps.roles.values()) {
    for (const arn of taken.get(`${accountId}/${name}`) ?? []) took.add(arn);
  }
  return { events: counted, days, ...maps };
}

/** ARNs of the roles that a role's sessions assumed, by `ACCOUNT/NAME`: a caller's event does not say its role's ARN. */
type Taken = Map<string, Set<string>>;

type Maps = {
  readonly [K in Exclude<keyof Observation, 'events' | 'days'>]: Observation[K] extends ReadonlyMap<
    string,
    infer T
  >
    ? Map<string, T>
    : never;
};

/** Counts the calls in each account's trail: each once, even if the trail was recorded several times. */
function trails(copies: readonly StsEvent[], { accounts }: Maps): void {
  const calls = new Set<string>();
  for (const copy of copies) {
    if (copy.outcome !== 'success') continue;
    const call = `${copy.recipientAccountId} ${copy.sharedEventId ?? copy.id}`;
    if (calls.has(call)) continue;
    calls.add(call);
    note(accounts, copy.recipientAccountId, copy, seen);
  }
}

function identities(event: StsEvent, { vendors, providers, issuers }: Maps): void {
  const { actor, federation, role } = event;
  note(providers, federation?.kind === 'saml' ? federation.providerArn : undefined, event, seen);
  note(issuers, federation?.kind === 'oidc' ? federation.issuer : undefined, event, seen);
  if (actor.kind !== 'account' || role === undefined) return;
  const vendor = note(vendors, actor.accountId, event, () => ({
    ...seen(),
    roles: new Set(),
    withExternalId: 0,
  }));
  vendor?.roles.add(role.arn);
  if (vendor !== undefined && externalIdValue(event)?.endsWith('|none') === false) vendor.withExternalId++;
}

function places(event: StsEvent, { addresses, people }: Maps): void {
  const { actor, origin } = event;
  if (actor.kind !== 'person' && actor.kind !== 'user') return;
  const country = origin.kind === 'ip' ? origin.place?.country : undefined;
  if (origin.kind === 'ip' && origin.network?.kind === 'access') {
    const owner = origin.network.name ?? origin.network.key;
    note(addresses, origin.ip, event, () => ({ ...seen(), country, owner }));
  }
  if (actor.kind !== 'person') return;
  const who = note(people, actor.key, event, () => ({ ...seen(), times: [], countries: new Map() }));
  who?.times.push(event.time);
  if (country !== undefined) who?.countries.set(country, (who.countries.get(country) ?? 0) + 1);
}

function roles(event: StsEvent, { roles: all }: Maps, taken: Taken): void {
  const { actor, federation, role } = event;
  if (!grantedRole(event) || role === undefined) return;
  const { accountId, name } = role;
  const one = note(all, role.arn, event, () => ({
    ...seen(),
    accountId,
    name,
    took: new Set(),
    subjects: new Map(),
  }));
  // a SAML subject is a person's name: no rule compares it with `identity.subjects`
  const subject = federation?.kind === 'oidc' ? federation.subject : undefined;
  if (one !== undefined) note(one.subjects, subject, event, seen);
  if (actor.roleName === undefined) return;
  const caller = `${actor.accountId}/${actor.roleName}`;
  taken.set(caller, (taken.get(caller) ?? new Set()).add(role.arn));
}
