import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Locked {
  readonly integrity?: string;
  readonly inBundle?: true;
  readonly link?: true;
}

it('every package is locked by its content, also those that only other platforms install', () => {
  const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readFileSync('package-lock.json', 'utf8'),
  );
  const open = Object.entries(lock.packages).filter(
    ([path, { inBundle, integrity, link }]) =>
      path.includes('node_modules/') &&
      inBundle !== true &&
      link !== true &&
      !/^sha(?:512|384|256)-/.test(integrity ?? ''),
  );
  expect(open.map(([path]) => path)).toEqual([]);
});
