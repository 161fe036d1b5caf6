import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** Layers whose files lie in folders. The linter says which layer may import which; this, which folder of one. */
const LAYERS = ['actions', 'baseline', 'commands', 'core', 'feeds', 'ingest'];

/** Folders of a layer with those that their files import, types too. */
function imports(layer: string): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const { name, parentPath } of readdirSync(`src/${layer}`, { recursive: true, withFileTypes: true })) {
    // the list of commands, which is above all of them
    if (!name.endsWith('.ts') || name === 'index.ts') continue;
    const file = join(parentPath, name);
    const from = dirname(relative(`src/${layer}`, file));
    const into = folders.get(from) ?? new Set();
    folders.set(from, into);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      const to = dirname(relative(`src/${layer}`, resolve(dirname(file), path)));
      if (!to.startsWith('..') && to !== from) into.add(to);
    }
  }
  return folders;
}

/** Takes away, again and again, the folders that import none of those left: what stays is a ring. */
function ring(folders: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const left = new Set(folders.keys());
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [folder, into] of folders) if (![...into].some((one) => left.has(one))) left.delete(folder);
  }
  return [...left];
}

it.each(LAYERS)('folders of src/%s import each other one way only', (layer) => {
  const folders = imports(layer);
  expect(folders.size).toBeGreaterThan(2);
  expect(ring(folders)).toEqual([]);
});

it('a ring is found', () => {
  const of = (...pairs: readonly (readonly [string, ...string[]])[]) =>
    new Map(pairs.map(([from, ...into]) => [from, new Set(into)]));
  expect(ring(of(['a', 'b'], ['b', 'c'], ['c']))).toEqual([]);
  expect(ring(of(['a', 'b'], ['b', 'c'], ['c', 'b']))).toEqual(['a', 'b', 'c']);
});
