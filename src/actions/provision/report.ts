import type { Need } from './needs.ts';
import type { RegionReport } from './run.ts';

/**
 * A region's report in words, line by line, not encoded: a rule's description may be anybody's. What else is needed is only
 * said if something changes.
 */
export function reportWords(report: RegionReport): readonly string[] {
  const { region, rule, changes, needs, notes, error } = report;
  const lines = [`${region}: ${headline(report)} (${rule})`, ...changes.map((change) => `  ${change}`)];
  if (error !== undefined) lines.push(`  ${error.message}`, `  what to do: ${error.remedy}`);
  lines.push(...notes.map((note) => `  note: ${note}`));
  if (changes.length > 0 && needs.length > 0) {
    lines.push('  for events to arrive this must be allowed, which provision does not do:');
    lines.push(...needs.flatMap(needWords).map((line) => `    ${line}`));
  }
  return lines;
}

/** The last line: how many regions were changed, were right already, or failed. */
export function closingWords(reports: readonly RegionReport[], dryRun: boolean): string {
  const count = (outcome: RegionReport['outcome']) => reports.filter((one) => one.outcome === outcome).length;
  const changed = dryRun
    ? `${count('planned')} to change (dry run: nothing was changed)`
    : `${count('done')} changed`;
  const regions = reports.length === 1 ? '1 region' : `${reports.length} regions`;
  return `${regions}: ${changed}, ${count('nothing')} as they should be, ${count('failed')} failed\n`;
}

const DONE = {
  create: 'created',
  update: 'updated',
  remove: 'removed',
  unchanged: 'unchanged',
  absent: 'nothing to remove',
  refuse: 'not touched',
  read: 'cannot be read',
} as const;

function headline({ action, outcome }: RegionReport): string {
  if (outcome === 'planned') return `would ${action}`;
  if (outcome === 'failed' && action !== 'refuse' && action !== 'read') return `${action} failed`;
  return outcome === 'done' ? `${DONE[action]}, read back, as wanted` : DONE[action];
}

function needWords(need: Need): readonly string[] {
  if (need.kind === 'command') return [`run once, for ${need.on}:`, `  ${need.command}`];
  if (need.kind === 'rule') return [`behind ${need.on}:`, `  ${need.words}`];
  const where = need.kind === 'trust' ? 'in the trust policy of' : 'in the policy of';
  return [`${where} ${need.on}:`, `  ${JSON.stringify(need.statement)}`];
}
