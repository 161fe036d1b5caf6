import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page, and everything that should not have happened while it was open. */
export interface Opened {
  readonly page: Page;
  /** Errors, warnings, refusals of the content security policy, and requests for anything but the file. */
  troubles(): Promise<readonly string[]>;
}

/** For what must come, on a machine that has other things to do. */
const PATIENCE = 120_000;

/** Expands every finding that is listed; a browser tells a page of it a moment later, and only then is a story written. */
export async function expandAll(page: Page): Promise<void> {
  await page.locator('#expand').click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#list details')].every((one) => one.querySelector('.story') !== null),
  );
}

/** Opens a report from a file of its own, as people do, and waits until it can be used; `fragment`: what is behind `#`. */
export async function openReport(
  browser: Browser,
  html: string,
  { fragment = '', ...options }: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<Opened> {
  const path = join(mkdtempSync(join(tmpdir(), 'rolewarden-html-')), 'report.html');
  writeFileSync(path, html);
  const url = pathToFileURL(path).href;
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  page.setDefaultTimeout(PATIENCE);
  const seen: string[] = [];
  page.on('console', (message) => seen.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) seen.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) => {
      document.documentElement.setAttribute('data-refused', `${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(fragment === '' ? url : `${url}#${fragment.replace(/^#/, '')}`);
  await page.waitForSelector('[data-ready]', { state: 'attached' });
  return {
    page,
    async troubles() {
      const refused = await page.locator('html').getAttribute('data-refused');
      return [...seen, ...(refused === null ? [] : [`policy: ${refused}`])];
    },
  };
}
