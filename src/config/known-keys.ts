import * as z from 'zod';
import { meant } from '../core/text/nearest.ts';
import { configSchema } from './schema.ts';

type Schema = z.core.JSONSchema._JSONSchema;

/**
 * A hint (`: did you mean ...?`) for an unknown key at a path: a similar key there, or the only key of that name
 * elsewhere. Empty if there is neither.
 */
export function meantKey(path: readonly PropertyKey[], key: string): string {
  const whole = z.toJSONSchema(configSchema, { io: 'input' });
  const near = meant(key, keysOf(path.reduce<readonly Schema[]>(within, [whole])));
  if (near !== '') return near;
  const elsewhere = [...pathsOf(whole, '')].filter((known) => known.endsWith(`.${key}`));
  return elsewhere.length === 1 ? `: did you mean ${elsewhere.join('')}?` : '';
}

function keysOf(schemas: readonly Schema[]): readonly string[] {
  return schemas.flatMap(shapesOf).flatMap(({ properties = {} }) => Object.keys(properties));
}

function within(schemas: readonly Schema[], key: PropertyKey): readonly Schema[] {
  return schemas.flatMap(shapesOf).flatMap(({ additionalProperties, items, properties = {} }) => {
    const listed = Array.isArray(items) ? items : [items];
    const next = typeof key === 'number' ? listed : [properties[String(key)] ?? additionalProperties];
    return next.filter((one) => one !== undefined);
  });
}

/** The schema and all its alternatives (`anyOf`, `oneOf`). */
function shapesOf(schema: Schema): readonly z.core.JSONSchema.BaseSchema[] {
  if (typeof schema === 'boolean') return [];
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(shapesOf)];
}

/** The paths of all keys (`store.tls.ca`), without those in lists. */
function* pathsOf(schema: Schema, path: string): Generator<string> {
  for (const { properties = {} } of shapesOf(schema)) {
    for (const [key, inner] of Object.entries(properties)) {
      yield `${path}${key}`;
      yield* pathsOf(inner, `${path}${key}.`);
    }
  }
}
