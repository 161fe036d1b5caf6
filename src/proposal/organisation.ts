import { listed } from '../core/who.ts';
import type { Observation } from './observation.ts';
import { last, on, type Section, sorted } from './section.ts';

/** An address is an office's only if so many people share it for so many days. */
const OFFICE = { people: 5, days: 10 };

/** Accounts, outside parties and networks. */
export function organisation({ accounts, addresses, vendors }: Observation): readonly Section[] {
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
