import { spawnSync } from 'node:child_process';
import { bundleCli } from '../../scripts/bundle-cli.ts';
import { buildPage } from '../../scripts/page.ts';

const DONE = 'ROLEWARDEN_TESTS_BUILT';

/** Builds once for all tests of all projects what they run: the command line, the databases that it embeds, and the report's page. */
export async function setup(): Promise<void> {
  if (process.env[DONE] !== undefined) return;
  process.env[DONE] = 'yes';
  await Promise.all([bundleCli('dist'), buildPage('dist/page/report.html')]);
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build-data.ts'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the databases were not built: ${stderr}`);
}
