import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { CLI, command, openRolewarden, rolewarden } from '../support/cli.ts';
import { startRedis } from '../support/redis-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-wrong-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const file = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

const RECORDING = 'fixtures/scenarios/borrowed-name/events.jsonl';
const CONFIG = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
const ENTRY = '{"owner":"a:x","dimension":"seen","value":"*","days":[20500]}\n';

async function findingsOf(...more: readonly string[]): Promise<string> {
  return (await command(['replay', RECORDING, ...CONFIG, '--format', 'ndjson', ...more])).stdout;
}
const idOf = (findings: string): string => JSON.parse(findings.split('\n')[0] ?? '').id;

describe('a reader of stderr that went away', () => {
  it.each([
    [['config', 'check', ...CONFIG], 0],
    [['rules', 'show', 'nothing'], 2],
  ])('changes nothing of %j, nor its exit status', (args, expected) => {
    const script = '{ "$@" 2>&1 >/dev/null; echo $? > "$FILE"; } | true';
    spawnSync('sh', ['-c', script, 'sh', process.execPath, CLI, ...args], {
      env: { ...process.env, FILE: at('status') },
    });
    expect(readFileSync(at('status'), 'utf8')).toBe(`${expected}\n`);
  });
});

describe('Ctrl-C', () => {
  it('ends an import that waits for standard input, and the baseline stays', async () => {
    const { child, ended } = openRolewarden(['baseline', 'import', '-', '--baseline', at('new.ndjson')]);
    // read once it takes more than a pipe holds
    const many = ENTRY.repeat(20_000);
    if (child.stdin?.write(many) === false) await once(child.stdin, 'drain');
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect([status, stderr]).toEqual([130, expect.stringContaining('interrupted')]);
    expect(existsSync(at('new.ndjson'))).toBe(false);
  });
});

describe('explain --baseline', () => {
  it('refuses a file that is not there: without what was usual the story is another', async () => {
    const id = idOf(await findingsOf());
    const { code, stderr, stdout } = await command([
      ...['explain', id, RECORDING, ...CONFIG, '--baseline', at('nowhere')],
    ]);
    expect([code, stdout]).toEqual(['ERR_USAGE', '']);
    expect(stderr).toContain(`there is no baseline ${at('nowhere')}`);
  });

  it('is refused where nothing is replayed', async () => {
    for (const args of [[], ['--findings', file('some.ndjson', await findingsOf())]]) {
      const { code, stderr } = await command(['explain', '12345678', ...args, '--baseline', at('usual')]);
      expect([code, stderr]).toEqual(['ERR_USAGE', expect.stringContaining('--baseline goes with PATH')]);
    }
  });
});

describe('a byte order mark, as some editors and shells write it', () => {
  it('is passed over in findings and in baselines', async () => {
    const text = await findingsOf('--baseline', at('usual.ndjson'));
    const marked = file('marked.ndjson', `\ufeff${text}`);
    const plain = file('plain.ndjson', text);
    const told = (path: string) => command(['explain', idOf(text), '--findings', path]);
    expect(await told(marked)).toEqual(await told(plain));
    expect((await told(marked)).code).toBeUndefined();
    const usual = file('marked-usual.ndjson', `\ufeff${readFileSync(at('usual.ndjson'), 'utf8')}`);
    const { code } = await command(['replay', RECORDING, ...CONFIG, '--baseline', usual]);
    expect(code).toBeUndefined();
    expect(readFileSync(usual, 'utf8')).toBe(readFileSync(at('usual.ndjson'), 'utf8'));
  });

  it.each(['utf-16le', 'utf-16be'])(
    'a baseline may be %s, as Windows PowerShell writes with >',
    async (encoding) => {
      await findingsOf('--baseline', at('usual.ndjson'));
      const usual = readFileSync(at('usual.ndjson'), 'utf8');
      const bytes = Buffer.from(`\ufeff${usual.replaceAll('\n', '\r\n')}`, 'utf16le');
      const wide = at(`${encoding}.ndjson`);
      writeFileSync(wide, encoding === 'utf-16le' ? bytes : bytes.swap16());
      const copy = at(`${encoding}-imported.ndjson`);
      const shown = await command(['baseline', 'export', '--baseline', wide]);
      expect([shown.code, shown.stdout]).toEqual([undefined, usual]);
      expect((await command(['baseline', 'import', wide, '--baseline', copy])).code).toBeUndefined();
      expect(readFileSync(copy, 'utf8')).toBe(usual);
    },
  );
});

describe('a configuration', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [...pair]))
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);

  it.each([
    ['rules: *nobody\n', 'Unresolved alias'],
    [bomb.join('\n'), 'Excessive alias count'],
    ['rules: !Sub {}\n', 'Unresolved tag: !Sub'],
  ])('that YAML cannot resolve is a fault of the file: %j', async (text, words) => {
    const path = file('odd.yaml', text);
    const { code, stderr } = await command(['config', 'check', '--config', path]);
    expect([code, stderr]).toEqual(['ERR_CONFIG_INVALID', expect.stringContaining(words)]);
    expect(stderr).toContain(path);
  });

  it('that is something else is not shown at length', async () => {
    const { code, stderr } = await command([
      'config',
      'check',
      '--config',
      file('long.yaml', 'x'.repeat(9_999)),
    ]);
    expect(code).toBe('ERR_CONFIG_INVALID');
    expect(stderr.length).toBeLessThan(500);
  });
});

describe('an option', () => {
  it.each([
    [['baseline', 'show', 'x', '--baseline', 'a', '--baseline', 'b'], '--baseline'],
    [['config', 'check', '--config', 'a', '--config=b'], '--config'],
    [['replay', RECORDING, '--out', 'a', '--format', 'text', '--out', 'a'], '--out'],
  ])('that is given twice is refused: %j', async (args, option) => {
    const { code, stderr } = await command(args);
    expect([code, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(`${option} was given twice`)]);
  });

  it('may be a switch, or one that takes several, and stand twice', async () => {
    expect((await command(['rules', '--help', '--help'])).code).toBeUndefined();
    const { stderr } = await command(['init', '--from', '/nowhere/a', '--from', '/nowhere/b']);
    expect(stderr).toContain('/nowhere/');
  });
});

describe('an empty environment variable', () => {
  const empty = Object.fromEntries(
    [
      'ROLEWARDEN_CONFIG',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_PROFILE',
      'NO_COLOR',
    ].map((name) => [name, '']),
  );

  it('names no configuration', () => {
    const { status, stderr } = rolewarden(['config', 'check'], { env: empty, cwd: folder });
    expect([status, stderr]).toEqual([0, 'the defaults: no faults\n']);
  });

  it('sets nothing, to us as to the SDK', () => {
    const env = {
      ...empty,
      AWS_DEFAULT_REGION: 'eu-central-1',
      // of an empty one, the SDK would say in every call that it is no mode
      AWS_DEFAULTS_MODE: '',
      AWS_ENDPOINT_URL: inject('aws'),
    };
    const { stdout } = rolewarden(['doctor', '--config', file('none.json', '{}')], { env });
    expect(stdout).toMatch(/ok +aws-region +eu-central-1/);
    expect(stdout).toMatch(/ok +aws-credentials/);
  });
});

describe('wrong words are named, with what to do, before anything is asked', () => {
  const role = ['--role', 'arn:aws:iam::111122223333:role/x'];
  it.each<[readonly string[], string, string]>([
    [['replay', RECORDING, '--out', ''], '--out is empty', 'give it a value, or leave it out: a variable'],
    [['replay', RECORDING, '--config='], '--config is empty', 'give it a value'],
    [['init', '--from', ''], '--from is empty', 'give it a value'],
    [
      ['replay', ''],
      'a word of the command is empty',
      'leave it out: a variable of the shell may not be set',
    ],
    [['doctor', '--stream', ''], '--stream is empty', 'give it a value'],
    [['revoke', ...role, '--before', ''], '--before is empty', 'give it a value'],
    [
      ['replay', RECORDING, '--out', 's3://bucket/x'],
      '--out cannot be "s3://bucket/x"',
      'name a file of this machine; then copy it: aws s3 cp',
    ],
    [
      ['replay', RECORDING, '--compare', at('nowhere')],
      'cannot read the configuration',
      'name another file, or none',
    ],
    [['explain'], 'explain needs an ID', 'it is in the alert'],
    [['explain', 'abc'], 'explain takes an ID of eight characters or more, not "abc"', 'give more of it'],
    [
      ['explain', '12345678', RECORDING, '--findings', 'x'],
      'PATH and --findings do not go together',
      'name one of them',
    ],
    [
      ['explain', '12345678', '--findings', at('nowhere')],
      'there is no file ',
      'name what `rolewarden replay --format ndjson --out FILE` wrote',
    ],
    [
      ['explain', '12345678', '--findings', folder],
      'it is a folder, not a file',
      'name what `rolewarden replay --format ndjson',
    ],
    [
      ['replay', RECORDING, '--compare', at('nowhere.ndjson')],
      'there is no file ',
      'name what `rolewarden replay',
    ],
    [
      ['provision', 'eventbrige'],
      'provision takes one word: eventbridge: did you mean eventbridge?',
      '--help',
    ],
    [['revoke', 'x'], '"x" is not the access key id of a session (ASIA...)', 'revoke --role ARN'],
    [
      ['revoke', 'AKIAEXAMPLEEXAMPLE01'],
      'is not the access key id of a session',
      "it is a user's long-term key",
    ],
    [
      ['undo', '--all', '--since', '1h', '--account', '12'],
      '--account cannot be "12"',
      'an account id has 12 digits',
    ],
    [['doctor', '--queue', 'nope'], '"nope" is not the URL of a queue', 'give its URL, not its ARN or name'],
  ])('%j', async (args, message, remedy) => {
    const { code, stderr } = await command(args);
    expect(['ERR_USAGE', 'ERR_CONFIG_UNREADABLE', 'ERR_INPUT_UNREADABLE']).toContain(code);
    const [said = '', todo = ''] = stderr.trim().split('\n');
    expect([said, todo]).toEqual([expect.stringContaining(message), expect.stringContaining(remedy)]);
  });

  it('an empty reason, or name of who decides, is none: the kill switch must not wait for it', async () => {
    const audit = join(folder, 'audit');
    const config = file('stop.json', JSON.stringify({ revocation: { audit: { folder: audit } } }));
    await command(['stop', '--config', config, '--by', '', '--reason', '']);
    const [pulled = ''] = readdirSync(audit);
    const { by } = JSON.parse(readFileSync(join(audit, pulled), 'utf8'));
    expect(by).not.toMatch(/unnamed|\(\)/);
  });

  it('no store: says in which configuration', async () => {
    const { stderr } = await command(['pending', '--config', file('none.json', '{}')]);
    expect(stderr).toContain(`no store is configured (store.url in ${at('none.json')})`);
    expect(stderr).toContain('named under store.url: give their configuration with --config FILE;');
  });

  it('a baseline that is a folder has no line to take out', async () => {
    const { stderr } = await command(['replay', RECORDING, ...CONFIG, '--baseline', folder]);
    expect(stderr).toContain('it is a folder, not a file');
    expect(stderr).not.toContain('take that line out');
  });
});

describe('what is said of', () => {
  it('a value that begins with a dash', async () => {
    const { stderr } = await command(['replay', RECORDING, '--min-score', '-5']);
    expect(stderr).toContain(
      '--min-score needs a value; one that begins with a dash is written --min-score=VALUE\n',
    );
  });

  it('a path that is none', async () => {
    for (const path of ['-', 'S3://bucket/x', 'https://bucket.s3.amazonaws.com/x', 'C:\\logs'])
      expect((await command(['replay', path])).stderr).toContain(
        'or s3://BUCKET/PREFIX; standard input is /dev/stdin',
      );
  });

  it('a result that would go to a file named -', async () => {
    const cases: readonly (readonly [args: readonly string[], option: string, remedy: string])[] = [
      [['replay', RECORDING], '--out', 'leave --out out: the result then goes to standard output'],
      [['init', RECORDING], '--out', 'leave --out out: the result then goes to standard output'],
      [['baseline', 'export', '--baseline', file('any.ndjson', ENTRY)], '--out', 'leave --out out'],
      [['replay', RECORDING], '--summary', 'name a file; standard output is /dev/stdout'],
      [['replay', RECORDING], '--baseline', 'name a file: it is read, and written back at the end'],
      [
        ['baseline', 'import', RECORDING],
        '--baseline',
        'name a file: it is read, and written back at the end',
      ],
      [['replay', RECORDING], '--resume', 'name a file: it is read, and written back at the end'],
    ];
    for (const [args, option, remedy] of cases) {
      const { code, stderr } = await command([...args, ...CONFIG, option, '-']);
      expect([args, code, stderr]).toEqual([
        args,
        'ERR_USAGE',
        expect.stringContaining(`${option} cannot be "-"`),
      ]);
      expect(stderr).toContain(remedy);
    }
    expect(existsSync('-')).toBe(false);
  });

  it('a key that stands twice in a configuration', async () => {
    const path = file('twice.yaml', 'roles: {}\nroles: {}\n');
    const { stderr } = await command(['config', 'check', '--config', path]);
    expect(stderr).toContain('twice.yaml:2:1: not YAML or JSON: the key stands there for the second time\n');
  });

  it('several documents in a configuration', async () => {
    const path = file('several.yaml', 'roles: {}\n---\nroles: {}\n');
    const { stderr } = await command(['config', 'check', '--config', path]);
    expect(stderr).toContain('several.yaml:2:1: not YAML or JSON: several documents in one file (---)\n');
  });

  it('a baseline of another version', async () => {
    const path = file('later.ndjson', ENTRY.replace('seen', 'moon-phase'));
    const { code, stderr } = await command(['replay', RECORDING, ...CONFIG, '--baseline', path]);
    expect([code, stderr]).toEqual([
      'ERR_BASELINE_FILE',
      expect.stringContaining(
        'line 1 is not a baseline entry of this version: it does not know the dimension "moon-phase"',
      ),
    ]);
  });

  it('a pipe that two configurations would read', async () => {
    const script = `cat ${RECORDING} | "$0" "$@"`;
    const args = [CLI, 'replay', '/dev/stdin', ...CONFIG, '--compare', file('other.yaml', '{}')];
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, ...args], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('/dev/stdin can be read only once')]);
  });
});

describe('what is no file', () => {
  const pipe = at('pipe');
  spawnSync('mkfifo', [pipe]);
  const list = (path: string) => `lists: [{name: bad, path: ${path}, kind: threat}]`;
  const listed = (path: string) => file('listed.yaml', list(path));
  const placed = (path: string) => file('placed.yaml', `databases: {asn: ${path}}`);
  const bash = (script: string) =>
    spawnSync('bash', ['-c', script, process.execPath], { encoding: 'utf8', timeout: 60_000 });

  it.each([
    [pipe, 'a pipe'],
    [folder, 'a folder'],
    ['/dev/zero', 'a device'],
  ])('is refused at once: %s', (path, kind) => {
    const named: readonly (readonly string[])[] = [
      ['replay', RECORDING, '--config', path],
      ['replay', RECORDING, ...CONFIG, '--baseline', path],
      ['replay', RECORDING, '--config', listed(path)],
      ['replay', RECORDING, '--config', placed(path)],
      ['baseline', 'show', 'someone', '--baseline', path],
      ['baseline', 'forget', 'someone', '--baseline', path],
      ['baseline', 'import', file('usual.json', ENTRY), '--baseline', path],
    ];
    for (const args of named) {
      const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect([args, status]).toEqual([args, expect.any(Number)]);
      expect(stderr.split('\n')).toEqual([
        expect.stringContaining(`${path}`),
        expect.stringContaining('what to do'),
        '',
      ]);
      expect(stderr).toContain(`is ${kind}, not a file`);
    }
  });

  it('a folder is not imported', async () => {
    const { code, stderr } = await command(['baseline', 'import', folder, '--baseline', at('new.ndjson')]);
    expect([code, stderr]).toEqual(['ERR_USAGE', expect.stringContaining('is a folder, not a file')]);
  });

  it('what a shell hands over is read, and nothing is an empty file', () => {
    const config = `<(cat ${file('empty.yaml', '{}')})`;
    const usual = `<(cat ${file('usual.json', ENTRY)})`;
    for (const args of [
      `replay ${RECORDING} --config ${config}`,
      `replay ${RECORDING} --config /dev/null`,
      `replay ${RECORDING} --config /dev/stdin < ${file('empty.yaml', '{}')}`,
      `baseline show a:x --baseline ${usual}`,
      `baseline import ${usual} --baseline ${at('imported.ndjson')}`,
    ]) {
      const { status, stderr } = bash(`"$0" "${CLI}" ${args}`);
      expect([args, status, stderr]).toEqual([args, 0, expect.any(String)]);
    }
    expect(readFileSync(at('imported.ndjson'), 'utf8')).toBe(ENTRY);
  });

  it('what a shell hands over is imported into a store, though it cannot be checked first', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const store = `--store redis://127.0.0.1:${redis.port}`;
    const { stderr } = bash(`"$0" "${CLI}" baseline import <(cat ${file('usual.json', ENTRY)}) ${store}`);
    expect(stderr).toContain('imported 1 entry of 1 owner');
  });

  it('what can be read only once is not compared with', async () => {
    const findings = file('compared.ndjson', await findingsOf());
    const args = `replay ${RECORDING} ${CONFIG.join(' ')} --compare <(cat ${findings})`;
    const { status, stderr } = bash(`"$0" "${CLI}" ${args}`);
    expect([status, stderr]).toEqual([2, expect.stringContaining('can be read only once')]);
  });
});

describe('an id that is none', () => {
  it('says where to look', async () => {
    const none = await command(['explain', '12345678', '--findings', file('none.ndjson', '')]);
    expect([none.code, none.stderr]).toEqual([
      'ERR_USAGE',
      expect.stringContaining('name the recordings that hold its event'),
    ]);
  });

  it('is completed by `baseline accept` where it is the beginning of one', async () => {
    const id = idOf(await findingsOf());
    const usual = file('short.ndjson', ENTRY);
    const accept = ['baseline', 'accept', id.slice(0, 8), RECORDING, ...CONFIG, '--baseline', usual];
    const { code, stderr } = await command(accept);
    expect([code, stderr]).toEqual([undefined, expect.stringContaining(`accepted ${id};`)]);
    expect(readFileSync(usual, 'utf8')).not.toBe(ENTRY);
  });
});
