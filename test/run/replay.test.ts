import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { outsider, user } from '../../scripts/callers.ts';
import { randomOf, shuffled } from '../../scripts/random.ts';
import { assumeRole } from '../../scripts/records.ts';
import { ENVELOPES, wrap } from '../../scripts/wrap.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { toNdjson } from '../../src/report/ndjson.ts';
import { summaryText } from '../../src/report/summary.ts';
import { createLog } from '../../src/run/log.ts';
import { replay } from '../../src/run/replay/replay.ts';
import { replayed } from '../support/replayed.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = loadConfig('fixtures/scenarios/rolewarden.yaml');
const log = createLog('silent');

async function findingsOf(paths: readonly string[], batch?: number): Promise<string> {
  const app = await createApp({ config, log });
  const lines: string[] = [];
  const options = {
    paths,
    from: undefined,
    to: undefined,
    log,
    finding: (found: never) => void lines.push(toNdjson(found)),
  };
  await replay(app, batch === undefined ? options : { ...options, batch });
  return lines.join('');
}

function scenario(name: string): readonly unknown[] {
  const lines = readFileSync(`fixtures/scenarios/${name}/events.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

describe('replay', () => {
  const records = scenario('stolen-user-key-role-enumeration');
  const expected = findingsOf(['fixtures/scenarios/stolen-user-key-role-enumeration/events.jsonl']);
  let runs = 0;

  it('gives byte-identical findings in any file order, split, doubling and envelope', async () => {
    expect((await expected).length).toBeGreaterThan(1_000);
    const plan = fc.record({
      seed: fc.integer(),
      again: fc.integer({ min: 0, max: records.length }),
      files: fc.integer({ min: 1, max: 5 }),
      envelope: fc.constantFrom(...ENVELOPES),
      batch: fc.constantFrom(1, 7, 500, 5_000),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ seed, again, files, envelope, batch }) => {
        const all = shuffled([...records, ...records.slice(0, again)], randomOf(seed));
        const size = Math.ceil(all.length / files);
        const paths = Array.from({ length: files }, (_, n) => {
          const path = join(folder, `${runs++}-${n}.json`);
          const lines = chunks(all.slice(n * size, (n + 1) * size), 50).map((part) =>
            asText(wrap(envelope, part)),
          );
          writeFileSync(path, lines.join('\n'));
          return path;
        });
        // compared as a flag: a difference would print megabytes
        expect(
          (await findingsOf(paths, batch)) === (await expected),
          `${envelope}, batches of ${batch}`,
        ).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

function asText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

describe('the summary', () => {
  it('counts calls, each once whatever its copies', async () => {
    const call = { at: '2026-03-02T09:00:00Z', from: '192.0.2.1', shared: 'pair', session: 's' };
    const role = { account: '444455556666', name: 'R' };
    const ours = assumeRole({ ...call, by: user('111122223333', 'dave'), account: '111122223333', role });
    const theirs = assumeRole({
      ...call,
      by: outsider('111122223333', 'AIDAEXAMPLE'),
      account: role.account,
      role,
    });
    const path = join(folder, 'copies.jsonl');
    const lines = [ours, theirs, theirs, ...scenario('break-glass-at-night').slice(0, 3)].map((record) =>
      JSON.stringify(record),
    );
    writeFileSync(path, lines.join('\n'));
    const { summary } = await replayed([path]);
    expect(summary).toMatchObject({ stsEvents: 6, duplicates: 1, events: 4, copies: 2 });
  });

  it('names suppressions that ran out, and how many findings they would have matched', async () => {
    const lapsed = { id: 'old-drill', actor: '*', until: '2026-01-01', reason: 'a drill of last year' };
    const app = await createApp({ config: { ...config, suppressions: [{ ...lapsed, rules: [] }] }, log });
    const path = 'fixtures/scenarios/break-glass-at-night/events.jsonl';
    let findings = 0;
    const summary = await replay(app, {
      paths: [path],
      from: undefined,
      to: undefined,
      log,
      finding: ({ context }) => {
        findings += context.filter(({ kind }) => kind === 'expired').length;
      },
    });
    expect(findings).toBeGreaterThan(0);
    expect(summary.expiredSuppressions).toEqual([
      { id: 'old-drill', until: '2026-01-01T00:00:00.000Z', findings },
    ]);
    expect(summaryText(summary)).toContain(
      'suppression old-drill expired on 2026-01-01 and would have matched',
    );
  });
});
