import type { NetworkName } from '../places.ts';
import { ACCOUNT, permissionSet, ROLE, type Role } from './accounts.ts';
import { AGENT } from './agents.ts';
import { iamUser, type User } from './callers.ts';
import type { Zone } from './calendar.ts';

/** One who works here: how they sign in, from where and when, and which roles they take how often. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly zone: Zone;
  readonly home: NetworkName;
  /** ISO weekdays in the office; at home on the others. */
  readonly officeDays: readonly number[];
  /** The hours in which they work, on their own clock. */
  readonly hours: readonly [from: number, to: number];
  readonly signsInWith:
    | { readonly kind: 'identity-center'; readonly set: Role }
    | { readonly kind: 'saml'; readonly role: Role }
    | { readonly kind: 'user'; readonly user: User; readonly mfa: boolean };
  readonly cli: string;
  /** Undefined for those who never open the console. */
  readonly browser: string | undefined;
  readonly tasks: readonly { readonly role: Role; readonly daily: number }[];
  /** The first day at work; day 1 if left out. */
  readonly joins?: number;
}

const mac = { cli: AGENT.cliMac, browser: AGENT.browserMac };
const linux = { cli: AGENT.cliLinux, browser: AGENT.browserLinux };
const windows = { cli: AGENT.cliWindows, browser: AGENT.browserWindows };
const berlin = { zone: 'Berlin', hours: [8, 18], officeDays: [2, 3] } as const;
const away = { officeDays: [] } as const;
const set = (account: keyof typeof ACCOUNT, name: string) =>
  ({ kind: 'identity-center', set: permissionSet(account, name) }) as const;

/** Platform, development, data, operations, finance, security, support; one contractor; one who joins late. */
export const PEOPLE = {
  anna: person('anna', 'weber', 'berlin-isp', berlin, mac, set('tools', 'PlatformEngineer'), [
    { role: ROLE.platformAdmin, daily: 0.5 },
    { role: ROLE.releaseManager, daily: 0.3 },
  ]),
  ben: person('ben', 'fischer', 'berlin-cable', berlin, mac, set('staging', 'Developer'), [
    { role: ROLE.logReader, daily: 0.4 },
    { role: ROLE.releaseManager, daily: 0.3 },
  ]),
  clara: person('clara', 'schmidt', 'berlin-isp', berlin, windows, set('staging', 'DataAnalyst'), [
    { role: ROLE.dataExport, daily: 0.4 },
  ]),
  david: person('david', 'koch', 'berlin-cable', berlin, linux, set('production', 'SiteReliability'), [
    { role: ROLE.onCall, daily: 0.6 },
    { role: ROLE.logReader, daily: 0.3 },
  ]),
  elif: person('elif', 'demir', 'berlin-isp', berlin, windows, set('management', 'Billing'), []),
  frank: person('frank', 'meyer', 'berlin-cable', berlin, mac, set('management', 'SecurityAudit'), [
    { role: ROLE.logReader, daily: 0.3 },
  ]),
  grace: person(
    'grace',
    'okafor',
    'lagos-isp',
    { ...away, zone: 'Lagos', hours: [8, 17] },
    linux,
    set('staging', 'Developer'),
    [{ role: ROLE.logReader, daily: 0.4 }],
  ),
  henry: person(
    'henry',
    'miller',
    'new-york-isp',
    { ...away, zone: 'New York', hours: [9, 17] },
    { ...windows, cli: AGENT.samlWindows },
    { kind: 'saml', role: ROLE.customerSupport },
    [],
  ),
  isabel: person(
    'isabel',
    'reyes',
    'new-york-isp',
    { ...away, zone: 'New York', hours: [9, 17] },
    mac,
    set('production', 'ReadOnly'),
    [{ role: ROLE.logReader, daily: 0.3 }],
  ),
  jonas: person(
    'jonas',
    'lindt',
    'berlin-cable',
    berlin,
    { ...mac, cli: AGENT.samlMac },
    { kind: 'saml', role: ROLE.customerSupport },
    [],
  ),
  karl: person(
    'karl',
    'nowak',
    'berlin-isp',
    berlin,
    mac,
    { kind: 'user', user: iamUser(ACCOUNT.tools, 'karl.nowak'), mfa: true },
    [{ role: ROLE.releaseManager, daily: 0.5 }],
  ),
  marco: person(
    'marco',
    'rossi',
    'milan-isp',
    { ...away, zone: 'Milan', hours: [9, 18] },
    { cli: AGENT.cliLinux, browser: undefined },
    { kind: 'user', user: iamUser(ACCOUNT.staging, 'marco.rossi'), mfa: false },
    [{ role: ROLE.dataMigration, daily: 0.7 }],
  ),
  nadia: {
    ...person('nadia', 'haddad', 'berlin-isp', berlin, mac, set('staging', 'Developer'), [
      { role: ROLE.logReader, daily: 0.8 },
    ]),
    joins: 29,
  },
} as const satisfies Readonly<Record<string, Person>>;

export type PersonName = keyof typeof PEOPLE;

function person(
  name: string,
  surname: string,
  home: NetworkName,
  where: Pick<Person, 'zone' | 'hours' | 'officeDays'>,
  device: Pick<Person, 'cli' | 'browser'>,
  signsInWith: Person['signsInWith'],
  tasks: Person['tasks'],
): Person {
  return { name, email: `${name}.${surname}@example.com`, home, ...where, ...device, signsInWith, tasks };
}
