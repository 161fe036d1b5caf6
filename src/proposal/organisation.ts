import { listed } from '../core/text/sentence.ts';
import type { Observation } from './observation.ts';
import { last, on, type Section, sorted } from './section.ts';

/** An address is taken for an office's if at least so many people used it, on at least so many days. */
const OFFICE = { people: 5, days: 10 };
/** Some exports have other words in place of an account: a proposal with one would be no configuration. */
const ACCOUNT = /^\d{12}$/;

/** Proposes accounts, trusted outside accounts, and networks. */
export function organisation({ accounts, addresses, vendors }: Observation): readonly Section[] {
  const outside = sorted(vendors).filter(([account]) => !accounts.has(account) && ACCOUNT.test(account));
  return [
    {
      path: ['organisation', 'accounts'],
      about:
        'Every account whose trail is in the recordings. Add those that are missing: an account that is not named here counts as an outsider.',
      entries: sorted(accounts)
        .filter(([account]) => ACCOUNT.test(account))
        .map(([account, one]) => ({ value: account, why: on(one) })),
    },
    {
      path: ['organisation', 'trusted'],
      about:
        'Outside accounts that assumed roles. Keep only those you have a contract with, and give them their names.',
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
