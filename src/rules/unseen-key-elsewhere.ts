import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts, OrganisationView } from '../core/facts/facts.ts';
import { isAuthenticated } from '../core/facts/who.ts';
import type { Network } from '../core/place/origin.ts';
import { countryName } from '../core/place/place-words.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'unseen-key-elsewhere',
  title:
    'A key, password, root or administrator not seen before came from a network where nobody in the organisation is',
  family: 'misuse',
  why: 'Leaked keys are mostly old ones: nobody uses or misses them, and no history says where they belong. Users whom a thief makes, or names in a SAML assertion, have none either. The organisation’s own history does.',
  blindSpots: [
    'A thief in a network that two of the organisation use (five, at a hosting provider), or in a large cloud where anybody was seen.',
    'A user whom a thief has made, from an instance in that cloud: new machines begin there every day, with a role or with a key.',
    'From the second day on: the key has been seen by then, and is judged like others once it has a history.',
    'On the first days, before the organisation has a history.',
    'People of Identity Center, and federated ones in other than administrators’ roles.',
  ],
  falsePositives: [
    'A new key on a new server, on its first day.',
    'Accounts that join (a merger): every key of theirs is unseen. Name their networks under organisation.networks, or announce the day as a maintenance window.',
    'A new contractor, or a new administrator, at home.',
    'Root, used on purpose from somebody’s home.',
    'A job that runs less than every ninety days, outside the organisation’s networks.',
  ],
  ask: 'Ask the user’s owner whether the key is in use there.',
  respond: [
    'Look at what it did in all services: the call that was seen is mostly the first.',
    'Of a user or person whom nobody knows, find out who made them (CreateUser, CreateLoginProfile, or at the identity provider).',
    'Look for where it lay: repository, image, build log, an old laptop.',
  ],
  attack: ['T1078.004', 'T1552.001'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html'],
  on: 'any',
  params: z.strictObject({
    country: points(35, 'Points from a country where nobody here was seen.'),
    network: points(30, 'Points from another network.'),
    person: points(25, 'Points for a federated administrator.'),
  }),
  detect(event, facts, params) {
    const { actor: history, organisation } = facts;
    const { actor, origin } = event;
    const unseen = isAuthenticated(event) ? unseenOf(event, facts) : undefined;
    if (unseen === undefined) return undefined;
    if (history.silentDays !== undefined) return undefined;
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip' || origin.own !== undefined) return undefined;
    const { network, place } = origin;
    if (network?.dimension !== 'network') return { unknown: 'database' };
    if (!organisation.covered) return { unknown: history.reason };
    if (isOurs(network, organisation)) return undefined;
    const country = network.kind === 'relay' ? undefined : place?.country;
    const where = country === undefined ? '' : ` (${countryName(country)})`;
    return {
      points: actor.federated ? params.person : worth(country, organisation, params),
      summary: `${unseen}, and nobody in the organisation is in ${network.name ?? network.key}${where}`,
      evidence: {
        ...(actor.accessKeyId !== undefined && { accessKeyId: actor.accessKeyId }),
        network: network.key,
        country: country ?? '?',
      },
    };
  },
});

function worth(
  country: string | undefined,
  organisation: OrganisationView,
  points: { readonly country: number; readonly network: number },
): number {
  const abroad = country !== undefined && !organisation.knows('country', country);
  return abroad ? points.country : points.network;
}

/** What was not seen before if the actor has no history, in words; undefined if the rule does not judge the event. */
function unseenOf({ actor, name, role }: StsEvent, { settings }: Facts): string | undefined {
  if (actor.kind === 'root') return actor.assumedRoot ? undefined : 'root was not seen in use before';
  if (actor.kind === 'user') {
    if (name === 'ConsoleLogin') return 'the password was not seen in use before';
    const isKey = actor.accessKeyId?.startsWith('AKIA') === true;
    return isKey ? 'the key was not seen in use before' : undefined;
  }
  if (name !== 'AssumeRoleWithSAML' || role === undefined) return undefined;
  if (settings.role(role).sensitivity !== 'admin') return undefined;
  return 'this administrator was not seen before';
}

/**
 * Whether the network is one of the organisation's. In a large cloud, where new machines begin every day, one use is
 * enough; elsewhere it must be a habit, as one colleague’s VPN says nothing of a hosting provider.
 */
function isOurs({ key, kind }: Network, organisation: OrganisationView): boolean {
  return kind === 'cloud' ? organisation.used('network', key) : organisation.knows('network', key);
}
