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

const OFFLINE = [
  'replay/replay',
  'replay/compare',
  'baseline/baseline',
  'explain',
  'init',
  'rules',
  'config',
  'findings',
];
const ACTING = [
  ...['revoke', 'undo', 'pending', 'approve', 'reject', 'stop', 'resume', 'sweep', 'acting'].map(
    (name) => `acting/${name}`,
  ),
  'doctor/doctor',
];

/** The way to a file of src from a file one or two folders deep in it. */
const to = (file: string, path: string) => relative(dirname(path), `src/${file}`);

describe('who may import what acts', () => {
  it.each(OFFLINE)('%s may not', (name) => {
    const path = `src/commands/${name}.ts`;
    for (const file of ['effects/executors.ts', 'actions/ending/revoke.ts', 'effects/alerts.ts', 'live.ts']) {
      expect([file, allowed(path, to(file, path))]).toEqual([file, false]);
    }
  });

  it.each(ACTING)('%s may, but not the live line', (name) => {
    const path = `src/commands/${name}.ts`;
    expect(allowed(path, to('effects/executors.ts', path))).toBe(true);
    expect(allowed(path, to('actions/ending/undo.ts', path))).toBe(true);
    expect(allowed(path, to('live.ts', path))).toBe(false);
  });

  it('only sweep and the checks of doctor may link alerts', () => {
    const may = [...ACTING, 'doctor/alerts', 'doctor/aws', 'acting/undoing', 'provision'].filter((name) => {
      const path = `src/commands/${name}.ts`;
      return allowed(path, to('effects/alerts.ts', path));
    });
    expect(may).toEqual(['acting/sweep', 'doctor/alerts', 'doctor/aws']);
    expect(allowed('src/commands/provision.ts', '../effects/executors.ts')).toBe(false);
    expect(allowed('src/run/replay/replay.ts', '../../effects/executors.ts')).toBe(false);
  });
});

describe('who may import the live line', () => {
  it('the consumer, and of what acts nothing else', () => {
    const consumer = 'src/run/consume/consumer.ts';
    expect(allowed(consumer, '../../live.ts')).toBe(true);
    for (const path of ['src/commands/consume.ts', 'src/run/consume/health.ts', 'src/run/cli.ts']) {
      expect([path, allowed(path, to('live.ts', path))]).toEqual([path, false]);
    }
    for (const file of ['effects/executors.ts', 'effects/alerts.ts', 'actions/ending/revoke.ts']) {
      expect([file, allowed(consumer, to(file, consumer))]).toEqual([file, false]);
    }
  });

  it('no feed', () => {
    const sqs = 'src/feeds/sqs/sqs.ts';
    for (const file of ['live.ts', 'live/intake.ts', 'actions/aws/settings.ts', 'run/log.ts']) {
      expect([file, allowed(sqs, to(file, sqs))]).toEqual([file, false]);
    }
    expect(allowed(sqs, 'ioredis')).toBe(false);
    expect(allowed(sqs, to('core/ports/feed.ts', sqs))).toBe(true);
    expect(allowed(sqs, '@aws-sdk/client-sqs')).toBe(true);
  });
});

describe('who may import whom below the line', () => {
  it.each([
    ['src/core/event/actor.ts', ['core/time/days.ts', 'core/errors.ts'], ['ingest/json/fields.ts', 'app.ts']],
    ['src/core/errors.ts', [], ['ingest/json/fields.ts', 'app.ts']],
    ['src/ingest/record/actor.ts', ['core/errors.ts', 'ingest/json/fields.ts'], ['baseline/redis/store.ts']],
    ['src/baseline/redis/store.ts', ['core/errors.ts'], ['actions/iam/room.ts', 'config/schema.ts']],
    ['src/actions/iam/room.ts', ['core/errors.ts'], ['baseline/redis/store.ts', 'report/text.ts']],
    ['src/actions/loose.ts', [], ['core/errors.ts', 'config/schema.ts']],
  ])('%s', (path, may, mayNot) => {
    for (const file of may) expect([file, allowed(path, to(file, path))]).toEqual([file, true]);
    for (const file of mayNot) expect([file, allowed(path, to(file, path))]).toEqual([file, false]);
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
    expect(command).toContain("await import('../run/consume/consumer.ts')");
    expect(command).not.toMatch(/^import (?!type).*consumer\.ts/m);
  });

  it('of revoke does', () => {
    expect(reached('src/commands/acting/revoke.ts')).toContain('src/actions/iam/policies.ts');
  });
});
