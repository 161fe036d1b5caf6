import type { RoleName } from '../callers.ts';
import { samlUser } from '../callers.ts';
import { CLI, callerIdentity, deniedRole, MAC_CLI, withSaml } from '../records.ts';
import { clock, isWorkday, oneIn, permissionSet, type Routine, type Scene, sessionOf } from './scene.ts';
import { at, COUNTRIES, type Net, OFFICES, pick } from './world.ts';

const WINDOWS_CLI = 'aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/windows#11 md/arch#amd64 lang/python#3.12.6';

/** A person of the directory, and what changes in their quarter: all of it benign. */
export interface Person {
  readonly mail: string;
  /** By which Identity Center's records name the person. */
  readonly userId: string;
  readonly zone: number;
  readonly country: string;
  readonly office: Net | undefined;
  readonly home: Net;
  readonly mobile: Net;
  readonly host: number;
  readonly roles: readonly RoleName[];
  readonly client: string;
  readonly from: number;
  readonly until: number;
  readonly trip: { readonly from: number; readonly until: number; readonly net: Net } | undefined;
  readonly moves: { readonly day: number; readonly net: Net } | undefined;
  readonly laptop: { readonly day: number; readonly client: string } | undefined;
  readonly promoted: { readonly day: number; readonly role: RoleName } | undefined;
  readonly vpn: Net | undefined;
  /** Fetches credentials from Identity Center for a command line; the others sign in by another provider. */
  readonly fetches: boolean;
  /** The address of a machine in the cloud where the person works, too. */
  readonly box: string | undefined;
  /** A role that the person's programs take with a permission set's session. */
  readonly takes: RoleName | undefined;
}

const SETS = ['ReadOnlyAccess', 'DeveloperAccess', 'DataAnalyst', 'PowerUserAccess', 'AdministratorAccess'];

/** The people, by dice: hires, leavers, trips, moves, laptops and new permission sets among them. */
export function createPeople(scene: Scene, count: number): readonly Person[] {
  return Array.from({ length: count }, (_, n) => person(scene, n));
}

function person({ stage, world, accounts, days }: Scene, n: number): Person {
  const remote = oneIn(stage, 4);
  const country = remote ? pick(stage, COUNTRIES.slice(0, 8)).code : pick(stage, OFFICES);
  const lines = world.access.get(country) ?? [];
  const elsewhere = pick(
    stage,
    COUNTRIES.slice(0, 9).filter(({ code }) => code !== country),
  ).code;
  const tripFrom = 10 + stage.dice(Math.max(1, days - 20));
  const client = pick(stage, [MAC_CLI, MAC_CLI, WINDOWS_CLI, CLI]);
  const some = (n: number) => 5 + stage.dice(Math.max(1, days - n));
  const role = () => permissionSet(pick(stage, accounts), pick(stage, SETS));
  return {
    mail: `person${n}@acme.example`,
    userId: `9067a3${String(n).padStart(4, '0')}-1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9`,
    zone: COUNTRIES.find(({ code }) => code === country)?.zone ?? 0,
    country,
    office: remote ? undefined : world.offices.get(country),
    home: pick(stage, lines.slice(0, 4)),
    mobile: pick(stage, lines.slice(4)),
    host: n * 7 + 3,
    roles: Array.from({ length: 1 + stage.dice(3) }, role),
    client,
    from: oneIn(stage, 10) ? some(10) : 0,
    until: oneIn(stage, 20) ? days - stage.dice(20) : days,
    trip: oneIn(stage, 4)
      ? {
          from: tripFrom,
          until: tripFrom + 3 + stage.dice(5),
          net: pick(stage, world.access.get(elsewhere) ?? []),
        }
      : undefined,
    moves: oneIn(stage, 12) ? { day: some(10), net: pick(stage, lines.slice(0, 4)) } : undefined,
    laptop: oneIn(stage, 5) ? { day: some(10), client: pick(stage, [MAC_CLI, WINDOWS_CLI]) } : undefined,
    promoted: oneIn(stage, 6) ? { day: some(10), role: role() } : undefined,
    vpn: oneIn(stage, 12) ? pick(stage, world.hosters) : undefined,
    ...atCommandLine(world, accounts, n),
  };
}

/** Half of them; some also at a machine in the cloud, some with programs that go on into a role. */
function atCommandLine({ aws }: Scene['world'], accounts: readonly string[], n: number) {
  const net = n % 10 === 5 ? aws[n % aws.length] : undefined;
  const account = accounts[n % 3];
  return {
    fetches: n % 2 === 1,
    box: net && at(net, 600 + n),
    takes: n % 4 === 1 && account !== undefined ? { account, name: 'TerraformRun' } : undefined,
  };
}

/** Where a person is on a day. */
export function placeOf({ stage }: Scene, who: Person, day: number): Net {
  const { trip, moves, vpn, office } = who;
  if (trip !== undefined && day >= trip.from && day < trip.until) return trip.net;
  if (vpn !== undefined && oneIn(stage, 3)) return vpn;
  if (oneIn(stage, 10)) return who.mobile;
  if (office !== undefined && stage.dice(5) < 3) return office;
  return moves !== undefined && day >= moves.day ? moves.net : who.home;
}

/** One sign-in through the identity provider; returns the call, whose session may go on. */
export function signIn(
  { stage }: Scene,
  who: Person,
  how: { day: number; time: string; net: Net; role?: RoleName; client?: string },
) {
  const role = how.role ?? pick(stage, who.roles);
  const call = {
    ...samlCall(who, stage.at(how.day, how.time), role),
    from: at(how.net, who.host),
    with: how.client ?? clientOf(who, how.day),
  };
  stage.add(withSaml(call));
  return call;
}

/** The issue of a person's session; from where, and by which program, is not said. */
export const samlCall = ({ mail }: Person, time: string, role: RoleName) => ({
  at: time,
  by: samlUser(mail),
  account: role.account,
  role,
  session: mail,
  seconds: 28_800,
  provider: `arn:aws:iam::${role.account}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`,
});

/** Somebody's user agent on a day: another one from the day of the new laptop on. */
export const clientOf = ({ client, laptop }: Person, day: number): string =>
  laptop !== undefined && day >= laptop.day ? laptop.client : client;

/** A working day: sign-ins, looks at oneself, now and then a refused role or a night on call. */
export function personDay(scene: Scene, who: Person): Routine {
  const { stage } = scene;
  return (day) => {
    const work = workOn(scene, who, day);
    if (work === undefined) return;
    for (let n = 1 + stage.dice(3); n > 0; n--) {
      const role = pick(stage, rolesOf(who, day));
      sitting(scene, signIn(scene, who, { day, time: work.time(), net: work.net, role }));
    }
  };
}

/** Where somebody works on a day, and at what times of it; undefined where they do not. */
export function workOn(scene: Scene, who: Person, day: number) {
  const { stage } = scene;
  if (day < who.from || day >= who.until) return undefined;
  const night = oneIn(stage, 60);
  if ((!isWorkday(stage, day) && !night) || oneIn(stage, 12)) return undefined;
  const time = () => clock(stage, (night ? 2 : 9 + stage.dice(8)) - who.zone);
  return { net: placeOf(scene, who, day), time };
}

/** What somebody takes on a day: one role more from the day of the promotion on. */
export const rolesOf = ({ promoted, roles }: Person, day: number): readonly RoleName[] =>
  promoted !== undefined && day >= promoted.day ? [...roles, promoted.role] : roles;

/** What follows a sign-in. */
function sitting({ stage }: Scene, call: ReturnType<typeof signIn>): void {
  const later = { ...call, by: sessionOf(call), at: call.at.replace(/:\d\dZ$/, ':59Z') };
  if (oneIn(stage, 2)) stage.add(callerIdentity(later));
  if (oneIn(stage, 120))
    stage.add(deniedRole({ ...later, role: { account: call.account, name: 'Finance' } }));
}
