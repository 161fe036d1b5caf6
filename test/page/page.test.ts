import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { replayed } from '../support/replayed.ts';
import { expandAll, type Opened, openReport } from './browser.ts';

let browser: Browser;
let findings: readonly Finding[];
let html: string;

beforeAll(async () => {
  browser = await startBrowser();
  const stories = ['chain-to-data', 'impossible-travel', 'root-and-decoy'].map(
    (story) => `fixtures/scenarios/${story}/events.jsonl`,
  );
  const run = await replayed(stories, 'fixtures/scenarios/rolewarden.yaml');
  findings = run.findings.filter(({ score }) => score >= 40);
  html = reportOf(findings, { summary: run.summary });
});
afterAll(() => browser.close());

const count = (page: Page) => page.locator('#count').textContent();
const rows = (page: Page) => page.locator('#list > li');
const NONE = { low: 0, medium: 0, high: 0, critical: 0 };
const few = Array.from({ length: 60 }, (_, at) => numbered(at));

async function within(opened: Promise<Opened>, look: (page: Page) => Promise<void>): Promise<void> {
  const { page, troubles } = await opened;
  await look(page);
  expect(await troubles()).toEqual([]);
  await page.close();
}

describe('the page', () => {
  it('tells every finding as explain does, and its points with their evidence', () =>
    within(openReport(browser, html), async (page) => {
      expect(await rows(page).count()).toBe(findings.length);
      await expandAll(page);
      const [top] = [...findings].sort((a, b) => b.score - a.score || (a.time < b.time ? -1 : 1));
      const story = page.locator('#list > li').first();
      const text = await story.innerText();
      for (const { ruleId, points, summary, evidence } of top?.signals ?? []) {
        for (const part of [ruleId, `+${points}`, summary, ...Object.keys(evidence)])
          expect(text).toContain(part);
      }
      for (const title of ['What happened', 'Who is behind it', 'What was usual', 'What would have changed'])
        expect(text).toContain(title);
      expect(text).toContain(top?.event.eventId ?? 'no finding');
      for (const one of findings) expect(await page.locator('#list').innerText()).toContain(one.id);
    }));

  it('says what the replay came to', () =>
    within(openReport(browser, reportOf(few)), async (page) => {
      const tiles = (await page.locator('#tiles').innerText()).replace(/\s+/g, ' ');
      for (const part of [
        'Critical 1',
        'Low 9',
        'Alerts 2',
        'Repeats 1',
        'Events 4,012 and 6 copies',
        'Records 5,000',
      ])
        expect(tiles).toContain(part);
      await page.locator('.about > summary').click();
      const read = await page.locator('#read').innerText();
      expect(read).toContain('5 × cut off: a.json:1');
      expect(read).toContain('country: country.mmdb of 2026-01-01');
      expect(read).not.toContain('/somewhere');
    }));

  it.each([
    [9, 'No finding scores 40 or more. A lower --min-score lists what is only counted above.'],
    [0, 'No finding scores 40 or more.'],
  ])('is sensible without findings, of which %i are only counted', (low, said) =>
    within(openReport(browser, reportOf([], { summary: { findings: { ...NONE, low } } })), async (page) => {
      expect(await count(page)).toBe('0 findings');
      expect(await page.locator('#more').innerText()).toBe(said);
      expect(await page.locator('#timeline').getAttribute('aria-label')).toContain('no findings');
    }),
  );

  it.each([
    [1, '1 piece of the input could not be judged'],
    [8, '8 pieces of the input could not be judged'],
  ])('says in the open that %i could not be judged', (problems, said) =>
    within(
      openReport(browser, reportOf(few, { summary: { problems, incomplete: 0, malformed: 0 } })),
      async (page) => {
        expect(await page.locator('#notices').innerText()).toContain(said);
      },
    ),
  );

  it('says in the open that findings are missing', () =>
    within(openReport(browser, reportOf(few, { most: 10 })), async (page) => {
      expect(await page.locator('#notices').innerText()).toContain('50 findings of score');
    }));
});
