import { z } from 'zod';
import { CATALOGUE } from '../rules/catalogue.ts';

const mode = z
  .enum(['on', 'shadow', 'off'])
  .default('on')
  .describe('shadow: reported in the finding’s context, adds no points.');

const IDS = new Set(CATALOGUE.map(({ id }) => id));

/** The id of a rule that there is: a mistyped one would be passed over in silence. */
export const ruleId = z.string().refine((id) => IDS.has(id), {
  error: ({ input }) => {
    const like = likeRule(String(input));
    const meant = like.length === 0 ? '' : `: did you mean ${like.join(' or ')}?`;
    return `no rule has this id${meant}; see \`rolewarden rules list\``;
  },
});

/** The rules whose ids share the most words with what was written, if they are few. */
export function likeRule(id: string): readonly string[] {
  const words = new Set(id.toLowerCase().split(/[^a-z]+/));
  const shared = (known: string) => known.split('-').filter((word) => words.has(word)).length;
  const most = Math.max(...[...IDS].map(shared));
  const like = [...IDS].filter((known) => shared(known) === most);
  return most === 0 || like.length > 3 ? [] : like;
}

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
