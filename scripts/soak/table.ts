import { cpus } from 'node:os';
import type { Result } from '../faults/run.ts';
import { redisVersion } from '../faults/table.ts';
import type { Options } from './options.ts';
import { judged, type Soaked } from './run.ts';

/** A soak as it is committed. */
export function tableOf(
  { every, minutes, rate, seed, slope }: Options,
  result: Result,
  soaked?: Soaked,
): string {
  const head = [
    `# \`npm run soak\`, ${new Date().toISOString().slice(0, 10)}`,
    '',
    `Node ${process.version}, redis-server ${redisVersion()}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), shared with other work.`,
    `\`npm run soak -- --minutes ${minutes} --rate ${rate} --every ${every} --seed ${seed} --slope ${slope}\`: one packaged consumer on a queue in moto, Redis with an append-only file.`,
    '',
  ];
  const broken =
    result.broken.length === 0
      ? ['Every promise was kept.']
      : ['Broken:', '', ...result.broken.map((word) => `- ${word}`)];
  return [...head, ...(soaked === undefined ? [] : body(soaked)), ...broken, ''].join('\n');
}

function body({ after, before, events, fired, identities, rss, sent, slope }: Soaked): readonly string[] {
  const kinds = [...new Set([...Object.keys(before.resources), ...Object.keys(after.resources)])].sort();
  return [
    `Sent: ${sent.records} records in ${sent.messages} messages, ${sent.loud.length} of them to be acted on or told, ${sent.poison.size} messages of poison; judged: ${events}, copies and redeliveries included.`,
    `Faults, one after another: ${Object.entries(fired)
      .map(([name, times]) => `${name} (${times})`)
      .join(', ')}.`,
    '',
    '| memory | |',
    '|---|--:|',
    `| resident at the end, MiB | ${rss.last.toFixed(0)} |`,
    `| resident at most, MiB | ${rss.peak.toFixed(0)} |`,
    `| heap after a collection, before and after, MiB | ${before.heap.toFixed(1)}, ${after.heap.toFixed(1)} |`,
    `| slope after the warm-up, MiB an hour | ${slopeWords(slope)} |`,
    '',
    '| held | after the first load | at the end |',
    '|---|--:|--:|',
    ...kinds.map((kind) => `| ${kind} | ${before.resources[kind] ?? 0} | ${after.resources[kind] ?? 0} |`),
    `| descriptors | ${before.descriptors} | ${after.descriptors} |`,
    '',
    '| identity | left | right |',
    '|---|--:|--:|',
    ...identities.map(({ left, name, right }) => `| ${name} | ${left} | ${right} |`),
    '',
  ];
}

function slopeWords(slope: Soaked['slope']): string {
  if (slope === undefined) return 'not measured: less than three minutes';
  const value = `${slope.perHour.toFixed(1)} ± ${slope.error.toFixed(1)} over ${Math.round(slope.seconds / 60)} min`;
  return judged(slope) ? value : `${value}: too short to be held against the limit`;
}
