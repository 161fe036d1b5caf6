import type { RoleRef } from '../core/event.ts';
import type { RoleTraits } from '../core/settings.ts';
import { listed } from '../core/who.ts';
import type { Observation, Seen, SeenRole } from './observation.ts';
import { workingOf } from './schedules.ts';

/** One proposed value, and on what it rests. */
export interface Entry {
  readonly value: unknown;
  readonly why: string;
}

/** A list of the configuration, by its path, with a word on what it does. */
export interface Section {
  readonly path: readonly [string, string] | readonly [string];
  readonly about: string;
  readonly entries: readonly Entry[];
}

const LEAST_DAYS = 3;
/** Fewer days than this do not show the branches of a pipeline; service accounts have none. */
const SETTLED_DAYS = 30;
/** With more subjects than this a role is shared: learning is better than a list. */
const MOST_SUBJECTS = 6;
/** An address is an office's only if so many people share it for so many days. */
const OFFICE = { people: 5, days: 10 };

/** A configuration made from what was seen. Values seen on fewer than three days are left out. */
export function propose(observed: Observation, traits: (role: RoleRef) => RoleTraits): readonly Section[] {
  return [
    ...organisation(observed),
    ...identity(observed),
    ...roles(observed, traits),
    ...schedules(observed),
  ].filter(({ entries }) => entries.length > 0);
}

const often = ({ days }: Seen) => days.size >= LEAST_DAYS;
const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
const on = ({ actors, days, events }: Seen) =>
  `${count(events, 'event')} on ${count(days.size, 'day')}, ${count(actors.size, 'caller')}`;
const sorted = <T extends Seen>(map: ReadonlyMap<string, T>) =>
  [...map].filter(([, one]) => often(one)).sort(([a], [b]) => (a < b ? -1 : 1));
const last = (arn: string) => arn.split('/').at(-1) ?? arn;

function organisation({ accounts, addresses, vendors }: Observation): readonly Section[] {
  const outside = sorted(vendors).filter(([account]) => !accounts.has(account));
  return [
    {
      path: ['organisation', 'accounts'],
      about:
        'Every account whose trail is in the recordings. Add those that are missing: an account that is not named here is a stranger.',
      entries: sorted(accounts).map(([account, one]) => ({ value: account, why: on(one) })),
    },
    {
      path: ['organisation', 'trusted'],
      about:
        'Outside accounts that took roles. Keep only those you have a contract with, and give them their names.',
      entries: outside.map(([account, one]) => ({
        value: {
          account,
          name: `vendor ${account}`,
          ...(one.withExternalId === one.events ? { externalId: true } : {}),
        },
        why: `${on(one)}; ${listed([...one.roles].map(last))}; external id on ${one.withExternalId} of ${one.events}`,
      })),
    },
    {
      path: ['organisation', 'networks'],
      about: 'Addresses that many people share for weeks: probably offices. Check that each is yours.',
      entries: sorted(addresses)
        .filter(([, one]) => one.actors.size >= OFFICE.people && one.days.size >= OFFICE.days)
        .map(([ip, one]) => ({
          value: {
            name: `office ${one.country ?? ''} ${ip}`.replace('  ', ' '),
            cidr: [`${ip}/${ip.includes(':') ? 128 : 32}`],
          },
          why: `${one.owner}; ${on(one)}`,
        })),
    },
  ];
}

function identity({ issuers, providers, roles: all }: Observation): readonly Section[] {
  const trusting = sorted(all).filter(([, { subjects }]) => subjects.size > 0);
  return [
    {
      path: ['identity', 'samlProviders'],
      about: 'SAML providers that issued sessions. Any other is rogue from now on.',
      entries: sorted(providers).map(([arn, one]) => ({ value: arn, why: on(one) })),
    },
    {
      path: ['identity', 'oidcIssuers'],
      about: 'OIDC issuers that issued sessions. Any other is rogue from now on.',
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

/** Only where all that ever came is settled: a role with branches that come and go goes on learning. */
function subjectsOf(arn: string, { subjects }: SeenRole): readonly Entry[] {
  const known = sorted(subjects);
  const pods = known.every(([subject]) => subject.startsWith('system:serviceaccount:'));
  const settled = pods || known.some(([, { days }]) => days.size >= SETTLED_DAYS);
  if (!settled || known.length < subjects.size || known.length > MOST_SUBJECTS) return [];
  const why = known
    .map(([subject, one]) => `${subject.slice(0, 80)} on ${count(one.days.size, 'day')}`)
    .join('; ');
  return [{ value: { role: escaped(arn), allow: known.map(([subject]) => escaped(subject)) }, why }];
}

/** Globs know `*` and `?` only: a value that holds one is matched by any single character there. */
const escaped = (text: string) => text.replaceAll('*', '?');

function roles({ roles: all }: Observation, traits: (role: RoleRef) => RoleTraits): readonly Section[] {
  const known = sorted(all);
  const traitsOf = (arn: string, { accountId, name }: SeenRole) => traits({ arn, accountId, name });
  const adminArns = new Set(
    known.filter(([arn, one]) => traitsOf(arn, one).sensitivity === 'admin').map(([arn]) => arn),
  );
  const named = (wanted: (one: RoleTraits) => boolean, why: string) =>
    known
      .filter(([arn, one]) => wanted(traitsOf(arn, one)))
      .map(([arn, one]) => ({ value: escaped(arn), why: `${why}; ${on(one)}` }));
  const leads = known.filter(
    ([arn, one]) => !adminArns.has(arn) && [...one.took].some((taken) => adminArns.has(taken)),
  );
  return [
    {
      path: ['roles', 'admin'],
      about:
        'Roles that can do everything, by what they are called. Add those that can and do not sound like it.',
      entries: named(({ sensitivity, breakGlass }) => sensitivity === 'admin' && !breakGlass, 'by its name'),
    },
    {
      path: ['roles', 'power'],
      about:
        'Roles that can do much: by what they are called, or because their sessions took an administrator’s role.',
      entries: [
        ...named(({ sensitivity }) => sensitivity === 'power', 'by its name'),
        ...leads
          .filter(([arn, one]) => traitsOf(arn, one).sensitivity !== 'power')
          .map(([arn, one]) => ({
            value: escaped(arn),
            why: `its sessions took ${listed([...one.took].filter((taken) => adminArns.has(taken)).map(last))}`,
          })),
      ],
    },
    {
      path: ['roles', 'breakGlass'],
      about:
        'Emergency roles: every use alerts, drills included. While this list is here, no other role is one by its name: add new ones.',
      entries: named(({ breakGlass }) => breakGlass, 'by its name'),
    },
  ];
}

function schedules({ people }: Observation): readonly Section[] {
  const entries = sorted(people).flatMap(([key, one]): readonly Entry[] => {
    const working = workingOf(one);
    if (working === undefined) return [];
    const { days, from, inside, to, zone } = working;
    const two = (hour: number) => String(hour).padStart(2, '0');
    const value = {
      name: key.slice(0, 80),
      match: escaped(key),
      zone,
      hours: `${two(from)}-${two(to)}`,
      days,
    };
    return [{ value, why: `${inside} % of ${count(one.events, 'event')} on ${count(one.days.size, 'day')}` }];
  });
  const about =
    'Working hours and time zones by person, for people with ten days and a clear habit. Holidays are not in recordings: add them.';
  return [{ path: ['schedules'], about, entries }];
}
