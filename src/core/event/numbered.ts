import type { Subject } from './event.ts';

/** Owner and unit of a subject with the ids that GitHub gives them: names can be taken over, ids cannot. */
export interface Numbered {
  readonly name: string;
  readonly id: string | undefined;
}

/** The owner with its id; undefined where the subject names none. */
export function ownerOf({ owner, ownerId }: Subject): Numbered | undefined {
  return owner === undefined ? undefined : { name: owner, id: ownerId };
}

/** The unit with its id. */
export function unitOf({ unit, unitId }: Subject): Numbered {
  return { name: unit, id: unitId };
}

/** What a history keeps: the name, so that names compare with times before the ids, and the name with its id. */
export function keptOf({ name, id }: Numbered): readonly string[] {
  return id === undefined ? [name] : [name, `${name}@${id}`];
}

/**
 * The value to ask a history for: mostly the name. If other ids were seen under the name, somebody has taken it over, and
 * the id goes with it. If the id was seen under an older name, it was renamed, and the older name is asked for.
 */
export function askedOf({ name, id }: Numbered, seen: readonly string[]): string {
  if (id === undefined) return name;
  const ending = `@${id}`;
  const numbered = seen.filter((value) => value.startsWith(`${name}@`));
  if (numbered.length > 0) {
    return numbered.every((value) => value === name + ending) ? name : name + ending;
  }
  const before = seen.find((value) => value.endsWith(ending));
  return before === undefined ? name : before.slice(0, -ending.length);
}

/** The names alone, as people read and count them. */
export function namesAmong(seen: readonly string[]): readonly string[] {
  return seen.filter((value) => {
    const name = value.replace(/@\d{1,20}$/, '');
    return name === value || !seen.includes(name);
  });
}
