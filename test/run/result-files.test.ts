import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CLI, command } from '../support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'rolewarden-results-'));
afterAll(() => rmSync(root, { recursive: true }));

const RECORDING = 'fixtures/scenarios/break-glass-at-night/events.jsonl';
const CONFIG = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
const replay = (...args: readonly string[]) => command(['replay', RECORDING, ...CONFIG, ...args]);

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
});

const modeOf = (name: string) => statSync(at(name)).mode & 0o777;

/** How each option that writes a result is given its file. */
const WRITERS: readonly (readonly [string, (path: string) => readonly string[]])[] = [
  ['--out', (path) => ['--format', 'ndjson', '--out', path]],
  ['--format html --out', (path) => ['--format', 'html', '--out', path]],
  ['--summary', (path) => ['--summary', path]],
  ['--baseline', (path) => ['--baseline', path]],
  ['--compare --out', (path) => ['--compare', at('none.jsonl'), '--out', path]],
];

describe.each(WRITERS)('%s', (_, to) => {
  beforeEach(() => {
    writeFileSync(at('none.jsonl'), '');
  });
  const others = () => readdirSync(folder).filter((name) => name !== 'none.jsonl');

  it('makes a file of the ordinary mode, and nothing beside it', async () => {
    expect((await replay(...to(at('new')))).code).toBeUndefined();
    expect(modeOf('new')).toBe(0o666 & ~process.umask());
    expect(statSync(at('new')).size).toBeGreaterThan(0);
    expect(others()).toEqual(['new']);
  });

  it('keeps the mode of a file that is there', async () => {
    for (const mode of [0o600, 0o664]) {
      writeFileSync(at('old'), '');
      chmodSync(at('old'), mode);
      expect((await replay(...to(at('old')))).code).toBeUndefined();
      expect(modeOf('old')).toBe(mode);
    }
    expect(statSync(at('old')).size).toBeGreaterThan(0);
  });

  it('keeps a symlink, and writes what it points to, there already or not', async () => {
    mkdirSync(at('elsewhere'));
    writeFileSync(at('elsewhere/there'), '');
    symlinkSync('elsewhere/there', at('first'));
    symlinkSync('first', at('second'));
    symlinkSync('elsewhere/new', at('dangling'));
    for (const name of ['second', 'dangling']) {
      expect((await replay(...to(at(name)))).code).toBeUndefined();
      expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
    }
    expect(readdirSync(at('elsewhere'))).toEqual(['new', 'there']);
    expect(statSync(at('elsewhere/new')).size).toBeGreaterThan(0);
    expect(statSync(at('elsewhere/there')).size).toBeGreaterThan(0);
  });

  it.each([240, 247, 255])(
    'has a name of %i bytes, as long as the file system takes them',
    async (length) => {
      const name = 'n'.repeat(length);
      for (let once = 0; once < 2; once++) {
        const { code, stderr } = await replay(...to(at(name)));
        expect([code, stderr]).toEqual([undefined, expect.not.stringContaining('ENAMETOOLONG')]);
        expect(others()).toEqual([name]);
      }
      const { code, stderr } = await replay(...to(at('n'.repeat(256))));
      expect([code, stderr]).not.toEqual([undefined, expect.anything()]);
      expect(stderr).toContain('ENAMETOOLONG: name too long\n');
    },
  );

  it('is refused before anything is read, names the file alone and leaves nothing', async () => {
    mkdirSync(at('taken'));
    // a path that is not there is told as soon as reading begins
    const unread = ['replay', '/nowhere/at/all', ...CONFIG];
    for (const path of [at('taken'), at('no/folder')]) {
      const { stderr, stdout } = await command([...unread, ...to(path)]);
      expect(stderr).toMatch(/cannot (write|read) /);
      expect(stderr).toContain(path);
      expect(stderr).not.toContain('/nowhere/at/all');
      expect(stderr).not.toContain('.tmp');
      expect(stdout).toBe('');
      expect(others()).toEqual(['taken']);
    }
    await command([...unread, ...to(at('never'))]);
    expect(others()).toEqual(['taken']);
  });
});

describe('two names of one file', () => {
  const unread = (...args: readonly string[]) => command(['replay', '/nowhere/at/all', ...CONFIG, ...args]);
  const OPTIONS = ['--out', '--summary', '--baseline', '--resume'];
  const pairs = OPTIONS.flatMap((one, n) => OPTIONS.slice(n + 1).map((other) => [one, other] as const));

  it.each(pairs)('are refused before anything is read: %s and %s', async (one, other) => {
    mkdirSync(at('elsewhere'));
    symlinkSync('elsewhere', at('linked'));
    symlinkSync('elsewhere/new', at('dangling'));
    writeFileSync(at('there'), '');
    symlinkSync('there', at('link'));
    for (const [a, b] of [
      [at('new'), at('new')],
      [at('new'), `${folder}/elsewhere/../new`],
      [at('linked/new'), at('elsewhere/new')],
      [at('dangling'), at('elsewhere/new')],
      [at('link'), at('there')],
    ] as const) {
      const { code, stderr } = await unread(one, a, other, b);
      expect([code, stderr]).toEqual([
        'ERR_USAGE',
        `${one} and ${other} name the same file: ${b}\ngive each result a file of its own`,
      ]);
    }
    expect(readdirSync(folder)).toEqual(['dangling', 'elsewhere', 'link', 'linked', 'there']);
    expect(readdirSync(at('elsewhere'))).toEqual([]);
  });

  it.each(OPTIONS)('are refused where %s would replace what is read', async (option) => {
    writeFileSync(at('read.ndjson'), readFileSync(RECORDING));
    const read = at('read.ndjson');
    for (const [other, args] of [
      ['PATH', ['replay', RECORDING, read, ...CONFIG]],
      ['the configuration', ['replay', RECORDING, '--config', read]],
    ] as const) {
      writeFileSync(read, other === 'PATH' ? readFileSync(RECORDING) : '{}');
      const { code, stderr } = await command([...args, option, read]);
      expect([code, stderr]).toEqual([
        'ERR_USAGE',
        expect.stringContaining(`${other} and ${option} name the same file: ${read}\n`),
      ]);
    }
    expect(readFileSync(read, 'utf8')).toBe('{}');
  });

  it('are refused where the comparison would replace what it compares with', async () => {
    const { code, stderr } = await replay('--compare', at('old.ndjson'), '--out', at('old.ndjson'));
    expect([code, stderr]).toEqual([
      'ERR_USAGE',
      expect.stringContaining('--compare and --out name the same'),
    ]);
  });

  it('may be those of a device', async () => {
    const result = await replay('--out', '/dev/null', '--summary', '/dev/null');
    expect(result.code).toBeUndefined();
  });
});

describe('a recording', () => {
  const line = readFileSync(RECORDING, 'utf8').split('\n')[0] ?? '';

  it.each([
    ['one record a line', `${line}\n`],
    ['damaged where it begins', `{"eventVer\n${line}\n`],
    ["a trail's file", `{"Records":[${line}]}`],
    ['other services', '{"Records":[{"eventVersion":"1.08","eventSource":"s3.amazonaws.com"}]}'],
    ['compressed', gzipSync(`{"Records":[${line}]}`)],
  ])('is not replaced by a result, in a folder or out of it: %s', async (_form, bytes) => {
    for (const option of ['--out', '--summary']) {
      writeFileSync(at('march.json'), bytes);
      for (const paths of [[folder], [RECORDING]]) {
        const { code, stderr } = await command(['replay', ...paths, ...CONFIG, option, at('march.json')]);
        expect([code, stderr]).toEqual([
          'ERR_USAGE',
          expect.stringContaining(`${option} would replace a recording: ${at('march.json')}`),
        ]);
      }
      expect(readFileSync(at('march.json'))).toEqual(Buffer.from(bytes));
    }
  });

  it('is not replaced by an export', async () => {
    await replay('--baseline', at('usual.ndjson'));
    writeFileSync(at('march.json'), line);
    const args = ['baseline', 'export', '--baseline', at('usual.ndjson'), '--out'];
    const { code, stderr } = await command([...args, at('march.json')]);
    expect([code, stderr]).toEqual(['ERR_USAGE', expect.stringContaining('would replace a recording')]);
    expect(readFileSync(at('march.json'), 'utf8')).toBe(line);
    expect((await command([...args, at('usual.ndjson')])).code).toBeUndefined();
  });

  it.each([
    ['--out', ['--format', 'ndjson']],
    ['--out', ['--format', 'text']],
    ['--out', ['--format', 'html']],
    ['--out', ['--format', 'ocsf']],
    ['--summary', []],
  ])('is none of an earlier run: %s %j', async (option, args) => {
    for (let run = 0; run < 2; run++) {
      expect((await replay(option, at('result.json'), ...args)).code).toBeUndefined();
    }
  });
});

describe('what is no regular file', () => {
  it.each(['--out', '--summary'])('is written into by %s: a pipe', async (option) => {
    spawnSync('sh', ['-c', 'mkfifo "$1"', 'sh', at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    reader.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    const read = new Promise((done) => reader.stdout.once('close', done));
    expect((await replay('--format', 'ndjson', option, at('pipe'))).code).toBeUndefined();
    const stays = lstatSync(at('pipe')).isFIFO();
    if (!stays) reader.kill();
    await read;
    expect(stays).toBe(true);
    expect(JSON.parse(text.split('\n')[0] ?? '')).toBeTypeOf('object');
    expect(readdirSync(folder)).toEqual(['pipe']);
  });

  it('is added to as standard output of a shell, which is a file', () => {
    const args = [...CONFIG, '--format', 'ndjson', '--out', '/dev/fd/1'];
    const { status } = shell('(echo before; "$@") > "$FILE"', ['replay', RECORDING, ...args], at('all'));
    expect(status).toBe(0);
    const [first, second = ''] = readFileSync(at('all'), 'utf8').split('\n');
    expect(first).toBe('before');
    expect(JSON.parse(second)).toHaveProperty('id');
  });
});

describe('a disk without room', () => {
  it.each([
    ['--out', ['--min-score', '0', '--format', 'ndjson', '--out'], 'ERR_SPOOL'],
    ['--baseline', ['--baseline'], 'ERR_BASELINE_FILE'],
  ])('ends %s with 1 and its name, and the file of before stays', (_, options, code) => {
    writeFileSync(at('full'), '');
    const args = ['replay', 'fixtures/scenarios', ...CONFIG, ...options, at('full')];
    const { status, stderr } = shell('ulimit -f 4; exec "$@"', args, at('full'));
    expect(stderr).toContain(`${at('full')}: EFBIG: file too large\n`);
    expect(stderr).toContain(`(${code})`);
    expect(status).toBe(1);
    expect(readFileSync(at('full'), 'utf8')).toBe('');
    expect(readdirSync(folder)).toEqual(['full']);
  });

  it('is told of a file that became a folder, and nothing is left', async () => {
    const { toFile } = await import('../../src/baseline/file/whole-file.ts');
    const sink = toFile(at('folder'));
    sink.write('text');
    mkdirSync(at('folder'));
    expect(() => sink.end()).toThrow(/^cannot write [^ ]+folder: E[A-Z]+: [a-z ]+$/);
    sink.abandon();
    expect(readdirSync(folder)).toEqual(['folder']);
    expect(existsSync(at('folder'))).toBe(true);
  });
});

/** Commands that change a baseline that is there. */
const CHANGES: readonly (readonly [string, (path: string) => Promise<readonly string[]>])[] = [
  ['forget', async () => ['baseline', 'forget', OWNER]],
  ['import', async () => ['baseline', 'import', at('more')]],
  ['accept', async () => ['baseline', 'accept', await anEvent(), RECORDING]],
];

const OWNER = 'person:somebody@example.com';
const ENTRY = { owner: `a:${OWNER}`, dimension: 'seen', value: '*', days: [20_500] };

async function anEvent(): Promise<string> {
  const { stdout } = await replay('--format', 'ndjson', '--min-score', '0');
  return String(JSON.parse(stdout.split('\n')[0] ?? '').id);
}

describe.each(CHANGES)('baseline %s', (_, args) => {
  beforeEach(() => {
    mkdirSync(at('elsewhere'));
    writeFileSync(at('more'), `${JSON.stringify({ ...ENTRY, value: 'more' })}\n`);
    writeFileSync(at('elsewhere/usual'), `${JSON.stringify(ENTRY)}\n`);
    symlinkSync('elsewhere/usual', at('usual'));
  });
  const change = async (path: string) => [...(await args(path)), ...CONFIG, '--baseline', path];

  it('keeps a symlink and the mode of what it points to', async () => {
    chmodSync(at('elsewhere/usual'), 0o640);
    const before = readFileSync(at('usual'), 'utf8');
    expect((await command(await change(at('usual')))).code).toBeUndefined();
    expect(lstatSync(at('usual')).isSymbolicLink()).toBe(true);
    expect(modeOf('usual')).toBe(0o640);
    expect(readFileSync(at('usual'), 'utf8')).not.toBe(before);
    expect(readdirSync(at('elsewhere'))).toEqual(['usual']);
  });

  it('leaves the file of before whole where there is no room', async () => {
    const many = Array.from({ length: 100 }, (_, n) => JSON.stringify({ ...ENTRY, owner: `a:${n}` }));
    const before = `${many.join('\n')}\n${JSON.stringify(ENTRY)}\n`;
    writeFileSync(at('elsewhere/usual'), before);
    const { status, stderr } = shell('ulimit -f 4; exec "$@"', await change(at('usual')), '');
    expect(stderr).toContain(`cannot write the baseline ${at('usual')}: EFBIG: file too large\n`);
    expect(stderr).toContain('(ERR_BASELINE_FILE)');
    expect(status).toBe(1);
    expect(readFileSync(at('usual'), 'utf8')).toBe(before);
    expect(readdirSync(at('elsewhere'))).toEqual(['usual']);
  });
});

describe('baseline accept', () => {
  it('is refused before anything is read where the baseline cannot be written', async () => {
    mkdirSync(at('taken'));
    const { stderr } = await command([
      ...['baseline', 'accept', 'an-id-of-an-event', '/nowhere/at/all'],
      ...['--baseline', at('taken')],
    ]);
    expect(stderr).toContain(`cannot write the baseline ${at('taken')}: it is a folder, not a file`);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('a replay that ends before its end', () => {
  it('leaves nothing where the reader of its findings went away', () => {
    const written = ['--summary', at('summary'), '--baseline', at('baseline')];
    const args = ['replay', 'fixtures/scenarios', ...CONFIG, '--min-score', '0', ...written];
    shell('"$@" | true', args, folder);
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Runs the command line under a shell that sets something up. */
function shell(script: string, args: readonly string[], path: string) {
  return spawnSync('sh', ['-c', script, 'sh', process.execPath, CLI, ...args], {
    encoding: 'utf8',
    env: { ...process.env, FILE: path },
  });
}
