import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts Chromium, as the system has it, without a window; fails aloud where it is missing. */
export async function startBrowser(): Promise<Browser> {
  const { stdout } = spawnSync('which', NAMES, { encoding: 'utf8' });
  const [executablePath] = stdout.split('\n');
  if (executablePath === undefined || executablePath === '')
    throw new Error('chromium is missing: run scripts/test-servers.sh');
  // Its sandbox does not start as root, as tests in containers run; what is opened is our own file.
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
