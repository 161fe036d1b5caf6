import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const text = z.record(z.string(), z.string()).default({});
const manifest = z
  .object({ scripts: text, dependencies: text, exports: z.record(z.string(), text) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));
const locked = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        link: z.boolean().optional(),
        license: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
/** The CDK app is a package of its own. */
const OTHERS = /node_modules\/(aws-cdk-lib|@aws-cdk|constructs)(\/|$)/;
/** What `npm install rolewarden` brings along. */
const shipped = Object.entries(locked.packages).filter(
  ([path, { dev, devOptional }]) =>
    path.startsWith('node_modules/') && !OTHERS.test(path) && !dev && !devOptional,
);

/** The files that `npm pack` would put into the package. */
function packed(folder: string): readonly string[] {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const [pack] = z
    .array(z.object({ files: z.array(z.object({ path: z.string() })) }))
    .parse(JSON.parse(stdout));
  return pack?.files.map(({ path }) => path).sort() ?? [];
}

/** The files that a page links to or shows, but for addresses and places on the page itself. */
function linksOf(page: string): readonly string[] {
  const links = page.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g);
  return [...links]
    .map(([, linked = '', shown = '']) => (linked || shown).split('#')[0] ?? '')
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}

describe('the npm package', () => {
  const here = packed('.');

  it('holds what is built, the schemas, and nothing of this checkout', () => {
    const paths = here;
    const strange = paths.filter(
      (path) =>
        !/^(LICENSE|NOTICE|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|docs\/(adr\/)?[\w-]+\.md|docs\/images\/[\w-]+\.png|(deploy\/\w+|fixtures)\/README\.md|bench\/results\/replay-[\d-]+\.md|package\.json|schema\/[a-z]+\.schema\.json)$/.test(
          path,
        ) &&
        !/^dist\/data\/(asn|country)\.mmdb$/.test(path) &&
        !/^dist\/(?!lambda\/|layer\/)[\w./-]+\.(js|d\.ts|html|LEGAL\.txt|licences\.txt|wasm)$/.test(path),
    );
    expect(strange).toEqual([]);
    for (const path of [
      'dist/run/cli.js',
      'dist/run/cli.licences.txt',
      'dist/page/report.html',
      'dist/data/asn.mmdb',
      'NOTICE',
      // named by the command line's help and errors
      'docs/redis.md',
    ]) {
      expect(paths).toContain(path);
    }
    const exported = Object.values(manifest.exports).flatMap((files) => Object.values(files));
    expect(exported).toContain('./dist/index.js');
    expect(exported.filter((path) => !paths.includes(path.replace('./', '')))).toEqual([]);
  });

  it('holds what its pages link to and show', () => {
    const paths = here;
    const pages = paths.filter((path) => path.endsWith('.md'));
    const broken = pages.flatMap((page) =>
      linksOf(readFileSync(page, 'utf8'))
        .filter((link) => !paths.includes(normalize(join(dirname(page), link))))
        .map((link) => `${page}: ${link}`),
    );
    expect(pages.length).toBeGreaterThan(80);
    expect(broken).toEqual([]);
  });

  it('holds no configuration, nor a key that it names, though a deployment was prepared here', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rolewarden-package-'));
    cpSync('package.json', join(folder, 'package.json'));
    const put = (path: string) => {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    };
    for (const path of ['index.js', 'run/cli.js', 'function/index.mjs', 'function/rolewarden.yaml'])
      put(`dist/${path}`);
    for (const path of ['function/own.js', 'function/lists/tor.txt', 'function/redis.pem', 'core/redis.pem'])
      put(`dist/${path}`);
    expect(packed(folder)).toEqual(['dist/index.js', 'dist/run/cli.js', 'package.json']);
  });

  it('runs nothing when it is installed, nor does what it brings along', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(hooks.filter((name) => name in manifest.scripts)).toEqual([]);
    expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  it('brings along what was locked, by exact versions and checksums, under licences that ask for a notice at most', () => {
    const loose = Object.entries(manifest.dependencies).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
    expect(shipped.length).toBeGreaterThan(50);
    const faults = shipped.flatMap(([path, { integrity, license = '', link }]) =>
      link ||
      (integrity?.startsWith('sha512-') && /^(MIT(-0)?|Apache-2\.0|ISC|0BSD|BSD-[23]-Clause)$/.test(license))
        ? []
        : [`${path}: ${license}, ${integrity}`],
    );
    expect(faults).toEqual([]);
  });
});

it('takes its databases from the package, not from a folder beside it that is called dist too', () => {
  const parent = mkdtempSync(join(tmpdir(), 'rolewarden-beside-'));
  mkdirSync(join(parent, 'dist/data'), { recursive: true });
  writeFileSync(join(parent, 'dist/data/country.mmdb'), 'of somebody else');
  cpSync('dist/run', join(parent, 'rolewarden/dist/run'), { recursive: true });
  cpSync('dist/data', join(parent, 'rolewarden/dist/data'), { recursive: true });
  cpSync('package.json', join(parent, 'rolewarden/package.json'));
  const events = 'fixtures/scenarios/impossible-travel/events.jsonl';
  const cli = join(parent, 'rolewarden/dist/run/cli.js');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'replay', events], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.stringContaining('data: country embedded')]);
});
