import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-lint-'));
copyFileSync('biome.json', join(folder, 'biome.json'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether the linter lets a file of one import stand at a path. */
function allowed(path: string, from: string): boolean {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), `import { x } from '${from}';\nx();\n`);
  const biome = resolve('node_modules/.bin/biome');
  const { stdout, stderr } = spawnSync(biome, ['lint', '--vcs-enabled=false', path], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(join(folder, path));
  expect(stdout + stderr).toContain('Checked 1 file');
  return !(stdout + stderr).includes('noRestrictedImports');
}

const OFFLINE = ['replay', 'explain', 'init', 'baseline', 'rules', 'config', 'compare', 'findings'];
const ACTING = [
  'revoke',
  'undo',
  'pending',
  'approve',
  'reject',
  'stop',
  'resume',
  'sweep',
  'doctor',
  'acting',
];

describe('who may import what acts', () => {
  it.each(OFFLINE)('%s may not', (name) => {
    for (const from of [
      '../effects/executors.ts',
      '../actions/revoke.ts',
      '../effects/alerts.ts',
      '../live.ts',
    ]) {
      expect([from, allowed(`src/commands/${name}.ts`, from)]).toEqual([from, false]);
    }
  });

  it.each(ACTING)('%s may, but not the live line', (name) => {
    const path = `src/commands/${name}.ts`;
    expect(allowed(path, '../effects/executors.ts')).toBe(true);
    expect(allowed(path, '../actions/undo.ts')).toBe(true);
    expect(allowed(path, '../live.ts')).toBe(false);
  });

  it('only sweep and the checks of doctor may link alerts', () => {
    const may = [...ACTING, 'acting-checks-aws', 'acting-undo', 'provision'].filter((name) =>
      allowed(`src/commands/${name}.ts`, '../effects/alerts.ts'),
    );
    expect(may).toEqual(['sweep', 'doctor', 'acting-checks-aws']);
    expect(allowed('src/commands/provision.ts', '../effects/executors.ts')).toBe(false);
    expect(allowed('src/run/replay.ts', '../effects/executors.ts')).toBe(false);
  });
});

describe('who may import the live line', () => {
  it('the consumer, and of what acts nothing else', () => {
    expect(allowed('src/run/consumer.ts', '../live.ts')).toBe(true);
    for (const path of ['src/commands/consume.ts', 'src/run/health.ts', 'src/run/cli.ts']) {
      expect([path, allowed(path, '../live.ts')]).toEqual([path, false]);
    }
    for (const from of ['../effects/executors.ts', '../effects/alerts.ts', '../actions/revoke.ts']) {
      expect([from, allowed('src/run/consumer.ts', from)]).toEqual([from, false]);
    }
  });

  it('no feed', () => {
    for (const from of [
      '../live.ts',
      '../live/intake.ts',
      '../actions/aws-settings.ts',
      '../run/log.ts',
      'ioredis',
    ]) {
      expect([from, allowed('src/feeds/sqs.ts', from)]).toEqual([from, false]);
    }
    expect(allowed('src/feeds/sqs.ts', '../core/feed.ts')).toBe(true);
    expect(allowed('src/feeds/sqs.ts', '@aws-sdk/client-sqs')).toBe(true);
  });
});

/** Every file that a file reaches, types aside: static and dynamic imports. */
function reached(start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const todo = [start];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    const code = readFileSync(path, 'utf8').replaceAll(/^(?:import|export) type [^;]+;/gm, '');
    for (const [, from = ''] of code.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      todo.push(relative('.', resolve(dirname(path), from)));
    }
  }
  return seen;
}

describe('the module graph', () => {
  it.each(OFFLINE)('of %s holds no executor', (name) => {
    const files = [...reached(`src/commands/${name}.ts`)];
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((path) => /^src\/(?:actions|effects|live)\b/.test(path))).toEqual([]);
  });

  it('of the command line itself is loaded only when consume runs', () => {
    const command = readFileSync('src/commands/consume.ts', 'utf8');
    expect(command).toContain("await import('../run/consumer.ts')");
    expect(command).not.toMatch(/^import (?!type).*consumer\.ts/m);
  });

  it('of revoke does', () => {
    expect(reached('src/commands/revoke.ts')).toContain('src/actions/iam-policies.ts');
  });
});
