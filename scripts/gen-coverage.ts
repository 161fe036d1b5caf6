import { CATALOGUE } from '../src/rules/catalogue.ts';
import { COVERAGE, type Coverage } from './coverage.ts';
import { NOTE } from './gen-docs.ts';

/** docs/detections.md: what peers detect, and which rule sees it here. Throws on a rule that does not exist. */
export function coveragePage(): string {
  const named = new Set(COVERAGE.flatMap(({ rules }) => rules));
  const own = CATALOGUE.filter(({ id }) => !named.has(id)).map(({ id, title }) => `- ${link(id)}: ${title}.`);
  return [
    NOTE,
    '# Detections',
    'What the best public rule sets for CloudTrail detect about credentials and their sessions, and what sees it here. D numbers are those of our survey of fifteen public sources (Elastic, Panther, Sigma, Splunk, Chronicle, GuardDuty and others); these are the rows we hold to be a must.',
    ['| row | detects | rules | note |', '|---|---|---|---|', ...COVERAGE.map(line)].join('\n'),
    '## Rules that no row asks for',
    own.join('\n'),
  ].join('\n\n');
}

function line({ id, detects, rules, note = '' }: Coverage): string {
  return `| ${id} | ${detects} | ${rules.map(link).join(', ') || '–'} | ${note} |`;
}

function link(id: string): string {
  if (!CATALOGUE.some((rule) => rule.id === id))
    throw new Error(`coverage names a rule that does not exist: ${id}`);
  return `[${id}](rules.md#${id})`;
}
