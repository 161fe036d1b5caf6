import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOutput } from '../../src/commands/output.ts';
import { parseConfig } from '../../src/config/load.ts';
import { SUMMARY } from '../report/reports.ts';
import { command } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECORDING = 'fixtures/scenarios/break-glass-at-night/events.jsonl';
const CONFIG = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
const replay = (...args: readonly string[]) => command(['replay', RECORDING, ...CONFIG, ...args]);

describe('--from and --to', () => {
  it.each(['2026-04-31', '2026-02-29', '2026-02-30T00:00:00Z', '2026-13-01', '2026-01-31T25:00:00Z'])(
    'refuse %s, which does not exist',
    async (time) => {
      for (const option of ['--from', '--to']) {
        const { code, stderr } = await replay(option, time);
        expect([code, stderr]).toEqual([
          'ERR_USAGE',
          expect.stringContaining(`${option} cannot be "${time}"`),
        ]);
      }
    },
  );

  it.each(['2024-02-29', '2026-01-31T23:59:59.5-11:00', '2026-12-31T00:30+02:00'])(
    'take %s',
    async (time) => {
      expect((await replay('--from', time)).code).toBeUndefined();
    },
  );

  it.each([
    ['2026-02-01', '2026-01-31'],
    ['2026-02-01', '2026-02-01T00:00:00Z'],
    ['2026-02-01T00:30:00-01:00', '2026-02-01T01:00:00Z'],
  ])('refuse a span that is empty: %s to %s', async (from, to) => {
    const { code, stderr } = await replay('--from', from, '--to', to);
    expect([code, stderr]).toEqual([
      'ERR_USAGE',
      expect.stringContaining(`--from "${from}" is not before --to "${to}"`),
    ]);
  });
});

describe('--fail-on', () => {
  it('knows the levels that its help lists, and names the same in its error', async () => {
    const levels = 'low, medium, high, critical';
    expect((await command(['replay', '--help'])).stdout).toContain(`(${levels})`);
    for (const level of ['info', 'bad']) {
      const { code, stderr } = await replay('--fail-on', level);
      expect([code, stderr]).toEqual(['ERR_USAGE', expect.stringContaining(`use one of ${levels}`)]);
    }
    for (const level of levels.split(', ')) expect((await replay('--fail-on', level)).code).toBeUndefined();
  });
});

describe('--workers', () => {
  it('is refused where the command line runs from its source', async () => {
    const { code, stderr } = await replay('--workers', '2');
    expect([code, stderr]).toEqual([
      'ERR_USAGE',
      '--workers needs the built command line: threads run no TypeScript\nrun `npm run build` and use dist/run/cli.js, or leave --workers out',
    ]);
  });
});

describe('--compare', () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it.each(['none.ndjson', 'none.jsonl', 'none'])(
    'takes %s, which is empty, for no findings',
    async (name) => {
      const { code, stderr } = await replay('--compare', file(name, ''));
      expect([code, stderr]).toEqual([undefined, expect.stringMatching(/[1-9]\d* gained, 0 lost/)]);
    },
  );

  it('says what may have been left out of findings that were written with a higher --min-score', async () => {
    const { stdout } = await replay('--format', 'ndjson', '--min-score', '60');
    const other = file('cut.ndjson', stdout);
    const { stderr } = await replay('--compare', other, '--min-score', '0');
    expect(stderr).toMatch(
      /\n[1-9]\d* of the gained scores? less than all findings in \S+cut\.ndjson: perhaps no difference, if it was written with a --min-score above 0\n/,
    );
    for (const score of ['60', '100']) {
      expect((await replay('--compare', other, '--min-score', score)).stderr).not.toContain('perhaps');
    }
    const everything = await replay('--format', 'ndjson', '--min-score', '0');
    const whole = file('whole.ndjson', everything.stdout);
    expect((await replay('--compare', whole, '--min-score', '0')).stderr).not.toContain('perhaps');
  });

  it('leaves out of the other findings those outside of --from and --to', async () => {
    const all = await replay('--format', 'ndjson', '--min-score', '0');
    const whole = file('span.ndjson', all.stdout);
    const times = all.stdout
      .trim()
      .split('\n')
      .map((line): string => JSON.parse(line).time);
    const [last = ''] = times.sort().slice(-1);
    for (const span of [
      ['--from', last],
      ['--to', last],
    ]) {
      const { stderr } = await replay('--compare', whole, '--min-score', '0', ...span);
      expect(stderr).toContain('0 gained, 0 lost, 0 raised, 0 lowered');
    }
  });

  it.each(['other.ndjson', 'other.jsonl'])('takes %s for findings, whatever its first line', async (name) => {
    const { code, stderr } = await replay('--compare', file(name, 'rules: {}\n'));
    expect([code, stderr]).toEqual([
      'ERR_INPUT_UNREADABLE',
      expect.stringContaining(`${name}:1 is not a finding`),
    ]);
  });
});

describe('the text report', () => {
  const LOW = /\n(\d+) low findings? (?:is|are) only counted: --min-score 20 writes (?:it|them), too\n/;

  it('says that low findings are only counted, unless they are written', async () => {
    const { stderr, stdout } = await replay();
    const [, low] = / medium, (\d+) low;/.exec(stderr) ?? [];
    expect(Number(low)).toBeGreaterThan(0);
    expect(LOW.exec(stderr)?.[1]).toBe(low);
    expect(stdout).not.toContain(' LOW ');
    expect((await replay('--min-score', '20')).stderr).not.toMatch(LOW);
    expect((await replay('--format', 'ndjson')).stderr).not.toMatch(LOW);
  });

  it('says on a terminal how to learn what to do, if there is an alert', () => {
    const { isTTY: before, hasColors } = process.stdout;
    process.stdout.hasColors = () => false;
    const said = (alerts: number, ...[format = 'text', path]: Partial<Parameters<typeof createOutput>>) =>
      createOutput(format, path, parseConfig({}, 'defaults'), 0).end({ ...SUMMARY, alerts });
    try {
      process.stdout.isTTY = true;
      expect(said(1)).toContain('rolewarden explain ID PATH');
      expect([said(0), said(1, 'ndjson')]).toEqual(['', '']);
      process.stdout.isTTY = false;
      expect(said(1)).toBe('');
    } finally {
      Object.assign(process.stdout, { isTTY: before, hasColors });
    }
  });
});
