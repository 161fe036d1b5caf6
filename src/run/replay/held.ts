import { RolewardenError } from '../../core/errors.ts';
import { counted } from '../../report/counted.ts';
import { encodeText } from '../../report/encode.ts';
import { leftOutWords } from '../../report/summary.ts';
import type { Counts } from './counts.ts';

/** Paths, or reasons, that the message names at most. */
const SHOWN = 5;

/**
 * Throws ERR_INPUT_UNREADABLE if no record was read: a replay of nothing must not look like one without findings.
 * Records of other services or other times are enough, and so are lists that CloudTrail left empty, unless something
 * else could not be read.
 */
export function mustHoldRecords(paths: readonly string[], counts: Counts): void {
  const { files, problems, records, skipped, skippedFiles, vacant } = counts;
  if (records > 0 || (vacant > 0 && problems === 0)) return;
  const reasons = skipped.map(({ count, examples, reason }) => `${count} × ${reason}: ${listed(examples)}`);
  const what = [
    `${counted(files, 'file')} read`,
    ...reasons.slice(0, SHOWN),
    ...(skippedFiles > 0 ? [leftOutWords(skippedFiles)] : []),
  ];
  throw new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `no CloudTrail record is in ${listed(paths)}: ${what.join('; ')}`,
    'name CloudTrail recordings, or a folder of them; in folders and buckets names must end in .json, .jsonl, .ndjson, .log or .gz (docs/replay.md)',
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names
    .slice(0, SHOWN)
    .map((name) => encodeText(name))
    .join(', ')}${more}`;
}
