import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { openReport } from './browser.ts';

const few = Array.from({ length: 60 }, (_, at) => numbered(at));

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function within(look: (page: Page) => Promise<void>): Promise<void> {
  const { page, troubles } = await openReport(browser, reportOf(few));
  await look(page);
  expect(await troubles()).toEqual([]);
  await page.close();
}

const count = (page: Page) => page.locator('#count').textContent();
const type = (field: string, text: string) => async (page: Page) => {
  await page.fill(field, text);
  await page.keyboard.press('Enter');
};
const click = (button: string) => (page: Page) => page.locator(button).first().click();

describe('filters', () => {
  it.each<[string, (page: Page) => Promise<unknown>, (finding: Finding) => boolean]>([
    ['level', click('[data-level=critical]'), ({ level }) => level !== 'critical'],
    ['score', type('#min-score', '75'), ({ score }) => score >= 75],
    ['actor', type('#actor', 'PERSON-7'), ({ actor }) => actor.name === 'person-7'],
    ['who is behind it', type('#actor', 'alice'), ({ lineage }) => lineage.length > 0],
    ['role', type('#role', 'role3 in'), ({ role }) => role?.name === 'Role3'],
    ['rule', (page) => page.selectOption('#rule', 'impossible-travel'), spoke('impossible-travel')],
    ['text', type('#text', 'NUMBER 42'), ({ summary }) => summary.endsWith('number 42')],
    ['from', type('#from', '2026-03-01 02:00'), ({ time }) => time >= '2026-03-01T02:00'],
    ['to', type('#to', '2026-03-01T03:00:00+01:00'), ({ time }) => time <= '2026-03-01T02:00:00.000Z'],
    ['place', click('#places button'), ({ origin }) => origin.country === 'BR'],
    ['hour', click('#heat [aria-label^="Sun 01:00"]'), ({ time }) => time.startsWith('2026-03-01T01')],
    ['rule in its table', click('#rules [data-key=impossible-travel]'), spoke('impossible-travel')],
    ['cell of the matrix', click('#matrix [aria-label^="alice to Role3"]'), atRole3],
  ])('by %s, and back', (_name, act, passes) =>
    within(async (page) => {
      await act(page);
      const expected = new RegExp(`^${few.filter(passes).length} of 60 findings$`);
      await page.locator('#count', { hasText: expected }).waitFor();
      await page.locator('#clear').click();
      expect(await count(page)).toBe('60 findings');
    }),
  );

  it('by what alerts, without repeats and what is below an alert', async () => {
    const [alert, second] = [numbered(1), numbered(2)];
    const findings = [alert, { ...second, repeatOf: alert.id }, { ...numbered(3), cause: null }];
    const { page } = await openReport(browser, reportOf(findings));
    expect(await page.locator('label', { has: page.locator('#alerts') }).innerText()).toContain('1');
    await page.locator('#alerts').click();
    await page.locator('#count', { hasText: '1 of 3 findings' }).waitFor();
    expect(await page.locator('#list .tag').allInnerTexts()).toEqual(['alert']);
    expect(page.url()).toMatch(/#alerts=only$/);
    await page.close();
  });

  it('by dragging over the timeline', () =>
    within(async (page) => {
      const box = await page.locator('#timeline .u-over').boundingBox();
      if (box === null) throw new Error('there is no timeline');
      await page.mouse.move(box.x + box.width * 0.5, box.y + 30);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 5 });
      await page.mouse.up();
      await page.locator('#count', { hasText: ' of 60 findings' }).waitFor();
      const [shown = 0] = ((await count(page)) ?? '').split(' ').map(Number);
      expect(shown).toBeGreaterThan(10);
      expect(shown).toBeLessThan(30);
      expect(await page.locator('#list details[open]').count()).toBe(0);
      expect(await page.inputValue('#from')).toMatch(/^2026-03-01 0\d:\d\d:\d\d$/);
    }));

  it('says when a time is none', () =>
    within(async (page) => {
      await page.fill('#from', 'yesterday');
      await page.keyboard.press('Tab');
      expect(await page.locator('#from').getAttribute('aria-invalid')).toBe('true');
      expect(await count(page)).toBe('60 findings');
      expect(await page.locator('#complaint').innerText()).toContain('“yesterday” is not a time');
      await page.fill('#from', '2026-03-01');
      await page.keyboard.press('Tab');
      expect(await page.locator('#complaint').innerText()).toBe('');
    }));
});

function spoke(id: string): (finding: Finding) => boolean {
  return ({ signals }) => signals.some(({ ruleId }) => ruleId === id);
}

function atRole3({ lineage, role }: Finding): boolean {
  return lineage.length > 0 && role?.name === 'Role3';
}
