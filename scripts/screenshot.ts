/**
 * Writes docs/images/report-light.png and report-dark.png: the HTML report of the shipped stories, as a browser shows
 * it. Run it after a change to `src/page`, and look at them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startBrowser } from './chromium.ts';

const STORIES = 'fixtures/scenarios';
const OUT = 'docs/images';
/** A README that is fetched slowly is not read. */
const MOST = 250_000;

const room = mkdtempSync(join(tmpdir(), 'rolewarden-screenshot-'));
const report = join(room, 'report.html');
const recordings = readdirSync(STORIES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [`${STORIES}/${entry.name}/events.jsonl`] : [],
);
const options = ['--config', `${STORIES}/rolewarden.yaml`, '--format', 'html', '--out', report];
const { status, stderr } = spawnSync(
  process.execPath,
  ['dist/run/cli.js', 'replay', ...recordings, ...options],
  { encoding: 'utf8' },
);
if (status !== 0) throw new Error(`${stderr}\nrun \`npm run build\` first`);

mkdirSync(OUT, { recursive: true });
const browser = await startBrowser();
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 1_190 }, colorScheme });
  await page.goto(pathToFileURL(report).href);
  await page.waitForSelector('[data-ready]', { state: 'attached' });
  const path = `${OUT}/report-${colorScheme}.png`;
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > MOST) throw new Error(`${path} has ${size} bytes, at most ${MOST} are allowed`);
  process.stderr.write(`${path}  ${Math.round(size / 1_000)} kB\n`);
}
await browser.close();
rmSync(room, { recursive: true });
