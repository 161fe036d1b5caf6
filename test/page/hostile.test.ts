import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../scripts/chromium.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { encodeText } from '../../src/report/encode.ts';
import { aFinding } from '../report/a-finding.ts';
import { numbered, reportOf } from '../report/reports.ts';
import { expandAll, openReport } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const ACTS = /(?![\n\t])\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** The caller's text in every field of a finding that comes from an event. */
function poisoned(evil: string): Finding {
  const base = aFinding();
  const { actor, event, lineage, origin, signals } = base;
  return {
    ...base,
    id: evil,
    summary: evil,
    event: {
      ...event,
      eventId: evil,
      eventName: evil,
      errorCode: evil,
      region: evil,
      recipientAccountId: evil,
    },
    actor: { ...actor, key: evil, name: evil, arn: evil, accountId: evil },
    origin: { ...origin, ip: evil, city: evil, country: evil, network: evil },
    role: { arn: evil, accountId: evil, name: evil },
    session: { accessKeyId: evil, name: evil, expiresAt: null },
    lineage: lineage.map((step) => ({
      ...step,
      actor: { ...step.actor, name: evil },
      role: evil,
      place: evil,
      network: evil,
      client: evil,
      finding: evil,
    })),
    signals: signals.map((signal) => ({
      ...signal,
      ruleId: evil,
      summary: evil,
      evidence: { [evil]: evil },
    })),
    unknown: [{ ruleId: evil, reason: 'list' }],
    context: [{ kind: 'suppression', id: evil, reason: evil, until: null, removed: [] }],
    actions: [{ action: evil, actionId: evil, mode: evil, outcome: evil, detail: evil }],
  };
}

describe('what callers write', () => {
  it.each([
    ['ends the script', '</script><script>document.title="owned"</script>'],
    ['is mark-up', '<img src=x onerror="document.title=\'owned\'">'],
    ['opens a comment', '<!--<script>'],
    ['breaks out of an attribute', '" onmouseover="document.title=1" autofocus onfocus="document.title=1'],
    ['is a link', '<a href="javascript:document.title=1">x</a><meta http-equiv=refresh content=0>'],
    ['reverses the line', 'a\u202egnp.exe\u2066\u2069'],
    ['is invisible', '\u200b\u200d\u{e0041}\ufeff'],
    ['controls', 'a\0b\u001b]0;owned\u0007\r\n\u0085\u2028'],
    ['is half a character', '\ud800x'],
    ['is a template', '{{data}}{{script}}$x$&$`'],
    ['is a property', '__proto__'],
  ])('stays text where it %s', async (_what, evil) => {
    const { page, troubles } = await openReport(browser, reportOf([poisoned(evil), numbered(1)]));
    await expandAll(page);
    await page.fill('#text', 'x');
    await page.locator('#clear').click();
    // the list was made anew, and a story is written a moment after it opens
    await page.locator('#list > li .story').nth(1).waitFor();
    expect(await page.title()).toBe('Rolewarden report');
    expect(
      await page.locator('main :is(img, script, a, iframe, meta, [onfocus], [onmouseover])').count(),
    ).toBe(0);
    expect(await page.locator('.sentence', { hasText: 'number 1' }).count()).toBe(1);
    const text = await page.evaluate(() => {
      const attributes = [...document.querySelectorAll('*')].flatMap((one) =>
        [...one.attributes].map(({ value }) => value),
      );
      return [document.body.innerText, ...attributes].join('\n');
    });
    expect(text).not.toMatch(ACTS);
    expect(text).toContain(encodeText(evil).trim());
    expect(await troubles()).toEqual([]);
    await page.close();
  });

  it('does not push anything out of the page, however long it is', async () => {
    const { page, troubles } = await openReport(browser, reportOf([poisoned('W'.repeat(2_000))]));
    await expandAll(page);
    for (const width of [1_920, 1_024, 420]) {
      await page.setViewportSize({ width, height: 900 });
      // the chart follows the window a moment later
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
      await expect.poll(wide, { timeout: 60_000 }).toBeLessThanOrEqual(width);
    }
    expect(await troubles()).toEqual([]);
    await page.close();
  });
});
