import { isPersonsKey } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { takesForPeople } from '../event/for-people.ts';
import { rootOf } from '../history/lineage.ts';
import type { Facts } from './facts.ts';
import { isTakenByPeople } from './who.ts';

/** A role's session that a person asked for; where nobody knows, one whose role people take from their desks. */
export function isHeldByPerson(event: StsEvent, { actor, lineage }: Facts): boolean {
  if (event.actor.kind !== 'role') return false;
  const root = rootOf(event, lineage);
  if (root !== undefined && isPersonsKey(root)) return true;
  return root?.startsWith('service:') === true ? takesForPeople(root) : isTakenByPeople(actor);
}
