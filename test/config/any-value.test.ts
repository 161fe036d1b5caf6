import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { RolewardenError } from '../../src/core/errors.ts';

const WRONG: readonly unknown[] = [
  null,
  true,
  '',
  'x',
  '\u0000\u202e',
  'y'.repeat(100_000),
  -1,
  1e21,
  {},
  { unknown: 1 },
  [],
  [[]],
  [{}],
  { __proto__: null, constructor: { prototype: { polluted: true } } },
];

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** Every setting that the published schema names, by its path. */
function pathsOf(schema: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  const own = Object.entries(Object(fieldOf(schema, 'properties'))).flatMap(([name, value]) => [
    [...path, name],
    ...pathsOf(value, [...path, name]),
  ]);
  const items = fieldOf(schema, 'items');
  return items === undefined ? own : [...own, [...path, '0'], ...pathsOf(items, [...path, '0'])];
}

/** A configuration that has the value at the path, and nothing else. */
function withAt([name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const inner = withAt(rest, value);
  return name === '0' ? [inner] : { [name]: inner };
}

function thrownFor(value: unknown): unknown {
  try {
    parseConfig(value, 'the test');
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}

/** Whether one place has two faults: one wrong value is told once. */
function toldTwice(message: string): boolean {
  const told = [...message.matchAll(/^ {2}(\S+): (?!unknown key)/gm)].map(([, at]) => at);
  return new Set(told).size < told.length;
}

const schema: unknown = JSON.parse(readFileSync('schema/config.schema.json', 'utf8'));
const paths = pathsOf(schema);

it(`each of ${paths.length} settings takes a value or refuses it by name, whatever it is, and nothing else happens`, () => {
  const silent: string[] = [];
  const twice: string[] = [];
  let refusals = 0;
  for (const path of paths) {
    for (const value of WRONG) {
      const thrown = thrownFor(withAt(path, value));
      if (thrown === undefined) continue;
      refusals++;
      const named = thrown instanceof RolewardenError && thrown.message.includes(String(path[0]));
      if (!named || thrown.remedy === '') silent.push(`${path.join('.')}: ${String(thrown).slice(0, 200)}`);
      if (toldTwice(String(thrown))) twice.push(String(thrown).slice(0, 400));
    }
  }
  expect(silent).toEqual([]);
  expect(twice).toEqual([]);
  expect(paths.length).toBeGreaterThan(150);
  expect(refusals).toBeGreaterThan(paths.length * 5);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
