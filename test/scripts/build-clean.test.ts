import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const STAYS = [
  'dist/app.js',
  'dist/app.d.ts',
  'dist/rules/one.js',
  'dist/run/cli.js',
  'dist/run/cli-replay-ABC.js',
  'dist/run/cli-replay-ABC.js.LEGAL.txt',
  'dist/data/asn.mmdb',
  'dist/lambda/index.mjs',
  'dist/page/report.html',
];

it('the build removes what sources that are gone left behind, and nothing else', () => {
  const home = mkdtempSync(join(tmpdir(), 'rolewarden-build-'));
  const write = (path: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), '');
  };
  const sources = ['src/app.ts', 'src/rules/one.ts', 'src/run/cli.ts'];
  const gone = ['dist/desk.js', 'dist/desk.d.ts', 'dist/rules/gone.js', 'dist/run/gone.d.ts'];
  for (const path of [...sources, ...gone, ...STAYS]) write(path);
  const args = ['--import', import.meta.resolve('tsx'), resolve('scripts/build-clean.ts')];
  execFileSync(process.execPath, args, { cwd: home });
  const left = readdirSync(join(home, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1));
  expect(left.sort()).toEqual([...STAYS].sort());
  rmSync(home, { recursive: true });
});
