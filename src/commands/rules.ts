import * as z from 'zod';
import { RULES } from '../armed.ts';
import { ruleSettings } from '../config/rule-schemas.ts';
import { wrongUsage } from '../core/errors.ts';
import { meant } from '../core/text/nearest.ts';
import { CATALOGUE } from '../rules/catalogue.ts';
import { looksAtWords, type Rule } from '../rules/define.ts';
import { COMMON, COMMON_HELP, defineCommand, findConfig } from './command.ts';

type Settings = ReturnType<typeof ruleSettings>;

export const rulesCommand = defineCommand({
  name: 'rules',
  options: COMMON,
  help: `usage: rolewarden rules list [options]      one line per rule
       rolewarden rules show ID [options]   why, blind spots, false positives, response, parameters

${COMMON_HELP}`,
  async run({ values, positionals }, surroundings) {
    const { config } = findConfig(values.config, surroundings);
    const settingsOf = (rule: Rule) => ruleSettings(config.rules, rule.id);
    const [action, id, ...rest] = positionals;
    if (action === 'list' && id === undefined) {
      process.stdout.write(CATALOGUE.map((rule) => row(rule, settingsOf(rule).mode)).join(''));
      return 0;
    }
    if (action !== 'show' || id === undefined || rest.length > 0) {
      throw wrongUsage(
        `rules takes \`list\` or \`show ID\`${meant(action ?? '', ['list', 'show'])}`,
        'run `rolewarden rules --help`',
      );
    }
    const rule = RULES.get(id);
    if (rule === undefined) {
      throw wrongUsage(
        `there is no rule ${JSON.stringify(id)}${meant(id, RULES.keys())}`,
        '`rolewarden rules list` names them all',
      );
    }
    process.stdout.write(page(rule, settingsOf(rule)));
    return 0;
  },
});

function row({ id, family, title }: Rule, mode: string): string {
  return `${id.padEnd(30)} ${family.padEnd(11)} ${mode.padEnd(6)} ${title}\n`;
}

function page(rule: Rule<z.ZodObject>, { mode, overrides }: Settings): string {
  const list = (title: string, items: readonly string[]) => [
    `\n${title}`,
    ...items.map((item) => `  - ${item}`),
  ];
  return [
    `${rule.id}: ${rule.title}`,
    `family ${rule.family}; mode ${mode}; MITRE ATT&CK ${rule.attack.join(', ')}`,
    `looks at: ${looksAtWords(rule.on)}`,
    `\n${rule.why}`,
    ...list('Blind spots', rule.blindSpots),
    ...list('Known false positives', rule.falsePositives),
    ...list('How to respond', [...(rule.ask === undefined ? [] : [rule.ask]), ...rule.respond]),
    ...list('Parameters', parameters(rule, overrides)),
    ...list('References', rule.references),
    '',
  ].join('\n');
}

/** A line for each parameter of a rule: its name, its value if that is not the default, the default, the description. */
function parameters(rule: Rule<z.ZodObject>, overrides: Settings['overrides']): readonly string[] {
  const { properties = {} } = z.toJSONSchema(rule.params, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { default: initial, description = '' } = typeof schema === 'object' ? schema : {};
    const usual = JSON.stringify(initial);
    const value = JSON.stringify(overrides[name] ?? initial);
    return `${name} (${value === usual ? '' : `${value}; `}default ${usual}): ${description}`;
  });
}
