import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHtmlReport } from '../../src/report/html.ts';
import type { ReportData } from '../../src/report/html-data.ts';
import { command, rolewarden } from '../support/cli.ts';
import { numbered, reportOf } from './reports.ts';

const EXAMPLE = 'fixtures/scenarios/chain-to-data/events.jsonl';
const CONFIG = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
/** Bytes of a report without findings: the page itself. */
const BUDGET = 160_000;

const folder = () => mkdtempSync(join(tmpdir(), 'rolewarden-html-'));
const between = (html: string, start: string, end: string) => {
  const at = html.indexOf(start) + start.length;
  return html.slice(at, html.indexOf(end, at));
};
const dataOf = (html: string): ReportData =>
  JSON.parse(between(html, '<script type="application/json" id="data">', '</script>'));

const S3 = 's3://bucket/AWSLogs/c.json.gz:3';

describe('the file', () => {
  const html = reportOf([]);

  it('is small', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(BUDGET);
  });

  it('allows its own script and style by hash, and nothing else', () => {
    const policy = between(html, 'Content-Security-Policy" content="', '"');
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(between(html, '<script>', '</script>'))}`,
      `style-src ${hash(between(html, '<style>', '</style>'))}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('names nothing to be fetched, and no way to make mark-up of text', () => {
    expect(html).not.toMatch(/<(?:link|img|iframe|object|embed)\b|\ssrc=|\shref="(?!#)|@import|url\(/i);
    expect(html).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
  });

  it('carries the licence of what is built in', () => {
    expect(html).toContain('Leon Sorokin');
    expect(html).toContain('The above copyright notice and this permission notice shall be included');
  });

  it('names no folder of the machine that it was made on', () => {
    const made = reportOf([], {
      summary: {
        databases: [{ kind: 'country', path: '/home/carol/data/country.mmdb', buildDate: null }],
        skipped: [{ reason: 'cut off', count: 3, examples: ['/home/carol/a.json:1', 'logs/b.json:2', S3] }],
      },
    });
    expect(made).not.toContain('carol');
    const { databases, skipped } = dataOf(made).head.summary;
    expect(databases[0]?.path).toBe('country.mmdb');
    expect(skipped[0]?.examples).toEqual(['a.json:1', 'logs/b.json:2', S3]);
  });

  it('is the same for the same findings', () => {
    const findings = Array.from({ length: 50 }, (_, at) => numbered(at));
    const faster = { seconds: 0.1, recordsPerSecond: 1 };
    expect(reportOf(findings, { summary: faster })).toBe(reportOf(findings));
  });
});

describe('too many findings', () => {
  it('keeps the highest scores, the earlier among equals, and says what is left out', () => {
    const findings = Array.from({ length: 500 }, (_, at) => numbered(at));
    const { head, findings: kept } = dataOf(reportOf(findings, { most: 60 }));
    const best = findings
      .toSorted((a, b) => b.score - a.score || (a.time < b.time ? -1 : 1))
      .slice(0, 60)
      .map(({ id }) => id);
    expect(kept.map(({ id }) => id)).toEqual(best);
    expect(head).toMatchObject({ leftOut: 440, leftOutBelow: kept.at(-1)?.score });
  });

  it('says so on stderr, and nothing where all are in it', () => {
    const { head } = dataOf(reportOf([]));
    const options = {
      version: '1',
      minScore: 40,
      caps: head.caps,
      thresholds: head.thresholds,
      about: () => undefined,
    };
    const report = createHtmlReport({ ...options, most: 2 });
    for (const at of [1, 2]) report.finding(numbered(at));
    expect(report.leftOut()).toBe('');
    report.finding(numbered(3));
    expect(report.leftOut()).toMatch(/^the report holds the 2 highest scores of 3 findings, 1 [^\n]*\n$/);
  });
});

describe('rolewarden replay --format html', () => {
  it('writes one file, with every finding from --min-score on', () => {
    const out = join(folder(), 'report.html');
    const { status, stderr } = rolewarden(['replay', EXAMPLE, ...CONFIG, '--format', 'html', '--out', out]);
    expect({ status, stdout: '' }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('findings:');
    const ndjson = rolewarden(['replay', EXAMPLE, ...CONFIG, '--format', 'ndjson']).stdout;
    const { findings, head } = dataOf(readFileSync(out, 'utf8'));
    expect(findings.length).toBe(ndjson.split('\n').length - 1);
    expect(findings.length).toBeGreaterThan(0);
    expect(head.summary.stsEvents).toBeGreaterThan(0);
  });

  it('goes to a pipe, and never to a terminal', async () => {
    const args = ['replay', EXAMPLE, ...CONFIG, '--format', 'html'];
    expect(rolewarden(args).stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    const before = process.stdout.isTTY;
    process.stdout.isTTY = true;
    try {
      const { code, stderr } = await command(args);
      expect({ code, stderr }).toEqual({
        code: 'ERR_USAGE',
        stderr: 'a terminal cannot show HTML\nname a file with --out FILE',
      });
    } finally {
      process.stdout.isTTY = before;
    }
  });

  it('leaves the file that was there where the replay fails, and nothing half written', async () => {
    const here = folder();
    const out = join(here, 'report.html');
    writeFileSync(out, 'before');
    const { code } = await command(['replay', '/nowhere/at/all', '--format', 'html', '--out', out]);
    expect(code).toBe('ERR_USAGE');
    expect(readFileSync(out, 'utf8')).toBe('before');
    expect(readdirSync(here)).toEqual(['report.html']);
  });

  it('does not compare', async () => {
    const out = join(folder(), 'report.html');
    const { stderr } = await command(['replay', EXAMPLE, '--compare', 'x', '--format', 'html', '--out', out]);
    expect(stderr).toContain('--compare writes text or ndjson, not html');
    expect(existsSync(out)).toBe(false);
  });
});
