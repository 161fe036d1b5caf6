import { z } from 'zod';
import { CATALOGUE } from '../rules/catalogue.ts';

const mode = z
  .enum(['on', 'shadow', 'off'])
  .default('on')
  .describe('shadow: reported in the finding’s context, adds no points.');

/** One strict object per rule: its mode beside its own parameters, so an unknown rule or parameter is an error. */
export const RULE_SCHEMAS = z
  .strictObject(
    Object.fromEntries(
      CATALOGUE.map((rule) => [rule.id, rule.params.extend({ mode }).optional().describe(rule.title)]),
    ),
  )
  .prefault({})
  .describe('Rules by id: mode, points and parameters.');

/** A rule's mode and its other settings, ready to bind. */
export function ruleSettings(
  rules: z.infer<typeof RULE_SCHEMAS>,
  id: string,
): { readonly mode: z.infer<typeof mode>; readonly overrides: Readonly<Record<string, unknown>> } {
  const { mode: set, ...overrides } = rules[id] ?? {};
  return { mode: mode.parse(set), overrides };
}
