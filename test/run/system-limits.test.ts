import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RolewardenError } from '../../src/core/errors.ts';
import { CLI, command } from '../support/cli.ts';

const RECORDING = 'fixtures/scenarios/borrowed-name/events.jsonl';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolewarden-limits-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Runs the command line under a shell that has set a limit. */
function under(limit: string, args: readonly string[]) {
  const all = ['-c', `${limit}; exec "$@"`, 'sh', process.execPath, CLI, ...args];
  const { status, stderr } = spawnSync('sh', all, { encoding: 'utf8' });
  return { status, stderr };
}

describe('too few open files', () => {
  it('is told with what to do, wherever it happens', () => {
    const said = Array.from({ length: 8 }, (_, n) =>
      under(`ulimit -n ${26 + 5 * n}`, ['replay', RECORDING, '--out', at('findings')]),
    )
      .map(({ stderr }) => stderr)
      // Node itself says it, while it reads the first files of the program
      .filter((stderr) => stderr.startsWith('rolewarden: ') && stderr.includes('EMFILE'));
    expect(said).not.toEqual([]);
    for (const stderr of said) {
      expect(stderr).not.toContain('report this');
      expect(stderr).toContain('ulimit -n');
    }
  });

  it('goes before what else could be done about an error', () => {
    const of = (message: string) => new RolewardenError('ERR_AUDIT', message, 'make room').remedy;
    expect(of('cannot write x: EMFILE: too many open files, open')).toContain('ulimit -n');
    expect(of('the store cannot be reached: connect EMFILE 10.0.0.1:6379')).toContain('ulimit -n');
    expect(of('cannot write x: ENFILE: file table overflow, open')).toContain('fs.file-max');
    expect(of('cannot write EMFILE.json: ENOSPC: no space left on device')).toBe('make room');
  });
});

describe('a disk without room', () => {
  it('is said of standard output', () => {
    const full = openSync('/dev/full', 'w');
    const done = (args: readonly string[]) =>
      spawnSync(process.execPath, [CLI, ...args], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    for (const args of [
      ['rules', 'list'],
      ['replay', RECORDING, '--format', 'ndjson'],
      ['provision', '--help'],
    ]) {
      const { status, stderr } = done(args);
      expect([args, status]).toEqual([args, 1]);
      expect(stderr.match(/standard output: .*ENOSPC: no space left on device/g)).toHaveLength(1);
    }
    closeSync(full);
  });

  it('leaves nothing of a proposal, and is told as such', () => {
    const { status, stderr } = under('ulimit -f 0', [
      'init',
      'fixtures/scenarios',
      '--out',
      at('proposed.yaml'),
    ]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('make room there')]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a proposal that cannot be written', () => {
  it('is refused before anything is read', async () => {
    const { stderr } = await command(['init', '/nowhere/at/all', '--out', '/nowhere/proposed.yaml']);
    expect(stderr).toContain('cannot write /nowhere/proposed.yaml: ENOENT: ');
  });
});

describe.skipIf(process.geteuid?.() !== 0)('what the user may not read', () => {
  const nobody = (...args: readonly string[]) => {
    const user = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, CLI];
    const { status, stderr } = spawnSync('setpriv', [...user, ...args], { encoding: 'utf8' });
    return { status, stderr };
  };
  // the folder of all tests is its owner's alone
  let place = '';
  beforeEach(() => {
    place = mkdtempSync('/tmp/rolewarden-limits-');
    chmodSync(place, 0o755);
  });
  afterEach(() => rmSync(place, { recursive: true }));

  it('is told as that, of a recording in a folder of somebody else', () => {
    mkdirSync(join(place, 'locked'), { mode: 0o700 });
    const path = join(place, 'locked/events.jsonl');
    copyFileSync(RECORDING, path);
    for (const args of [
      ['replay', path],
      ['baseline', 'export', '--baseline', path],
      ['baseline', 'import', path, '--baseline', '/dev/null'],
      ['explain', 'abcdefgh', RECORDING, '--baseline', path],
    ]) {
      const { status, stderr } = nobody(...args);
      expect([args, status, stderr]).toEqual([args, 1, expect.stringContaining('check its permissions')]);
    }
  });

  it.each([
    [['replay', RECORDING, '--out', '/dev/null', '--compare']],
    [['explain', 'abcdefgh', '--findings']],
    [['baseline', 'export', '--baseline']],
  ])('is told as that: %j', (args) => {
    const path = join(place, 'private.ndjson');
    writeFileSync(path, 'nobody reads this', { mode: 0o600 });
    const { status, stderr } = nobody(...args, path);
    expect([status, stderr]).toEqual([1, expect.stringContaining('check its permissions')]);
  });
});

const READ_ONLY = 'mount -t tmpfs -o ro tmpfs "$DIR"';
const mayMount = spawnSync('unshare', ['-rm', 'sh', '-c', READ_ONLY], {
  env: { ...process.env, DIR: tmpdir() },
});

describe.skipIf(mayMount.status !== 0)('a read-only file system', () => {
  it('is told as that where the audit folder cannot be made', () => {
    mkdirSync(at('mounted'));
    writeFileSync(at('rolewarden.yaml'), 'revocation: {audit: {folder: mounted/audit}}\n');
    const script = [`${READ_ONLY} && exec "$@"`, 'sh', process.execPath, CLI, 'stop', '--by', 'carol'];
    const { stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', ...script], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, DIR: at('mounted') },
    });
    expect(stderr).toContain('mounted/audit: EROFS: read-only file system');
  });
});
