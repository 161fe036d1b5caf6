import { RolewardenError } from '../../core/errors.ts';
import { counted } from '../../report/counted.ts';
import { encodeText } from '../../report/encode.ts';
import { leftOutWords } from '../../report/summary.ts';
import type { Counts } from './counts.ts';

/** Paths, or reasons, that the message names at most. */
const SHOWN = 5;

/**
 * Throws ERR_INPUT_UNREADABLE if no record was read, or none that counts could be made an event: a replay of nothing
 * must not look like one without findings. Records of other services or other times are enough, and so are lists that
 * CloudTrail left empty, unless something else could not be read. `events`: how many there are.
 */
export function mustHoldRecords(paths: readonly string[], counts: Counts, events: number): void {
  const { problems, records, vacant } = counts;
  if (records === 0 && !(vacant > 0 && problems === 0)) {
    throw held(
      `no CloudTrail record is in ${listed(paths)}`,
      counts,
      'name CloudTrail recordings, or a folder of them; in folders and buckets names must end in .json, .jsonl, .ndjson, .log or .gz (docs/replay.md)',
    );
  }
  if (events === 0 && areUnjudged(counts)) {
    throw held(
      `no record in ${listed(paths)} can be judged`,
      counts,
      'name recordings as CloudTrail writes them: an export must keep eventTime, eventSource, eventName and userIdentity (docs/replay.md)',
    );
  }
}

/** Whether records were unfit to be judged where others of ours, or any others, cannot stand for them. */
function areUnjudged({ incomplete, malformed, records, signIns, stsEvents }: Counts): boolean {
  const unjudged = incomplete + malformed;
  return unjudged > 0 && (stsEvents + signIns > 0 || unjudged === records);
}

function held(message: string, counts: Counts, remedy: string): RolewardenError {
  const { files, skipped, skippedFiles } = counts;
  const reasons = skipped.map(({ count, examples, reason }) => `${count} × ${reason}: ${listed(examples)}`);
  const what = [
    `${counted(files, 'file')} read`,
    ...reasons.slice(0, SHOWN),
    ...(skippedFiles > 0 ? [leftOutWords(skippedFiles)] : []),
  ];
  return new RolewardenError('ERR_INPUT_UNREADABLE', `${message}: ${what.join('; ')}`, remedy);
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names
    .slice(0, SHOWN)
    .map((name) => encodeText(name))
    .join(', ')}${more}`;
}
