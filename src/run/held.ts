import { RolewardenError } from '../core/errors.ts';
import { counted } from '../report/counted.ts';
import { encodeText } from '../report/encode.ts';
import type { Counts } from './counts.ts';

const SHOWN = 5;

/**
 * Throws ERR_INPUT_UNREADABLE where nothing was read: a replay of no records tests nothing, and must not pass for one
 * without findings. Records of other services and other times, and lists that CloudTrail left empty, are enough.
 */
export function mustHoldRecords(paths: readonly string[], counts: Counts): void {
  const { files, records, skipped, skippedFiles, vacant } = counts;
  if (records + vacant > 0) return;
  const reasons = skipped.map(({ count, examples, reason }) => `${count} × ${reason}: ${listed(examples)}`);
  const left = `${counted(skippedFiles, 'file or folder', 'files or folders')} left out by name or kind`;
  const what = [
    `${counted(files, 'file')} read`,
    ...reasons.slice(0, SHOWN),
    ...(skippedFiles > 0 ? [left] : []),
  ];
  throw new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `no CloudTrail record is in ${listed(paths)}: ${what.join('; ')}`,
    'name recordings of CloudTrail, or a folder of them; in folders and buckets names must end in .json, .jsonl, .ndjson, .log or .gz (docs/replay.md)',
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names
    .slice(0, SHOWN)
    .map((name) => encodeText(name))
    .join(', ')}${more}`;
}
