import { buildPage } from '../../scripts/page.ts';

/** Builds the page of the HTML report once for all tests: they replay from source, and the page is made of it too. */
export async function setup(): Promise<void> {
  await buildPage('dist/page/report.html');
}
