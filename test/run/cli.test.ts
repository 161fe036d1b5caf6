import { spawnSync } from 'node:child_process';
import {
  closeSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI, rolewarden as run, startRolewarden } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EXAMPLE = 'fixtures/envelopes/single.json';

const rolewarden = (...args: readonly string[]) => run(args);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the command line', () => {
  it('shows what is usual, and a finding that is accepted is usual from the next day on', () => {
    const recording = 'fixtures/scenarios/tor-to-admin/events.jsonl';
    const config = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
    const baseline = join(folder, 'usual.ndjson');
    const { stdout } = rolewarden(
      'replay',
      recording,
      ...config,
      '--baseline',
      baseline,
      '--format',
      'ndjson',
    );
    const finding = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    const usual = () => rolewarden('baseline', 'show', finding.actor.key, '--baseline', baseline).stdout;
    expect(usual()).toContain('covered: habits count');
    expect(usual()).toMatch(/country\n {4}known: DE/);
    expect(usual()).not.toContain('RO');
    const accept = () =>
      rolewarden('baseline', 'accept', finding.id, recording, ...config, '--baseline', baseline);
    expect(accept().stderr).toContain('country RO');
    const once = readFileSync(baseline, 'utf8');
    expect(usual()).toMatch(/country\n {4}known: DE \(\d+\), RO \(3\)/);
    accept();
    expect(readFileSync(baseline, 'utf8')).toBe(once);
    const { status, stderr } = rolewarden('baseline', 'show', 'alice', '--baseline', baseline);
    expect([status, stderr]).toEqual([2, expect.stringContaining('did you mean a:person:alice@example.com')]);
  });

  it('compares two configurations, and this run with findings of another', () => {
    const recording = 'fixtures/scenarios/break-glass-at-night/events.jsonl';
    const config = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
    const other = file('other.yaml', 'rules: {break-glass-role: {mode: "off"}, off-hours: {mode: "off"}}\n');
    const run = rolewarden(
      'replay',
      recording,
      ...config,
      '--compare',
      other,
      '--format',
      'ndjson',
      '--min-score',
      '75',
    );
    expect(JSON.parse(run.stdout)).toMatchObject({ schema: 'rolewarden.difference/1', kind: 'gained' });
    expect(run.stderr).toContain('1 gained, 0 lost');
    const { stdout } = rolewarden('replay', recording, ...config, '--format', 'ndjson', '--min-score', '0');
    const same = rolewarden('replay', recording, ...config, '--compare', file('same.ndjson', stdout));
    expect([same.stdout, same.stderr]).toEqual([
      '',
      expect.stringContaining('0 gained, 0 lost, 0 raised, 0 lowered'),
    ]);
  });

  it('explains a finding that replay wrote, by the beginning of its id', () => {
    const recording = 'fixtures/scenarios/borrowed-name/events.jsonl';
    const config = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
    const { stdout: written } = rolewarden('replay', recording, ...config, '--format', 'ndjson');
    const id: string = JSON.parse(written.split('\n')[0] ?? '').id;
    const findings = file('findings.ndjson', written);
    const told = rolewarden('explain', id.slice(0, 10), '--findings', findings);
    expect(told.stdout).toContain('What happened');
    expect(told.stdout).toBe(rolewarden('explain', id, recording, ...config).stdout);
    expect(run(['explain', id, '--findings', '-'], { input: written }).stdout).toBe(told.stdout);
    const bad = run(['explain', id, '--findings', '-'], { input: '{}\n' });
    expect([bad.status, bad.stderr]).toEqual([
      1,
      expect.stringContaining('standard input:1 is not a finding'),
    ]);
    const { status, stderr } = rolewarden('explain', id, '--findings', 'package.json');
    expect([status, stderr]).toEqual([1, expect.stringContaining('package.json:1 is not a finding')]);
  });

  it('says nothing of findings where it judges nothing', () => {
    const { status, stderr } = rolewarden('init', '--from', EXAMPLE);
    expect([status, stderr]).toEqual([0, expect.stringContaining('records:')]);
    expect(stderr).not.toContain('findings:');
  });

  it('explains itself, and every command has --help', () => {
    expect(rolewarden('help').stdout).toContain('replay');
    expect(rolewarden('help', 'replay').stdout).toContain('usage: rolewarden replay');
    for (const command of ['replay', 'explain', 'init', 'baseline', 'rules', 'config']) {
      const { status, stdout } = rolewarden(command, '--help');
      expect(status).toBe(0);
      expect(stdout).toContain(`usage: rolewarden ${command}`);
    }
  });

  it.each([
    [['nonsense'], 'there is no command "nonsense"\n'],
    [['replya'], 'there is no command "replya": did you mean replay?'],
    [['version'], 'did you mean --version?'],
    [['replay', EXAMPLE, '--fromat', 'text'], 'there is no option --fromat: did you mean --format?'],
    [['replay', EXAMPLE, '--format=htm'], '--format cannot be "htm": did you mean html?'],
    [['replay', EXAMPLE, '-f', 'text'], 'there is no option -f\n'],
    [['replay', EXAMPLE, '--out'], '--out needs a value\n'],
    [['rules', 'lits'], 'did you mean list?'],
    [['config', 'chekc'], 'did you mean check?'],
    [['baseline', 'forgte', 'x'], 'did you mean forget?'],
    [['replay'], 'needs at least one PATH'],
    [['replay', '/nowhere/at/all'], '/nowhere/at/all'],
    [['replay', EXAMPLE, '--format', 'xml'], '--format cannot be "xml"'],
    [['replay', EXAMPLE, '--store', 'http://localhost'], 'is not a Redis URL'],
    [['replay', EXAMPLE, '--compare', '/nowhere.yaml'], 'cannot read the configuration /nowhere.yaml'],
    [['replay', EXAMPLE, '--compare', 'x', '--format', 'ocsf'], '--compare writes text or ndjson'],
    [['replay', EXAMPLE, '--sotre', 'memory'], '--sotre'],
    [['replay', EXAMPLE, '--min-score', '101'], '--min-score cannot be "101"'],
    [['replay', EXAMPLE, '--fail-on', 'bad'], '--fail-on cannot be "bad"'],
    [['replay', EXAMPLE, '--from', 'yesterday'], '--from cannot be "yesterday"'],
    [['replay', EXAMPLE, '--workers=0'], 'use a whole number from 1 to 32'],
    [['replay', EXAMPLE, '--log-level', 'loud'], '--log-level cannot be "loud"'],
    [['replay', EXAMPLE, '--out', '/nowhere/at/all/findings'], 'cannot write /nowhere/at/all/findings'],
    [['explain', 'short'], 'an ID of eight characters'],
    [['explain', '12345678-0000', EXAMPLE], 'no finding "12345678-0000"'],
    [['baseline', 'show', 'x'], 'baseline needs --baseline FILE'],
    [['baseline', 'show', 'x', '--baseline', '/nowhere'], 'there is no baseline /nowhere'],
    [['baseline', 'export', '--out', 'x'], 'baseline needs --baseline FILE or --store URL'],
    [['baseline', 'forget', 'x', '--baseline', 'x', '--store', 'x'], '--store does not go with --baseline'],
    [['baseline', 'show', 'x', '--baseline', 'x', '--out', 'x'], '--out goes with export'],
    [['doctor', '--name', 'x'], '--name goes with --regions'],
    [['doctor', '--regions', ','], '--regions names no region'],
    [['sweep', '--dry-run', '--emf'], '--emf does not go with --dry-run'],
    [['replay', EXAMPLE, '--compare', 'x', '--progress'], '--compare does not go with --progress'],
    [['baseline', 'import', '/nowhere', '--baseline', '/nowhere/x'], 'there is no file /nowhere'],
    [['init'], 'init needs --from PATH'],
    [['init', '--from', EXAMPLE, '--out', 'package.json'], 'package.json exists'],
    [['rules', 'show', 'nothing'], 'there is no rule "nothing"'],
    [['rules', 'show', 'imposible-travel'], 'did you mean impossible-travel?'],
    [['rules', 'show', 'imposible'], 'there is no rule "imposible": did you mean impossible-travel?'],
    [['config', 'improve'], 'check or schema'],
    [['config', 'check', '--config', '/nowhere.yaml'], 'cannot read the configuration /nowhere.yaml'],
  ])('%j exits 2 and says what and what to do', (args, words) => {
    const { status, stderr, stdout } = rolewarden(...args);
    expect(stderr).toContain(words);
    expect(stderr).toContain('what to do:');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('shows of a rule what the configuration sets, beside the default', () => {
    const path = file('tuned.yaml', 'rules: {impossible-travel: {mode: shadow, points: 50}}\n');
    const { stdout } = rolewarden('rules', 'show', 'impossible-travel', '--config', path);
    expect(stdout).toContain('mode shadow;');
    expect(stdout).toContain('  - points (50; default 65): Points to a place');
    expect(stdout).toContain('  - maxKmh (default 900): The speed');
  });

  it('reads a configuration and findings that PowerShell wrote as UTF-16', () => {
    const utf16 = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'));
      return path;
    };
    const config = utf16('wide.yaml', 'rules: {off-hours: {mod: on}}\n');
    expect(rolewarden('config', 'check', '--config', config).stderr).toContain('did you mean mode?');
    const recording = 'fixtures/scenarios/tor-to-admin/events.jsonl';
    const { stdout } = rolewarden('replay', recording, '--format', 'ndjson', '--min-score', '0');
    const { id } = JSON.parse(stdout.split('\n')[0] ?? '');
    const told = rolewarden('explain', id, '--findings', utf16('wide.ndjson', stdout));
    expect([told.status, told.stdout]).toEqual([0, expect.stringContaining('What happened')]);
  });

  it('says of a key that is missing that it is, not how it was read', () => {
    const path = file('lacks.yaml', 'alerts: [{type: sns}]\nlists: [{name: tor, kind: tor}]\n');
    const { status, stderr } = rolewarden('config', 'check', '--config', path);
    expect(status).toBe(2);
    expect(stderr).toContain('alerts.0.topic: is missing: expected a text');
    expect(stderr).toContain('lists.0.path: is missing: expected a text');
    expect(stderr).not.toContain('undefined');
  });

  it('reports every fault of a configuration at once, with path and value', () => {
    const path = file(
      'bad.yaml',
      'organisation: {acounts: []}\nscoring: {thresholds: {low: 80}}\nrules: {no-such-rule: {}, off-hours: {mod: on}}\nthresholds: {}\nalerts: [{type: log, levle: high}]\n',
    );
    const { status, stderr } = rolewarden('config', 'check', '--config', path);
    expect(status).toBe(2);
    expect(stderr).toContain('organisation.acounts: unknown key: did you mean accounts?');
    expect(stderr).toContain('rules.no-such-rule: unknown key\n');
    expect(stderr).toContain('rules.off-hours.mod: unknown key: did you mean mode?');
    expect(stderr).toContain('alerts.0.levle: unknown key: did you mean level?');
    expect(stderr).toContain('thresholds: unknown key: did you mean scoring.thresholds?');
    expect(stderr).toContain('must rise');
  });

  it.each([
    ['lists: [{ name: tor, path: nowhere.txt, kind: tor }]', 'nowhere.txt'],
    ['databases: { city: nowhere.mmdb }', 'nowhere.mmdb'],
  ])('opens what is named: %s', (text, words) => {
    const path = join(folder, 'opens.yaml');
    writeFileSync(path, text);
    const { status, stderr } = rolewarden('config', 'check', '--config', path);
    expect(status).not.toBe(0);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('no faults');
  });

  it('names line and column of a syntax error', () => {
    const { status, stderr } = rolewarden(
      'config',
      'check',
      '--config',
      file('broken.yaml', 'rules:\n  - a: [\n'),
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: not YAML or JSON/);
  });

  it('fails where its result cannot be written: a full disk', () => {
    const full = openSync('/dev/full', 'w');
    const done = spawnSync(process.execPath, [CLI, 'rules', 'list'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(done.status).toBe(1);
  });

  it('writes findings and summary to files, and nothing to stdout', () => {
    const [out, summary] = [join(folder, 'findings.ndjson'), join(folder, 'summary.json')];
    const { status, stdout } = rolewarden(
      'replay',
      EXAMPLE,
      '--format',
      'ndjson',
      '--out',
      out,
      '--summary',
      summary,
      '--min-score',
      '0',
    );
    expect(status).toBe(0);
    expect(stdout).toBe('');
    expect(existsSync(out)).toBe(true);
    expect(JSON.parse(readFileSync(summary, 'utf8'))).toMatchObject({
      records: 1,
      stsEvents: 1,
      malformed: 0,
    });
  });

  it('reports and skips what it cannot read, and goes on', () => {
    const path = file(
      'mixed.ndjson',
      `${readFileSync(EXAMPLE, 'utf8').replaceAll('\n', ' ')}\nnot json\n{"eventSource":"sts.amazonaws.com","eventName":"AssumeRole"}\n`,
    );
    const { status, stderr } = rolewarden('replay', path);
    expect(status).toBe(0);
    expect(stderr).toContain('mixed.ndjson:2');
    expect(stderr).toContain('mixed.ndjson:3');
  });

  it('exits 3 only with --fail-on and a finding at or above the level', () => {
    const scenario = 'fixtures/scenarios/break-glass-at-night';
    const config = 'fixtures/scenarios/rolewarden.yaml';
    expect(rolewarden('replay', scenario, '--config', config, '--fail-on', 'high').status).toBe(3);
    expect(rolewarden('replay', scenario, '--config', config).status).toBe(0);
    expect(rolewarden('replay', EXAMPLE, '--fail-on', 'critical').status).toBe(0);
  });

  it('keeps what is usual in a baseline file, and refuses one that is not', () => {
    const baseline = join(folder, 'baseline.ndjson');
    expect(rolewarden('replay', EXAMPLE, '--baseline', baseline).status).toBe(0);
    const first = readFileSync(baseline, 'utf8');
    expect(first).toContain('"dimension":"seen"');
    expect(rolewarden('replay', EXAMPLE, '--baseline', baseline).status).toBe(0);
    expect(readFileSync(baseline, 'utf8')).toBe(first);
    const { status, stderr } = rolewarden(
      'replay',
      EXAMPLE,
      '--baseline',
      file('bad.baseline', '{"owner":1}\n'),
    );
    expect(status).toBe(1);
    expect(stderr).toContain('line 1 is not a baseline entry');
  });

  it('never prints a session token, a secret or an external id, on any stream, at any level', () => {
    const token = 'FwoGZXIvYXdzEXAMPLEsessiontoken';
    const record = JSON.parse(readFileSync(EXAMPLE, 'utf8'));
    const leaky = {
      ...record,
      sessionToken: token,
      requestParameters: { ...record.requestParameters, externalId: token },
      responseElements: {
        ...record.responseElements,
        credentials: { ...record.responseElements.credentials, sessionToken: token, secretAccessKey: token },
      },
    };
    const lines = [
      leaky,
      { ...leaky, eventTime: token },
      { ...leaky, userIdentity: token },
      { note: token },
    ].map((value) => JSON.stringify(value));
    const path = file('leaky.ndjson', [...lines, `{"broken":"${token}`].join('\n'));
    for (const format of ['text', 'ndjson', 'ocsf']) {
      const { status, stdout, stderr } = rolewarden(
        'replay',
        path,
        '--format',
        format,
        '--min-score',
        '0',
        '--log-level',
        'debug',
      );
      expect(status).toBe(0);
      expect(stdout + stderr).not.toContain(token);
      expect(stderr).toContain('leaky.ndjson:5');
    }
  });

  it('stops on Ctrl-C, says so, and leaves the file that was there', async () => {
    const out = file('kept.ndjson', 'as it was');
    // a recording without an end: however late the signal comes, it is still read
    const many = join(folder, 'endless.ndjson');
    spawnSync('mkfifo', [many]);
    const lines = `${JSON.stringify(JSON.parse(readFileSync(EXAMPLE, 'utf8')))}\n`.repeat(100);
    const { child, ended, said } = startRolewarden([
      'replay',
      many,
      '--out',
      out,
      '--format',
      'ndjson',
      '--progress',
    ]);
    child.stderr?.on('data', () => {
      if (!child.killed && said().includes('reading')) child.kill('SIGINT');
    });
    const endless = createWriteStream(many).on('error', () => {});
    const write = () => {
      while (endless.write(lines));
    };
    write();
    endless.on('drain', write);
    const { status, stderr } = await ended;
    endless.destroy();
    expect(stderr).toContain('interrupted');
    expect(status).toBe(130);
    expect(readFileSync(out, 'utf8')).toBe('as it was');
  });

  it('clears the progress before a finding that goes to the same terminal', ({ skip }) => {
    const recording = 'fixtures/scenarios/tor-to-admin/events.jsonl';
    const line = `'${process.execPath}' '${CLI}' replay ${recording} --config fixtures/scenarios/rolewarden.yaml`;
    const { error, stdout } = spawnSync('script', ['-qc', line, '/dev/null'], { encoding: 'utf8' });
    if (error !== undefined) skip('script is not installed: there is no terminal to look at');
    expect(stdout).toContain(' HIGH 82 ');
    for (const shown of stdout.split('\n')) expect(shown).not.toMatch(/(reading|judging) [^\r]+ HIGH/);
  });

  it('finds rolewarden.yaml in the working directory', () => {
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'rolewarden.yaml'), 'nonsense: 1\n');
    const { status, stderr } = run(['config', 'check'], { cwd: home });
    expect(status).toBe(2);
    expect(stderr).toContain('nonsense: unknown key');
  });
});
