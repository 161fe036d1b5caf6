import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { openReport } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const some = reportOf(Array.from({ length: 120 }, (_, at) => numbered(at)));

it('every control has a name', async () => {
  const { page } = await openReport(browser, some);
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, [role=img]')]
      .filter((one) => {
        const labels =
          one instanceof HTMLInputElement || one instanceof HTMLSelectElement ? one.labels?.length : 0;
        return !one.hidden && !labels && !one.getAttribute('aria-label') && one.textContent?.trim() === '';
      })
      .map((one) => one.outerHTML),
  );
  expect(nameless).toEqual([]);
  await page.close();
});

it('every table has a name, and headings skip no level', async () => {
  const { page } = await openReport(browser, some);
  await page.locator('#list summary').first().click();
  await page.locator('#list .story').waitFor();
  const tables = await page.locator('table').evaluateAll((all) => all.map((one) => one.ariaLabel));
  expect(tables).toHaveLength(5);
  expect(tables.every((name) => name !== null && name !== '')).toBe(true);
  const levels = await page
    .locator('h1, h2, h3, h4')
    .evaluateAll((all) => all.map(({ localName }) => Number(localName.slice(1))));
  expect(levels.every((level, at) => level - (levels[at - 1] ?? 0) <= 1)).toBe(true);
  await page.close();
});

it('paper says what was filtered by', async () => {
  const { page } = await openReport(browser, some, { fragment: 'level=critical+high&hour=145' });
  expect(await page.locator('#asked').isVisible()).toBe(false);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('#asked').innerText()).toBe('level: critical high; hour: Sun 01:00–02:00');
  expect(await page.locator('#count').innerText()).toMatch(/^\d+ of 120 findings$/);
  expect(await page.locator('#filter-form').isVisible()).toBe(false);
  await page.close();
});
