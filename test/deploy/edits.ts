import { at } from '../../deploy/cdk/checks/template.ts';

/** A template with one thing wrong. */
export interface Mutant {
  readonly what: string;
  readonly mutant: unknown;
}

export type Path = readonly (string | number)[];

/** A copy without what is at the path. */
export function without(template: unknown, path: Path): unknown {
  return copied(template, path, (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, String(key));
  });
}

/** A copy with another value at the path. */
export function changed(template: unknown, path: Path, value: unknown): unknown {
  return copied(template, path, (holder, key) => {
    Reflect.set(holder, String(key), value);
  });
}

function copied(
  template: unknown,
  path: Path,
  edit: (holder: object, key: string | number) => void,
): unknown {
  const copy: unknown = structuredClone(template);
  const key = path.at(-1);
  const holder = at(copy, ...path.slice(0, -1));
  if (typeof holder !== 'object' || holder === null || key === undefined)
    throw new Error(`nothing at ${path.join('.')}`);
  edit(holder, key);
  return copy;
}
