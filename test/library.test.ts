import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unnamed } from './support/type-names.ts';

/** Nobody makes one, but `createApp` and `openRedis`: what they are made of needs no name. */
const INSIDES = / of (?:FileLocator|Ledger)$/;

// Within the project, so that the package finds what it depends on.
mkdirSync('.tools', { recursive: true });
const home = resolve(mkdtempSync('.tools/library-'));
const own = `${home}/node_modules/rolewarden`;
function node(...args: readonly string[]): string {
  const { status, stderr, stdout } = spawnSync(process.execPath, args, {
    cwd: home,
    encoding: 'utf8',
    timeout: 280_000,
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
  return stdout;
}
const tsc = (...args: readonly string[]) => node(resolve('node_modules/typescript/bin/tsc'), ...args);

const page = readFileSync('docs/library.md', 'utf8');
const examples = [...page.matchAll(/^## (.*)\n[\s\S]*?```ts\n([\s\S]*?)```/gm)].map(
  ([, title = '', code = '']) => ({ title, name: title.toLowerCase().replaceAll(' ', '-'), code }),
);
/** What the page's table says that each import has. */
const promised = [...page.matchAll(/^\| `(rolewarden[^`]*)` \| (.*) \|$/gm)].map(
  ([, from = '', what = '']) => ({
    from,
    names: [...what.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  }),
);
const STRICT = [
  '--strict',
  '--noUncheckedIndexedAccess',
  '--exactOptionalPropertyTypes',
  '--target',
  'es2022',
];

/**
 * Who installs the package may have another zod than it brings along: TypeScript takes the two for different types once
 * one has a method that the other lacks.
 */
function olderZod(): void {
  mkdirSync(`${own}/node_modules`);
  symlinkSync(resolve('node_modules/zod'), `${own}/node_modules/zod`);
  cpSync('node_modules/zod', `${home}/node_modules/zod`, { recursive: true });
  const types = `${home}/node_modules/zod/v4/classic/schemas.d.ts`;
  const newer = readFileSync(types, 'utf8');
  const older = newer.replaceAll(/^ +validate(Async)?\(.*\n/gm, '');
  expect(older.length).toBeLessThan(newer.length);
  writeFileSync(types, older);
  // two copies of one version count as one
  const manifest = `${home}/node_modules/zod/package.json`;
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]+"/, '"version": "4.0.0"'));
}

beforeAll(() => {
  mkdirSync(own, { recursive: true });
  cpSync('package.json', `${own}/package.json`);
  tsc('-p', resolve('tsconfig.build.json'), '--outDir', `${own}/dist`);
  mkdirSync(`${own}/dist/data`, { recursive: true });
  for (const file of ['country.mmdb', 'asn.mmdb'])
    symlinkSync(resolve(`dist/data/${file}`), `${own}/dist/data/${file}`);
  writeFileSync(`${home}/package.json`, '{"type":"module"}');
  olderZod();
  for (const { name, code } of examples) writeFileSync(`${home}/${name}.ts`, code);
  const imports = promised.map(({ from, names }) => `import { ${names.join(', ')} } from '${from}';\n`);
  const all = promised.flatMap(({ names }) => names);
  writeFileSync(`${home}/promised.ts`, `${imports.join('')}console.log([${all.join(', ')}].length);\n`);
});

afterAll(() => rmSync(home, { recursive: true }));

describe('docs/library.md, in a project that has installed the package', () => {
  const files = [...examples.map(({ name }) => `${name}.ts`), 'promised.ts'];

  it('has an example of each way', () => expect(examples).toHaveLength(5));

  it('names every import that the package has', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(promised.map(({ from }) => from.replace('rolewarden', '.'))).toEqual(Object.keys(exports));
  });

  it('exports every type that what it exports names, but for the insides of what it opens itself', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
    const modules = Object.values(exports).map((files) => `${own}/${Object(files).types}`);
    expect(unnamed(modules).filter((one) => !INSIDES.test(one))).toEqual([]);
  });

  it('comes without an any in its types', () => {
    const types = readdirSync(`${own}/dist`, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.d.ts'),
    );
    expect(types.length).toBeGreaterThan(100);
    for (const file of types) {
      const text = readFileSync(`${own}/dist/${file}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      expect(text, file).not.toMatch(/\bany\b(?!')/);
    }
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])(
    'its examples are right by the types of the package, also without skipLibCheck: %s',
    (resolution, module) => {
      const how = [
        '--ignoreConfig',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        '--types',
        'node',
        ...STRICT,
      ];
      tsc(...how, '--outDir', resolution, ...files);
    },
  );

  it.each(examples)('runs, and ends by itself: $title', ({ name }) => {
    const printed = node(`nodenext/${name}.js`);
    if (name === 'judging') expect(printed).toMatch(/^analyzed \[\]\n\d+ (high|critical) .*backup-bot/);
  });

  it('has in each import what the page says', () => {
    expect(node('nodenext/promised.js').trim()).toBe(String(promised.flatMap(({ names }) => names).length));
  });
});
