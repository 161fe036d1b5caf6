import { configJsonSchema } from '../src/commands/config.ts';
import { FAMILIES } from '../src/core/finding/finding.ts';
import { MEASURES, type MeasureMeta } from '../src/core/ports/meter.ts';
import { CATALOGUE } from '../src/rules/catalogue.ts';
import { looksAtWords, type Rule } from '../src/rules/define.ts';
import { prometheusName } from '../src/run/consume/prometheus.ts';

/** How every generated page begins. */
export const NOTE = '<!-- Written by `npm run gen`: change the source, not this file. -->';

/** docs/rules.md: every rule with what a person must know of it. */
export function rulesPage(): string {
  const table = CATALOGUE.map(
    ({ id, family, title, attack }) => `| [${id}](#${id}) | ${family} | ${title} | ${attack.join(', ')} |`,
  );
  const families = FAMILIES.map(
    (family) => `${CATALOGUE.filter((rule) => rule.family === family).length} ${family}`,
  );
  return [
    NOTE,
    '# Rules',
    `${CATALOGUE.length} rules: ${families.join(', ')}. Points are defaults; each is a parameter.`,
    ['| rule | family | what | ATT&CK |', '|---|---|---|---|', ...table].join('\n'),
    ...CATALOGUE.map(section),
  ].join('\n\n');
}

function section(rule: Rule): string {
  const list = (title: string, items: readonly string[]) =>
    `**${title}.**\n\n${items.map((item) => `- ${item}`).join('\n')}`;
  return [
    `## ${rule.id}`,
    `${rule.title}. Family ${rule.family}; looks at ${looksAtWords(rule.on)}.`,
    rule.why,
    list('Blind spots', rule.blindSpots),
    list('Known false positives', rule.falsePositives),
    list('How to respond', [...(rule.ask === undefined ? [] : [rule.ask]), ...rule.respond]),
    list('References', rule.references),
  ].join('\n\n');
}

/** docs/configuration.md: every key with its meaning and default. */
export function configurationPage(): string {
  const rows = properties(configJsonSchema(), '');
  return [
    NOTE,
    '# Configuration',
    'One file, YAML or JSON: `--config FILE`, else `rolewarden.yaml`, `.yml` or `.json` in the working directory, else what `ROLEWARDEN_CONFIG` names. Zero configuration works: a key is needed only where the default says *required*, and then only if the optional section around it is used. Unknown keys and bad values are errors, all reported at once. Paths are relative to the file. `rolewarden config schema` prints a JSON Schema for editors. `quarantine[file]` stands for `quarantine` with `type: file`; likewise for each kind of `alerts`.',
    ['| key | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function properties(schema: unknown, path: string): readonly string[] {
  const required = field(schema, 'required');
  return Object.entries(field(schema, 'properties') ?? {}).flatMap(([name, child]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const items = field(child, 'items');
    const inner = [
      ...properties(child, at),
      ...variants(child, at),
      ...properties(items, `${at}[]`),
      ...variants(items, at),
    ];
    return [
      `| \`${at}\` | ${typeOf(child)} | ${isIn(name, required) ? '*required*' : defaultOf(child)} | ${cell(field(child, 'description'))} |`,
      ...inner,
    ];
  });
}

/** The kinds that a value, or an item of a list, may be: a row for each, and its keys under its type. */
function variants(schema: unknown, path: string): readonly string[] {
  const kinds = field(schema, 'oneOf');
  if (!Array.isArray(kinds)) return [];
  return kinds.flatMap((kind: unknown) => {
    const type = cell(field(field(field(kind, 'properties'), 'type'), 'const'));
    const at = `${path}[${type}]`;
    const keys = properties(kind, at).filter((row) => !row.startsWith(`| \`${at}.type\``));
    return [`| \`${at}\` | object |  | ${cell(field(kind, 'description'))} |`, ...keys];
  });
}

/** The table of docs/consumer.md: every measure under its name in Prometheus. */
export function measuresTable(): string {
  const rows = Object.entries<MeasureMeta>(MEASURES).map(([measure, meta]) => {
    const { help, kind, label } = meta;
    const values = label === undefined ? '' : `\`${label.name}\`: ${label.values.join(', ')}`;
    return `| \`${prometheusName(measure, meta)}\` | ${kind} | ${values} | ${cell(help)} |`;
  });
  return ['| name | kind | label | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function typeOf(schema: unknown): string {
  const choices = field(schema, 'enum');
  if (Array.isArray(choices)) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (Array.isArray(field(schema, 'oneOf'))) return 'object';
  const type = field(schema, 'type');
  const items = field(schema, 'items');
  return type === 'array' ? `list of ${cell(field(items, 'type')) || 'values'}` : cell(type);
}

function defaultOf(schema: unknown): string {
  const value = field(schema, 'default');
  return value === undefined || (typeof value === 'object' && JSON.stringify(value) === '{}')
    ? ''
    : `\`${JSON.stringify(value)}\``;
}

function isIn(name: string, names: unknown): boolean {
  return Array.isArray(names) && names.includes(name);
}

function cell(value: unknown): string {
  return value === undefined ? '' : String(value).replaceAll('|', '\\|');
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
