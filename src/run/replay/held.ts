import { RolewardenError } from '../../core/errors.ts';
import type { ReplaySummary } from '../../core/finding/summary.ts';
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
  const empty = files > 0 && problems + vacant === 0;
  const what = [
    `${empty ? counted(files, 'empty file') : counted(files, 'file')} read`,
    ...reasonsOf(skipped),
    ...(skippedFiles > 0 ? [leftOutWords(skippedFiles)] : []),
  ];
  throw new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `no CloudTrail record is in ${listed(paths)}: ${what.join('; ')}`,
    'name CloudTrail recordings, or a folder of them; in folders and buckets names must end in .json, .jsonl, .ndjson, .log or .gz (docs/replay.md)',
  );
}

/**
 * Throws ERR_INPUT_UNREADABLE if none of the records of STS and of sign-ins could be judged, or none of any: a gate
 * (`--fail-on`) must not pass on them. Those outside of a span are enough.
 */
export function mustBeJudged(paths: readonly string[], summary: ReplaySummary): void {
  const { after, events, incomplete, malformed, records, signIns, skipped, stsEvents } = summary;
  const unjudged = incomplete + malformed;
  if (events + after > 0 || unjudged === 0) return;
  if (stsEvents + signIns === 0 && unjudged < records) return;
  throw new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `no record in ${listed(paths)} can be judged: ${reasonsOf(skipped).join('; ')}`,
    'name recordings as CloudTrail writes them: an export must keep eventTime, eventSource, eventName and userIdentity (docs/replay.md)',
  );
}

function reasonsOf(skipped: Counts['skipped']): readonly string[] {
  return skipped
    .slice(0, SHOWN)
    .map(
      ({ count, examples, reason }) => `${count.toLocaleString('en-US')} × ${reason}: ${listed(examples)}`,
    );
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names
    .slice(0, SHOWN)
    .map((name) => encodeText(name))
    .join(', ')}${more}`;
}
