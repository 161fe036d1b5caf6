import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCli } from '../../scripts/bundle-cli.ts';

// inside the project: what is not joined is found in node_modules
mkdirSync('dist', { recursive: true });
const folder = mkdtempSync('dist/cli-test-');
const run = join(folder, 'run');
beforeAll(() => bundleCli(folder));
afterAll(() => rmSync(folder, { recursive: true }));

function ran(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}
const bundled = (...args: readonly string[]) => ran(join(run, 'cli.js'), ...args);
const sources = (...args: readonly string[]) => ran('--import', 'tsx', 'src/run/cli.ts', ...args);

/** What a file imports before it runs, with what that imports: packages by name, own files by path. */
function imported(file: string, seen = new Set<string>()): ReadonlySet<string> {
  const code = readFileSync(join(run, file), 'utf8');
  for (const [, name = ''] of code.matchAll(/^(?:import|} from|import .* from) ?"([^"]+)";$/gm)) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (name.startsWith('./')) imported(name.slice(2), seen);
  }
  return seen;
}

describe('the command line in few files', () => {
  it('says and does what the sources do', () => {
    const config = 'fixtures/scenarios/rolewarden.yaml';
    const replay = ['replay', 'fixtures/scenarios/stolen-instance-credentials/events.jsonl'];
    for (const args of [
      ['help'],
      ['--version'],
      ['rules', 'list'],
      ['nonsense'],
      ['replay', '--config', 'nothing.yaml', 'nothing'],
      ['pending', '--config', config],
      [...replay, '--config', config, '--format', 'ndjson', '--log-level', 'error'],
    ]) {
      const [packed, plain] = [bundled(...args), sources(...args)];
      expect([args, packed.status, packed.stdout]).toEqual([args, plain.status, plain.stdout]);
      const calm = (text: string) => text.replaceAll(/[\d.,]+ (?:s|records\/s)\b/g, '');
      expect([args, calm(packed.stderr)]).toEqual([args, calm(plain.stderr)]);
    }
  });

  it('a replay reads neither the AWS SDK nor Redis nor a schema checker before it needs them', () => {
    const [start = ''] = readdirSync(run).filter((name) => /^cli-replay-\w+\.js$/.test(name));
    const all = [...imported(start)];
    expect(all.filter((name) => name.startsWith('./')).length).toBeGreaterThan(3);
    expect(all.filter((name) => !name.startsWith('./') && !isBuiltin(name))).toEqual([]);
  });

  it('threads read beside it, and find the same', () => {
    const paths = ['borrowed-name', 'stolen-instance-credentials'].map(
      (name) => `fixtures/scenarios/${name}`,
    );
    const config = 'fixtures/scenarios/rolewarden.yaml';
    const [one, two] = ['1', '2'].map((workers) =>
      bundled('replay', ...paths, '--config', config, '--format', 'ndjson', '--workers', workers),
    );
    expect(one?.stdout.split('\n').length).toBeGreaterThan(2);
    expect([two?.status, two?.stdout]).toEqual([0, one?.stdout]);
  });

  it('a thread that ended before it was asked is told, and not waited for', () => {
    const worker = join(run, 'read-worker.js');
    const code = readFileSync(worker, 'utf8');
    writeFileSync(worker, "throw new Error('a damaged installation');\n");
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(run, 'cli.js'), 'replay', 'fixtures/scenarios/borrowed-name', '--workers', '2'],
      { encoding: 'utf8', timeout: 60_000 },
    );
    writeFileSync(worker, code);
    expect([status, stderr]).toEqual([1, expect.stringContaining('a damaged installation')]);
  });

  it('help reads nothing but its own words', () => {
    expect([...imported('cli.js')].filter((name) => !name.startsWith('node:')).length).toBeLessThan(7);
  });
});
