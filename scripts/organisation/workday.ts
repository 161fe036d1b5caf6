import { address, address6 } from '../places.ts';
import { ROLE, type Role } from './accounts.ts';
import { at, HOUR, isWeekend, type Millis, MINUTE } from './calendar.ts';
import { userSession } from './callers.ts';
import { between, happens } from './chance.ts';
import { companySaml, identityCenter } from './federation.ts';
import type { Person } from './people.ts';
import { assumeRole, refusedRole } from './roles.ts';
import { consoleLogin, sessionToken, whoAmI } from './tokens.ts';
import type { Caller, From, Session, Trail } from './trail.ts';

/** One working day of one person: sign in, look around, take the roles that the work needs. */
export function workday(trail: Trail, person: Person, day: number): void {
  const name = `${person.name} ${day}`;
  if (day < (person.joins ?? 1) || isWeekend(day) || happens(`${name} is away`, 0.07)) return;
  const [first, last] = person.hours;
  const start = at(day, clock(first), person.zone) + between(`${name} starts`, 0, 70 * 60) * 1_000;
  const session = signIn(trail, person, start, name);
  const seen = at(day, clock(between(`${name} looks`, first + 2, last)), person.zone);
  if (happens(`${name} looks later`, 0.5)) whoAmI(trail, session, later(seen, name), fromDesk(person, day));
  for (const { role, daily } of person.tasks) {
    if (!happens(`${name} needs ${role.name}`, daily)) continue;
    const hour = between(`${name} uses ${role.name}`, first + 1, last);
    const time = later(at(day, clock(hour), person.zone), `${name} ${role.name}`);
    takeRole(trail, person, session, role, time, fromDesk(person, day));
  }
  if (happens(`${name} slips`, 0.03)) {
    refusedRole(trail, session, ROLE.platformAdmin.arn, start + 20 * MINUTE, fromDesk(person, day));
  }
}

/** Takes a role with the session of the day, under the session name that the person's tools choose. */
export function takeRole(
  trail: Trail,
  person: Person,
  session: Caller,
  role: Role,
  time: Millis,
  from: From,
): Session {
  const contractor = role === ROLE.dataMigration ? { sourceIdentity: person.name } : {};
  const mfa = person.signsInWith.kind === 'user' && person.signsInWith.mfa ? { mfa: true } : {};
  const grant = assumeRole(trail, session, role, time, from, {
    sessionName: person.email,
    ...contractor,
    ...mfa,
  });
  return trail.hold(`${person.name} as ${role.name}`, grant);
}

/** Signs in for the day, and remembers the session under the person's name. */
export function signIn(trail: Trail, person: Person, time: Millis, name: string): Session {
  const day = dayOf(time);
  const from = fromDesk(person, day);
  const way = person.signsInWith;
  const browser = person.browser !== undefined && happens(`${name} opens the console`, 0.4);
  if (way.kind === 'identity-center') {
    const session = identityCenter(trail, person.email, way.set, time);
    greet(trail, person, session, time, browser ? 'browser' : 'cli', from);
    return trail.hold(person.name, session);
  }
  if (way.kind === 'saml') {
    const session = companySaml(trail, person.email, way.role, time, from);
    whoAmI(trail, session, time + 4_000, from);
    return trail.hold(person.name, session);
  }
  if (browser && person.browser !== undefined) {
    const caller = userSession(way.user, trail.newKey(), time, way.mfa);
    consoleLogin(trail, caller, time, { ...from, agent: person.browser }, way.mfa ? 'Yes' : 'No');
  }
  if (!way.mfa) {
    whoAmI(trail, way.user, time + 9_000, from);
    const keyId = String(way.user.identity['accessKeyId']);
    return trail.hold(person.name, { ...way.user, keyId, issued: time, id: '' });
  }
  return trail.hold(person.name, sessionToken(trail, way.user, time + 30_000, from, true));
}

/** The first thing that a tool does with a new session. */
export function greet(
  trail: Trail,
  person: Person,
  session: Session,
  time: Millis,
  tool: 'browser' | 'cli',
  from: From,
): string {
  if (tool === 'cli' || person.browser === undefined) return whoAmI(trail, session, time + 3_000, from).id;
  return consoleLogin(trail, session, time + 2_000, { ...from, agent: person.browser }, 'No').id;
}

/** The person's own machine, in the office or at home. A home line gets a new address every week. */
export function fromDesk(person: Person, day: number): From {
  const week = Math.floor((day - 1) / 7);
  const inOffice = person.officeDays.includes(((day - 1) % 7) + 1);
  const agent = person.cli;
  if (inOffice) return { ip: address('office', 1), agent };
  const line = between(`${person.name}'s line in week ${week}`, 0, 4_000);
  const six = happens(`${person.name} has IPv6 in week ${week}`, 0.3);
  return { ip: six ? address6(person.home, line) : address(person.home, line), agent };
}

function dayOf(time: Millis): number {
  return Math.floor((time + 2 * HOUR - at(1, '00:00')) / (24 * HOUR)) + 1;
}

function later(time: Millis, name: string): Millis {
  return time + between(`${name} minutes`, 0, 3_600) * 1_000;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
