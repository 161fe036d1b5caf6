/**
 * Writes every generated file: the catalogue, docs/rules.md, docs/detections.md,
 * docs/configuration.md, docs/commands.md, the metrics in docs/consumer.md and docs/lambda.md, the JSON Schemas, the README's alerts, and the event pattern in deploy/.
 * `--check` writes nothing and exits 1 if a file is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogueSource } from './gen-catalogue.ts';
import { scannerSource } from './gen-scanner.ts';

const check = process.argv.includes('--check');
let stale = 0;

function put(path: string, content: string): void {
  const text = content.endsWith('\n') ? content : `${content}\n`;
  if (current(path) === text) return;
  stale++;
  if (check)
    process.stderr.write(`${path} is not what \`npm run gen\` writes: run it and commit the result\n`);
  else writeFileSync(path, text);
}

/** A page with other content between two marks. */
function between(page: string, mark: string, content: string): string {
  const [before, rest] = page.split(`<!-- ${mark} -->`);
  const [, after] = rest?.split(`<!-- /${mark} -->`) ?? [];
  if (before === undefined || after === undefined) throw new Error(`there is no mark ${mark}`);
  return `${before}<!-- ${mark} -->\n${content}\n<!-- /${mark} -->${after}`;
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// The catalogue first: the pages and schemas are made from it.
put('src/rules/catalogue.ts', catalogueSource());
put('src/ingest/file/scanner-code.ts', scannerSource());
const { configurationPage, measuresTable, rulesPage } = await import('./gen-docs.ts');
const { coveragePage } = await import('./gen-coverage.ts');
const { configJsonSchema } = await import('../src/commands/config.ts');
const { FINDING_SCHEMA } = await import('../src/report/schema.ts');
put('docs/rules.md', rulesPage());
put('docs/detections.md', coveragePage());
put('docs/configuration.md', configurationPage());
const { commandsPage } = await import('./gen-commands.ts');
put('docs/commands.md', await commandsPage());
put('docs/consumer.md', between(readFileSync('docs/consumer.md', 'utf8'), 'measures', measuresTable()));
const { alertsOfStories } = await import('./gen-alerts.ts');
put('README.md', between(readFileSync('README.md', 'utf8'), 'alerts', await alertsOfStories()));
const { metricsTable } = await import('./gen-metrics.ts');
put('docs/lambda.md', between(readFileSync('docs/lambda.md', 'utf8'), 'metrics', metricsTable()));
put('schema/config.schema.json', JSON.stringify(configJsonSchema(), null, 2));
put('schema/finding.schema.json', JSON.stringify(FINDING_SCHEMA, null, 2));
const { patternOf } = await import('../src/actions/provision/pattern.ts');
put('deploy/watch-pattern.json', JSON.stringify(patternOf(true), null, 2));
process.exitCode = check && stale > 0 ? 1 : 0;
