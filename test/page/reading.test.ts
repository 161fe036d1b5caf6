import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import { aFinding } from '../report/a-finding.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { expandAll, openReport } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const some = reportOf(Array.from({ length: 120 }, (_, at) => numbered(at)));

describe('by keyboard alone', () => {
  it('skips to the findings, opens one, and sees where it is', async () => {
    const { page, troubles } = await openReport(browser, some);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    for (const _ of ['order', 'expand', 'collapse', 'first finding']) await page.keyboard.press('Tab');
    const focused = page.locator('#list summary:focus');
    expect(await focused.count()).toBe(1);
    expect(await focused.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.locator('#list details[open] h3').first().innerText()).toBe('What happened');
    await page.keyboard.press('Enter');
    expect(await page.locator('#list details[open]').count()).toBe(0);
    expect(await troubles()).toEqual([]);
    await page.close();
  });

  it('moves in charts with the arrows, filters, and stays where it was', async () => {
    const { page } = await openReport(browser, some);
    for (const chart of ['#heat', '#matrix']) {
      expect(await page.locator(`${chart} button[tabindex="0"]`).count()).toBe(1);
      await page.locator(`${chart} button[tabindex="0"]`).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      const label = await page.locator(`${chart} button:focus`).getAttribute('aria-label');
      expect(await page.locator(`${chart} button:focus`).getAttribute('aria-pressed')).toBe('true');
      await page.keyboard.press('Enter');
      expect(await page.locator(`${chart} button:focus`).getAttribute('aria-label')).toBe(label);
      expect(await page.locator('#count').textContent()).toBe('120 findings');
    }
    await page.close();
  });

  it('goes on to the rest of a long list', async () => {
    const { page } = await openReport(browser, some);
    expect(await page.locator('#list > li').count()).toBe(50);
    await page.locator('#more button').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#list > li').count()).toBe(120);
    expect(await page.locator('#list > li').nth(50).locator('summary:focus').count()).toBe(1);
    await page.close();
  });
});

it('a command is one piece, which one click selects, and is never made of what a caller wrote', async () => {
  const command =
    "aws iam update-access-key --user-name 'bot' --access-key-id AKIAEXAMPLEEXAMPLE01 --status Inactive";
  const finding = {
    ...aFinding(),
    summary: 'x: rolewarden resume',
    steps: [
      `Deactivate it: ${command}`,
      'End every session: rolewarden revoke --role arn (add --dry-run to preview).',
    ],
  };
  const { page } = await openReport(browser, reportOf([finding]));
  await page.locator('#list summary').first().click();
  const shown = page.locator('.story code');
  await shown.first().waitFor();
  expect(await shown.allInnerTexts()).toEqual([command, 'rolewarden revoke --role arn']);
  expect(await page.locator('.story').innerText()).toContain('arn (add --dry-run to preview).');
  await shown.first().click();
  expect(await page.evaluate('String(getSelection())')).toBe(command);
  await page.close();
});

it('one click on the first screen leads to the findings, and the address stays', async () => {
  const { page } = await openReport(browser, some);
  const link = page.locator('#to-list');
  expect((await link.boundingBox())?.y).toBeLessThan(900);
  await link.click();
  expect(
    await page
      .locator('#list > li')
      .first()
      .evaluate((one) => one.getBoundingClientRect().top),
  ).toBeLessThan(300);
  expect(page.url()).not.toContain('#');
  await page.close();
});

it.each([1_210, 1_440])(
  'what is scrolled to does not hide under the filters: %i pixels wide',
  async (width) => {
    const levels = [95, 75, 50, 25, 5].map((score, at) => {
      const level = (['critical', 'high', 'medium', 'low', 'info'] as const)[at] ?? 'info';
      return { ...numbered(at), score, level };
    });
    const many = Array.from({ length: 60 }, (_, at) => numbered(at + 10));
    const { page } = await openReport(browser, reportOf([...levels, ...many]), {
      viewport: { width, height: 700 },
    });
    await page.locator('#to-list').click();
    const [bar, title] = await Promise.all(
      ['#filters', '#findings'].map((one) => page.locator(one).boundingBox()),
    );
    expect(bar?.y).toBe(0);
    expect(title?.y).toBeGreaterThanOrEqual(bar?.height ?? 1_000);
    await page.close();
  },
);

it('what is to be done is told before the evidence', async () => {
  const { page } = await openReport(browser, reportOf([{ ...aFinding(), steps: ['End the session: x'] }]));
  await page.locator('#list summary').first().click();
  await page.locator('.story').waitFor();
  const heads = await page.locator('.story h3').allInnerTexts();
  expect(heads.slice(0, 2)).toEqual(['What happened', 'Who is behind it']);
  const [now, weighed] = ['What to do now', 'What was unusual, and how much it counts'].map((title) =>
    heads.indexOf(title),
  );
  expect(now).toBeGreaterThan(1);
  expect(now).toBeLessThan(weighed ?? -1);
  expect(new Set(heads).size).toBe(heads.length);
  await page.close();
});

it('a finding leads to those that it names', async () => {
  const first = numbered(1);
  const again = { ...numbered(2), score: 99, repeatOf: first.id };
  const { page } = await openReport(browser, reportOf([first, again]));
  await page.locator('#list summary').first().click();
  await page.locator('.story button.link').click();
  expect(await page.locator(`[id="finding-${first.id}"]`).getAttribute('open')).toBe('');
  expect(await page.locator('#list summary:focus').innerText()).toContain('number 1');
  await page.close();
});

describe('light, dark and paper', () => {
  const ground = 'getComputedStyle(document.documentElement).backgroundColor';
  const LIGHT = 'rgb(246, 247, 248)';
  const DARK = 'rgb(16, 20, 24)';

  it.each([
    ['light', LIGHT, DARK],
    ['dark', DARK, LIGHT],
  ] as const)('follows a system that is %s, until somebody chooses', async (colorScheme, system, other) => {
    const { page, troubles } = await openReport(browser, some, { colorScheme });
    expect(await page.evaluate(ground)).toBe(system);
    await page.locator('#theme').click();
    expect(await page.evaluate(ground)).toBe(other);
    await page.locator('#theme').click();
    expect(await page.evaluate(ground)).toBe(system);
    expect(await troubles()).toEqual([]);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('text can be read on its ground: %s', async (colorScheme) => {
    const { page } = await openReport(browser, some, { colorScheme });
    const ratios = await page.evaluate(() => {
      // mixed colours are told as shares: color(srgb 0.5 0.6 0.8)
      const numbers = (colour: string) =>
        (colour.match(/[\d.]+/g) ?? []).map((part, at) =>
          colour.startsWith('color(') && at < 3 ? Number(part) * 255 : Number(part),
        );
      const light = (colour: string) => {
        const [r = 0, g = 0, b = 0] = numbers(colour).map((value) =>
          value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ratio = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      for (const [at, cell] of document.querySelectorAll('#heat .cell').entries()) {
        cell.className = `cell shade-${at % 6}`;
        cell.textContent = '1';
      }
      const texts = '.badge, .tile dd, .tag, #list .quiet, .cell:not(:empty)';
      return [...document.querySelectorAll(texts)].map((one) => {
        let ground: Element | null = one;
        while (ground !== null && numbers(getComputedStyle(ground).backgroundColor)[3] === 0)
          ground = ground.parentElement;
        const under = ground === null ? 'rgb(255, 255, 255)' : getComputedStyle(ground).backgroundColor;
        return ratio(light(getComputedStyle(one).color), light(under));
      });
    });
    expect(ratios.length).toBeGreaterThan(50);
    expect(Math.min(...ratios)).toBeGreaterThan(4.5);
    await page.close();
  });

  it('keeps its levels apart where the system chooses the colours', async () => {
    const { page } = await openReport(browser, some, { forcedColors: 'active' });
    for (const part of ['#levels .dot', '.list .badge', '#places .bar-fill', '#matrix .cell']) {
      const grounds = await page
        .locator(part)
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
      expect(grounds.length).toBeGreaterThan(0);
      expect(grounds).not.toContain('rgb(255, 255, 255)');
    }
    const dots = await page
      .locator('#levels .dot')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
    expect(new Set(dots).size).toBe(dots.length);
    await page.close();
  });

  it('prints light, without controls, what is expanded too', async () => {
    const { page, troubles } = await openReport(browser, reportOf([aFinding()]), { colorScheme: 'dark' });
    await expandAll(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(22, 32, 43)');
    for (const control of ['#filter-form', '#clear', '#theme', '#expand'])
      expect(await page.locator(control).isVisible()).toBe(false);
    expect(await page.locator('.signals').isVisible()).toBe(true);
    // what is secondary is not larger than what it stands under
    const sizes = await page.evaluate(() =>
      ['.sentence', '.line', '.signals td', '.rule', '.evidence', '.story p'].map((one) =>
        Number.parseFloat(getComputedStyle(document.querySelector(one) ?? document.body).fontSize),
      ),
    );
    expect(Math.max(...sizes)).toBe(sizes[0]);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    expect(await troubles()).toEqual([]);
    await page.close();
  });
});
