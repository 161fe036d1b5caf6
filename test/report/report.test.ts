import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding/finding.ts';
import { encodeText } from '../../src/report/encode.ts';
import { toNdjson } from '../../src/report/ndjson.ts';
import { toOcsf } from '../../src/report/ocsf.ts';
import { FINDING_SCHEMA } from '../../src/report/schema.ts';
import { summaryText } from '../../src/report/summary.ts';
import { createTextReport } from '../../src/report/text.ts';
import { replayed } from '../support/replayed.ts';

const run = replayed(['fixtures/scenarios/chain-to-data/events.jsonl'], 'fixtures/scenarios/rolewarden.yaml');
const CAPS = { reputation: 30, timing: 20, sensitivity: 25, behaviour: 25, misuse: 100 };
const text = createTextReport({ color: false, width: 100, caps: CAPS });
const product = { version: '1', techniques: () => ['T1078.004'] };
const worst = async () => (await run).findings.reduce((a, b) => (b.score > a.score ? b : a));

const ATTACKS = [
  '\u001b]0;owned\u0007',
  '\u001b[2J',
  'a\r\nHIGH 99 forged',
  'x\u2028y',
  '\u202egnp.exe',
  '\u200bhidden',
  '\u0085',
  '\u009b31m',
  '<!channel>',
  '=HYPERLINK("x")',
  '<img src=x onerror=1>',
  '](javascript:1)',
  '{"a":1}',
  '\ufeff',
  '\u2066',
  '\u0000',
  '%0a',
  '`rm`',
  '$(x)',
  '\ud800',
  '\u{e0041}',
  "';--",
  '\\u{1b}',
  'a\tb',
];
const hostile = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...ATTACKS), { maxLength: 4 }).map((all) => all.join('')),
);
const ACTS = /(?!\n)\p{Cc}|[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;

/** The attacker's text in every field that comes from an event. */
function poisoned(finding: Finding, evil: string): Finding {
  return {
    ...finding,
    summary: evil,
    event: { ...finding.event, eventName: evil, errorCode: evil, region: evil },
    actor: { ...finding.actor, name: evil, arn: evil, key: evil },
    origin: { ...finding.origin, network: evil, city: evil },
    session: { accessKeyId: evil, name: evil, expiresAt: null },
    signals: finding.signals.map((signal) => ({ ...signal, summary: evil, evidence: { evil } })),
    lineage: finding.lineage.map((entry) => ({
      ...entry,
      role: evil,
      actor: { ...entry.actor, name: evil },
    })),
  };
}

describe('attacker-controlled text', () => {
  it('cannot act on a terminal, forge a line or break a format: 2,000 hostile strings through every output', async () => {
    const finding = await worst();
    const lines = text.finding(finding).split('\n').length;
    fc.assert(
      fc.property(hostile, (evil) => {
        const bad = poisoned(finding, evil);
        const shown = text.finding(bad);
        expect(shown).not.toMatch(ACTS);
        for (const line of shown.split('\n')) expect(line).not.toMatch(/^(HIGH|.?HIGH 99)/);
        for (const json of [toNdjson(bad), toOcsf(bad, product)]) {
          expect(json.slice(0, -1)).not.toMatch(ACTS);
          expect(json.trimEnd().split('\n').length).toBe(1);
        }
        expect(JSON.parse(toNdjson(bad))).toEqual(JSON.parse(JSON.stringify(bad)));
      }),
      { numRuns: 2_000 },
    );
    expect(lines).toBeGreaterThan(8);
  });

  it('is shown, not swallowed', () => {
    expect(encodeText('a\u001b[2Jb\r\n')).toBe('a\\u{1b}[2Jb\\u{d}\\u{a}');
  });
});

describe('the text report', () => {
  it('says who, which role, from where, and how the score adds up', async () => {
    const shown = text.finding(await worst());
    expect(shown).toMatch(/CRITICAL \d+/);
    expect(shown).toContain('alice@example.com');
    expect(shown).toContain('Paulista Telecom');
    expect(shown).toMatch(/behaviour \d+ .*= \d+/);
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('tells the chain behind a session from its first actor on', async () => {
    const { findings } = await run;
    const last = findings.find(({ role }) => role?.name === 'DataPlatformAdmin');
    expect(last?.lineage.map(({ actor }) => actor.name)).toEqual(['alice@example.com', 'alice@example.com']);
    expect(last === undefined ? '' : text.finding(last)).toMatch(
      /behind\s+alice@example\.com → AWSReservedSSO_\S+ → Developer/,
    );
  });

  it('stays narrow on a narrow terminal', async () => {
    const narrow = createTextReport({ color: false, width: 20, caps: CAPS }).finding(await worst());
    const [, ...lines] = narrow.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    // a command is never broken: in two lines it does something else
    expect(lines.filter((line) => line.length > 40 && !/^ +(?:aws|rolewarden) /.test(line))).toEqual([]);
  });
});

describe('OCSF', () => {
  it('is a Detection Finding with everything that the class requires', async () => {
    const record = JSON.parse(toOcsf(await worst(), product));
    expect(record).toMatchObject({
      class_uid: 2004,
      category_uid: 2,
      type_uid: 200_401,
      activity_id: 1,
      severity_id: 5,
      metadata: { product: { name: 'Rolewarden' } },
      cloud: { provider: 'AWS' },
    });
    expect(Number.isSafeInteger(record.time)).toBe(true);
    expect(record.finding_info.uid.length).toBeGreaterThan(10);
    expect(JSON.stringify({ ...record, unmapped: undefined })).not.toContain(':null');
  });
});

describe('the schema', () => {
  it('requires every key that a finding has', async () => {
    const { ask: _, steps: __, ...always } = await worst();
    expect(FINDING_SCHEMA['required']).toEqual(Object.keys(always));
  });
});

describe('the closing summary', () => {
  it('counts, and says when the recording was too short for histories', async () => {
    const { summary } = await run;
    expect(summaryText(summary)).toContain('STS');
    const short = { ...summary, lastEvent: summary.firstEvent };
    expect(summaryText(short)).toContain('less than a day');
  });

  it('counts files that were left out, if there are any', async () => {
    const { summary } = await run;
    expect(summaryText({ ...summary, skippedFiles: 0 })).not.toContain('left out');
    expect(summaryText({ ...summary, skippedFiles: 1 })).toContain(
      '\n  1 file or folder left out by name or kind\n',
    );
    expect(summaryText({ ...summary, skippedFiles: 1_204 })).toContain('  1,204 files or folders left out');
  });
});
