import type { StsEvent } from '../event/event.ts';
import { grantKey, type Taker, takerOf } from '../history/grant-key.ts';
import type { Facts } from './facts.ts';
import { roleHabit } from './role-habit.ts';

/** What a rule looks at: how far back, and what it counts of the roles. */
interface Looked {
  readonly windowMs: number;
  readonly of: (role: string) => string;
}

interface Asked extends Looked {
  /** How many of what is counted are reported. */
  readonly enough: number;
}

/** What a rule counts of the roles that were taken and are no habit of the actor, each once. */
interface FreshRoles {
  /** What counts for this caller. */
  readonly own: readonly string[];
  /** What all sessions of the actor took. */
  readonly all: readonly string[];
}

interface RoleTaken extends Taker {
  readonly counted: string;
}

/**
 * Roles taken within the window that the actor did not know. All machines that have a role are one actor: what another
 * of them took counts for this one, too, unless it is enough to be reported there. So a thief who spreads his calls over
 * sessions and addresses is counted as one, and the next machine does not inherit what he did with one (ADR 0065).
 */
export function freshRoles(
  event: StsEvent,
  facts: Pick<Facts, 'actor' | 'marks'>,
  { windowMs, of, enough }: Asked,
): FreshRoles {
  const takes = freshTakes(facts, { windowMs, of });
  const all = countedOf(takes);
  if (event.actor.kind !== 'role' || all.length < enough) return { own: all, all };
  const self = takerOf(grantKey(event));
  const own = byMachine(takes).filter(
    (machine) => machine.some((take) => areLinked(take, self)) || countedOf(machine).length < enough,
  );
  return { own: countedOf(own.flat()), all };
}

/** The same, of what was taken at the address from which the event was called; where it has none, of calls without one. */
export function freshRolesHere(
  event: StsEvent,
  facts: Pick<Facts, 'actor' | 'marks'>,
  looked: Looked,
): readonly string[] {
  const { address } = takerOf(grantKey(event));
  return countedOf(freshTakes(facts, looked).filter((take) => take.address === address));
}

function freshTakes(facts: Pick<Facts, 'actor' | 'marks'>, { windowMs, of }: Looked): readonly RoleTaken[] {
  const isHabit = roleHabit(facts);
  return facts.marks('issue', windowMs).flatMap(({ key, value }): readonly RoleTaken[] => {
    const role = value.split('|')[1] ?? '';
    return role.includes('/') && !isHabit(role) ? [{ ...takerOf(key), counted: of(role) }] : [];
  });
}

function countedOf(takes: readonly RoleTaken[]): readonly string[] {
  return [...new Set(takes.map(({ counted }) => counted))];
}

/** What was taken in one session, at one address, or in what shares one of these with others: as if by one machine. */
function byMachine(takes: readonly RoleTaken[]): readonly (readonly RoleTaken[])[] {
  let machines: readonly (readonly RoleTaken[])[] = [];
  for (const take of takes) {
    const isLinked = (machine: readonly RoleTaken[]) => machine.some((other) => areLinked(take, other));
    const linked = machines.filter(isLinked);
    const others = linked.length === 0 ? machines : machines.filter((machine) => !isLinked(machine));
    machines = [...others, [...linked.flat(), take]];
  }
  return machines;
}

/** Of whom the record says neither, as in marks of before there were takers, is nobody's: it counts for everybody. */
function areLinked(one: Taker, other: Taker): boolean {
  const sameSession = one.session !== '' && one.session === other.session;
  return sameSession || (one.address !== '' && one.address === other.address);
}
