import type { Log } from '../core/ports.ts';
import { findFiles } from '../ingest/files.ts';
import { createCounting } from './counts.ts';
import type { Entry } from './readers.ts';

/** What lies under the paths, in order. Throws as `findFiles` does. */
export async function* findEntries(paths: readonly string[], log: Log): AsyncGenerator<Entry> {
  for await (const found of findFiles(paths)) {
    if (found.kind === 'file') {
      yield { kind: 'source', source: found };
      continue;
    }
    const counting = createCounting();
    if (found.kind === 'problem') {
      counting.problem(found.problem.where, found.problem.reason);
      log.debug({ ...found.problem }, 'skipped: unreadable');
    } else {
      counting.skippedFile();
      log.debug({ path: found.path, reason: found.reason }, 'skipped: not a recording');
    }
    yield { kind: 'counts', counts: counting.counts() };
  }
}
