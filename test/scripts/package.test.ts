import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const text = z.record(z.string(), z.string()).default({});
const manifest = z
  .object({ scripts: text, dependencies: text })
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

describe('the npm package', () => {
  it('holds what is built, the schemas, and nothing of this checkout', () => {
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
    });
    const [pack] = z
      .array(z.object({ files: z.array(z.object({ path: z.string() })) }))
      .parse(JSON.parse(stdout));
    const paths = pack?.files.map(({ path }) => path) ?? [];
    const strange = paths.filter(
      (path) =>
        !/^(LICENSE|NOTICE|README\.md|package\.json|schema\/[a-z]+\.schema\.json)$/.test(path) &&
        !/^dist\/data\/(asn|country)\.mmdb$/.test(path) &&
        !/^dist\/(?!lambda\/|layer\/)[\w./-]+\.(js|d\.ts|html|LEGAL\.txt|wasm)$/.test(path),
    );
    expect(strange).toEqual([]);
    for (const path of ['dist/run/cli.js', 'dist/page/report.html', 'dist/data/asn.mmdb', 'NOTICE']) {
      expect(paths).toContain(path);
    }
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
