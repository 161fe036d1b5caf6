import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { openReport } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const some = reportOf(Array.from({ length: 120 }, (_, at) => numbered(at)));

describe.each([1_280, 1_024, 360])('%i pixels wide', (width) => {
  it('every column can be reached, and the heads of the rows stay', async () => {
    const { page, troubles } = await openReport(browser, some, { viewport: { width, height: 900 } });
    for (const chart of ['#matrix', '#heat']) {
      const room = page.locator(chart);
      const seen = await room.evaluate((part) => {
        const box = part.getBoundingClientRect();
        const [row] = part.querySelectorAll('tbody tr');
        part.scrollLeft = part.scrollWidth;
        const head = row?.querySelector('th')?.getBoundingClientRect();
        const last = row?.lastElementChild?.getBoundingClientRect();
        return {
          head: (head?.left ?? Number.NaN) - box.left,
          room: box.width - (head?.width ?? Number.NaN),
          last: (last?.right ?? Number.NaN) - box.right,
        };
      });
      expect(Math.abs(seen.head)).toBeLessThanOrEqual(1);
      expect(seen.last).toBeLessThanOrEqual(1);
      expect(seen.room).toBeGreaterThan(150);
      await expect.poll(() => room.getAttribute('data-more'), { timeout: 60_000 }).toBeNull();
    }
    expect(await troubles()).toEqual([]);
    await page.close();
  });

  it('no cell that has the focus hides under a head', async () => {
    const { page } = await openReport(browser, some, { viewport: { width, height: 900 } });
    await page.locator('#matrix button[tabindex="0"]').focus();
    for (const key of ['End', 'Home']) {
      await page.keyboard.press(key);
      const hidden = await page.locator('#matrix button:focus').evaluate((cell) => {
        const { left, right, top, height } = cell.getBoundingClientRect();
        const at = document.elementFromPoint((left + right) / 2, top + height / 2);
        return at !== cell;
      });
      expect(hidden).toBe(false);
    }
    await page.close();
  });

  it('names of people break at their @, not in a word', async () => {
    const long = {
      ...numbered(1),
      actor: { ...numbered(1).actor, name: 'somebody35@acme.example' },
      lineage: [],
    };
    const { page } = await openReport(browser, reportOf([long]), { viewport: { width, height: 900 } });
    const lines = await page.locator('#matrix tbody th .clip').evaluate((clip) => {
      const words = ['somebody35', '@acme.', 'example'];
      const texts = [...clip.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const range = document.createRange();
      return texts.map((node, at) => {
        range.selectNodeContents(node);
        return [words[at] === node.textContent, range.getClientRects().length];
      });
    });
    expect(lines).toEqual([
      [true, 1],
      [true, 1],
      [true, 1],
    ]);
    await page.close();
  });

  it('names have room for their words', async () => {
    const { page } = await openReport(browser, some, { viewport: { width, height: 900 } });
    const heights = await page
      .locator('.ranks tbody tr, .paths li')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(5);
    expect(Math.max(...heights)).toBeLessThan(140);
    await page.close();
  });
});

it('on paper the whole matrix is there', async () => {
  const { page } = await openReport(browser, some, { viewport: { width: 700, height: 900 } });
  await page.emulateMedia({ media: 'print' });
  const [right, paper] = await page.evaluate(() => [
    document.querySelector('.matrix')?.getBoundingClientRect().right,
    document.documentElement.clientWidth,
  ]);
  expect(right).toBeLessThanOrEqual(paper ?? 0);
  await page.close();
});
