import { createApp } from '../../src/app.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { ReplaySummary } from '../../src/core/finding/summary.ts';
import { createLog } from '../../src/run/log.ts';
import { type ReplayOptions, replay } from '../../src/run/replay/replay.ts';

/** Paths replayed by the real line with a configuration file (or the defaults): every finding, whatever its score. */
export async function replayed(
  paths: readonly string[],
  configPath?: string,
  more: Partial<Pick<ReplayOptions, 'batch' | 'from' | 'to' | 'held' | 'progress' | 'signal'>> = {},
): Promise<{ readonly findings: readonly Finding[]; readonly summary: ReplaySummary }> {
  const log = createLog('silent');
  const config = configPath === undefined ? parseConfig({}, 'the defaults') : loadConfig(configPath);
  const app = await createApp({ config, log });
  const findings: Finding[] = [];
  const options = {
    from: undefined,
    to: undefined,
    ...more,
    paths,
    log,
    finding: (found: Finding) => void findings.push(found),
  };
  const summary = await replay(app, options);
  await app.close();
  return { findings, summary };
}
