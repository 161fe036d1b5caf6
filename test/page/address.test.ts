import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { openReport } from './browser.ts';

const few = Array.from({ length: 60 }, (_, at) => numbered(at));
const html = reportOf(few);
const LONG = { timeout: 60_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** The report opened by an address with this fragment. */
async function within(fragment: string, look: (page: Page) => Promise<void>): Promise<void> {
  const { page, troubles } = await openReport(browser, html, { fragment });
  await look(page);
  expect(await troubles()).toEqual([]);
  await page.close();
}

const fragmentOf = (page: Page) => page.evaluate<string>('location.hash');
const count = (page: Page) => page.locator('#count').textContent();
const shows = (page: Page, passes: (finding: Finding) => boolean) => {
  const passing = few.filter(passes).length;
  const text = passing === few.length ? /^60 findings$/ : new RegExp(`^${passing} of 60 findings$`);
  return page.locator('#count', { hasText: text }).waitFor();
};
const serious = ({ level }: Finding) => level === 'high' || level === 'critical';
const id = (at: number) => few[at]?.id ?? '';

describe('the address', () => {
  it('holds what is shown, and shows it to somebody else', async () => {
    let sent = '';
    await within('', async (page) => {
      expect(await fragmentOf(page)).toBe('');
      await page.locator('[data-level=medium]').click();
      await page.fill('#role', 'Role3');
      await shows(page, (one) => serious(one) && one.role?.name === 'Role3');
      await page.selectOption('#order', 'latest');
      sent = await fragmentOf(page);
    });
    expect(sent).toBe('#level=critical+high+low+info&role=Role3&order=latest');
    await within(sent, async (page) => {
      await shows(page, (one) => serious(one) && one.role?.name === 'Role3');
      expect(await page.inputValue('#role')).toBe('Role3');
      expect(await page.inputValue('#order')).toBe('latest');
      expect(await page.locator('[data-level=medium]').isChecked()).toBe(false);
    });
  });

  it('goes back and forward, a word at a time', () =>
    within('', async (page) => {
      await page.locator('[data-level=medium]').click();
      await page.locator('#role').pressSequentially('Role3', { delay: 150 });
      await shows(page, (one) => serious(one) && one.role?.name === 'Role3');
      await page.goBack();
      await shows(page, serious);
      expect(await page.inputValue('#role')).toBe('');
      await page.goBack();
      await shows(page, () => true);
      expect(await fragmentOf(page)).toBe('');
      await page.goForward();
      await shows(page, serious);
      await page.goForward();
      await expect.poll(() => page.inputValue('#role'), LONG).toBe('Role3');
    }));

  it('leads to the finding that is open', async () => {
    await within('', async (page) => {
      await page.locator('#list summary').nth(2).click();
      // the browser tells of it a moment later
      await expect.poll(() => fragmentOf(page), LONG).toMatch(/^#open=/);
      await page.locator('#list summary').nth(2).click();
      await expect.poll(() => fragmentOf(page), LONG).toBe('');
    });
    await within(`order=earliest&open=${id(55)}`, async (page) => {
      expect(await page.locator('#list > li').count()).toBe(56);
      expect(await page.locator('#list summary:focus').innerText()).toContain('number 55');
      await page.locator('#list details[open] .story').waitFor();
      await page.evaluate((other) => {
        location.hash = `open=${other}`;
      }, id(7));
      await page.locator('#list summary:focus', { hasText: 'number 7' }).waitFor();
      expect(await page.inputValue('#order')).toBe('highest');
    });
  });

  it('opens nothing that its own filter hides', () =>
    within(`score=101&score=100&role=Role3&open=${id(0)}`, async (page) => {
      await shows(page, ({ role }) => role?.name === 'Role3');
      expect(await page.locator('#list details[open]').count()).toBe(0);
    }));

  it('is left alone by the link that skips to the findings', () =>
    within('level=critical', async (page) => {
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#findings:focus').count()).toBe(1);
      expect(await fragmentOf(page)).toBe('#level=critical');
      await shows(page, ({ level }) => level === 'critical');
    }));

  it('takes a filter that lets everything through for none', () =>
    within('', async (page) => {
      await page.locator('[data-level=high]').click();
      await page.locator('[data-level=high]').click();
      expect(await page.locator('#clear').isVisible()).toBe(false);
      expect(await fragmentOf(page)).toBe('');
    }));

  it.each<[string, string]>([
    ['mark-up', '<img src=x onerror="document.title=1">'],
    [
      'mark-up as a value',
      'actor=%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D1%22%3E&role=javascript:alert(1)',
    ],
    [
      'values that nothing has',
      'level=%&score=%zz&from=9&hour=-1&order=constructor&open=__proto__&place=%E2%80%AE',
    ],
    ['what acts on a reader', 'text=%E2%80%AE%00%0A%1B]0;x%07'],
    ['a long text', `text=${'x'.repeat(100_000)}`],
    ['a long list', `${'level=high&'.repeat(20_000)}`],
  ])('does no harm, whatever somebody wrote into it: %s', (_what, fragment) =>
    within(fragment, async (page) => {
      expect(await page.title()).toBe('Rolewarden report');
      expect(await page.locator('main :is(img, script)').count()).toBe(0);
      const values = await page.evaluate(() =>
        [...document.querySelectorAll('input')].map(({ value }) => value).join(' '),
      );
      expect(values).not.toMatch(/\p{Cc}|\u202e/u);
      expect(await count(page)).toMatch(/60 findings$/);
    }),
  );
});
