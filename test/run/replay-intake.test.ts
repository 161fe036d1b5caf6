import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'rolewarden-intake-'));
afterAll(() => rmSync(root, { recursive: true }));

const RECORDING = 'fixtures/scenarios/break-glass-at-night/events.jsonl';
const CONFIG = 'fixtures/scenarios/rolewarden.yaml';
const replay = (...args: readonly string[]) => command(['replay', '--config', CONFIG, ...args]);

let folder: string;
let logs: string;
const at = (name: string) => join(logs, name);
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
  logs = join(folder, 'logs');
  mkdirSync(logs);
  copyFileSync(RECORDING, at('events.jsonl'));
});

async function summaryOf(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, 'summary');
  const { code, stderr } = await replay(...args, '--summary', path);
  expect([code, stderr]).toEqual([undefined, expect.any(String)]);
  const { seconds: _, recordsPerSecond: __, ...summary } = JSON.parse(readFileSync(path, 'utf8'));
  return summary;
}

describe('recordings that are named more than once', () => {
  it('are read once', async () => {
    const once = await summaryOf(logs);
    symlinkSync(at('events.jsonl'), at('link.jsonl'));
    expect(await summaryOf(logs, at('events.jsonl'), logs, `${logs}/../logs`, at('link.jsonl'))).toEqual(
      once,
    );
  });
});

describe('results inside a folder that is replayed', () => {
  const results = () => [
    ...['--out', at('out.json'), '--format', 'ndjson', '--min-score', '0'],
    ...['--baseline', at('baseline.ndjson'), '--resume', at('journal.log'), '--summary', at('summary.json')],
  ];

  it('are not read by the same command again', async () => {
    const read: unknown[] = [];
    for (let run = 0; run < 3; run++) {
      rmSync(at('baseline.ndjson'), { force: true });
      expect((await replay(logs, ...results())).code).toBeUndefined();
      const { problems, records, skipped } = JSON.parse(readFileSync(at('summary.json'), 'utf8'));
      read.push({ problems, records, skipped });
    }
    expect(read[0]).toMatchObject({ problems: 0, skipped: [] });
    expect(read.slice(1)).toEqual([read[0], read[0]]);
  });

  it('do not replace a recording that is named', async () => {
    const before = readFileSync(at('events.jsonl'));
    symlinkSync(at('events.jsonl'), at('link'));
    for (const option of ['--out', '--summary']) {
      const { code, stderr } = await replay(at('events.jsonl'), option, at('link'));
      expect(code).toBe('ERR_USAGE');
      expect(stderr).toContain(`${option} would replace ${at('link')}, which is to be read`);
    }
    expect(readFileSync(at('events.jsonl'))).toEqual(before);
    writeFileSync(at('other'), '');
    expect((await replay(at('events.jsonl'), '--out', at('other'))).code).toBeUndefined();
  });
});
