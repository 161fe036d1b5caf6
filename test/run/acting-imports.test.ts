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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** By a file's path, all that it is tried to import. */
const tried = new Map<string, string[]>();
/** `PATH:LINE` of each import that the linter refuses; import number n is in line n. */
let refused: ReadonlySet<string> = new Set();

/** Which of these a file may import: packages, or files of src. The linter is asked once, before the tests. */
function allowedTo(path: string, imports: readonly string[]): () => readonly string[] {
  const all = tried.get(path) ?? [];
  tried.set(path, all);
  const lines = imports.map((name) => all.push(name));
  return () => imports.filter((_, at) => !refused.has(`${path}:${lines[at]}`));
}

beforeAll(() => {
  copyFileSync('biome.json', join(folder, 'biome.json'));
  for (const [path, imports] of tried) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    const from = (name: string) => (name.endsWith('.ts') ? relative(dirname(path), `src/${name}`) : name);
    const lines = imports.map((name, at) => `import { x${at} } from '${from(name)}';\n`);
    writeFileSync(join(folder, path), lines.join(''));
  }
  const args = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', '.'];
  const biome = resolve('node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, args, { cwd: folder, encoding: 'utf8' });
  const found = stdout.matchAll(/noRestrictedImports,file=(?:\S*?\/)?(src\/[^,]+),line=(\d+)/g);
  refused = new Set([...found].map(([, path, line]) => `${path}:${line}`));
});

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

const commands = (names: readonly string[], imports: readonly string[]) =>
  names.map((name) => [name, allowedTo(`src/commands/${name}.ts`, imports)] as const);

describe('who may import what acts', () => {
  const acts = ['effects/executors.ts', 'actions/ending/apply-intent.ts', 'effects/alerts.ts', 'live.ts'];
  it.each(commands(OFFLINE, acts))('%s may not', (_, allowed) => expect(allowed()).toEqual([]));

  const executors = ['effects/executors.ts', 'actions/ending/undo.ts'];
  it.each(commands(ACTING, [...executors, 'live.ts']))('%s may, but not the live line', (_, allowed) => {
    expect(allowed()).toEqual(executors);
  });

  const alerting = commands(
    [...ACTING, 'doctor/alerts', 'doctor/rules', 'acting/undoing', 'provision'],
    ['effects/alerts.ts'],
  );
  it('only sweep and the checks of doctor may link alerts', () => {
    const may = alerting.filter(([, allowed]) => allowed().length > 0).map(([name]) => name);
    expect(may).toEqual(['acting/sweep', 'doctor/alerts', 'doctor/rules']);
  });

  it.each([
    ['src/commands/provision.ts', allowedTo('src/commands/provision.ts', ['effects/executors.ts'])],
    ['src/run/replay/replay.ts', allowedTo('src/run/replay/replay.ts', ['effects/executors.ts'])],
  ])('%s may not', (_, allowed) => expect(allowed()).toEqual([]));
});

describe('who may import the live line', () => {
  const CONSUMER = 'src/run/consume/consumer.ts';
  const consumer = allowedTo(CONSUMER, [
    ...['live.ts', 'effects/executors.ts', 'effects/alerts.ts', 'actions/ending/apply-intent.ts'],
  ]);
  it('the consumer, and of what acts nothing else', () => expect(consumer()).toEqual(['live.ts']));

  const OTHERS = ['src/commands/consume.ts', 'src/run/consume/health.ts', 'src/run/cli.ts'];
  it.each(OTHERS.map((path) => [path, allowedTo(path, ['live.ts'])] as const))('not %s', (_, allowed) => {
    expect(allowed()).toEqual([]);
  });

  const feed = allowedTo('src/feeds/sqs/sqs.ts', [
    ...['live.ts', 'live/intake.ts', 'actions/aws/settings.ts', 'run/log.ts', 'ioredis'],
    ...['core/ports/feed.ts', '@aws-sdk/client-sqs'],
  ]);
  it('no feed', () => expect(feed()).toEqual(['core/ports/feed.ts', '@aws-sdk/client-sqs']));
});

describe('who may import whom below the line', () => {
  const layers: readonly (readonly [path: string, may: readonly string[], mayNot: readonly string[]])[] = [
    ['src/core/event/actor.ts', ['core/time/days.ts', 'core/errors.ts'], ['ingest/json/fields.ts', 'app.ts']],
    ['src/core/errors.ts', [], ['ingest/json/fields.ts', 'app.ts']],
    ['src/ingest/record/actor.ts', ['core/errors.ts', 'ingest/json/fields.ts'], ['baseline/redis/store.ts']],
    ['src/baseline/redis/store.ts', ['core/errors.ts'], ['actions/iam/room.ts', 'config/schema.ts']],
    ['src/actions/iam/room.ts', ['core/errors.ts'], ['baseline/redis/store.ts', 'report/text.ts']],
    ['src/actions/loose.ts', [], ['core/errors.ts', 'config/schema.ts']],
  ];
  const all = layers.map(([path, may, mayNot]) => [path, may, allowedTo(path, [...may, ...mayNot])] as const);
  it.each(all)('%s', (_, may, allowed) => expect(allowed()).toEqual(may));
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
