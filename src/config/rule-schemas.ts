import * as z from 'zod';
import { meant } from '../core/text/nearest.ts';
import { CATALOGUE } from '../rules/catalogue.ts';

const mode = z
  .enum(['on', 'shadow', 'off'])
  .default('on')
  .describe('shadow: reported in the finding’s context, adds no points.');

const IDS = new Set(CATALOGUE.map(({ id }) => id));

/** The id of an existing rule: a mistyped one would otherwise be ignored in silence. */
export const ruleId = z.string().refine((id) => IDS.has(id), {
  error: ({ input }) => `no rule has this id${meant(String(input), IDS)}; see \`rolewarden rules list\``,
});

/** By a rule's id, its mode and parameters. Each rule has the schema of its own parameters. */
type RuleSettings = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** The `rules` section: a strict object for each rule, so that an unknown rule or parameter is an error. */
export const RULE_SCHEMAS: z.ZodType<RuleSettings, RuleSettings | undefined> = z
  .strictObject(
    Object.fromEntries(
      CATALOGUE.map((rule) => [rule.id, rule.params.extend({ mode }).optional().describe(rule.title)]),
    ),
  )
  .prefault({})
  .describe('Rules by id: mode, points and parameters.');

/** The mode of a rule, and the parameters that the configuration sets (`overrides`). */
export function ruleSettings(
  rules: RuleSettings,
  id: string,
): { readonly mode: z.infer<typeof mode>; readonly overrides: Readonly<Record<string, unknown>> } {
  const { mode: set, ...overrides } = rules[id] ?? {};
  return { mode: mode.parse(set), overrides };
}
