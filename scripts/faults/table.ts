import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { Result } from './run.ts';

/** The results as committed: one line a case, and what was broken below. */
export function tableOf(results: readonly Result[], moto: string, seconds: number): string {
  const kept = results.filter(({ broken }) => broken.length === 0).length;
  const broken = results.flatMap(({ broken: words, id }) => words.map((word) => `- ${id}: ${word}`));
  return [
    `# \`npm run faults\`, ${new Date().toISOString().slice(0, 10)}`,
    '',
    `Node ${process.version}, redis-server ${redisVersion()}, moto ${moto}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), shared with other work.`,
    `${kept} of ${results.length} cases kept every promise, in ${Math.round(seconds)} s.`,
    '',
    'A case fails unless every fault that it names has fired. Again: alerts that came once more, under their id, of those that',
    'kills, lost answers and a lost store explain at most. Nothing else was lost, doubled or wrong where a case is kept.',
    '',
    '| case | matrix | what | events | revoked | fired | again | MiB | s | |',
    '|---|---|---|--:|--:|---|--:|--:|--:|---|',
    ...results.map(rowOf),
    ...(broken.length === 0 ? [] : ['', 'Broken:', '', ...broken]),
    '',
    `Again: \`npm run faults -- --seed ${results[0]?.seed ?? 1} --only CASE\``,
    '',
  ].join('\n');
}

function rowOf(one: Result): string {
  const { broken, events, fired, id, matrix, mayRepeat, mib, repeated, revocations, seconds, what } = one;
  const faults = Object.entries(fired).map(([fault, times]) => `${fault}: ${times}`);
  const cells = [
    id,
    matrix,
    what,
    events,
    revocations,
    faults.join(', '),
    mayRepeat === 0 ? repeated : `${repeated} of ${mayRepeat}`,
    mib ?? '',
    Math.round(seconds),
    broken.length === 0 ? 'kept' : '**broken**',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What a soak or a matrix ran against. */
export function redisVersion(): string {
  return /v=(\S+)/.exec(String(spawnSync('redis-server', ['--version']).stdout))?.[1] ?? 'unknown';
}
