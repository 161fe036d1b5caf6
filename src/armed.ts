import type { ZodObject } from 'zod';
import { ruleSettings } from './config/rule-schemas.ts';
import type { Config } from './config/schema.ts';
import { suppressionMatcher } from './config/settings.ts';
import { RolewardenError } from './core/errors.ts';
import type { ArmedRule } from './line/panel.ts';
import { CATALOGUE } from './rules/catalogue.ts';
import type { Rule } from './rules/define.ts';
import type { Suppression } from './scoring/context.ts';

/** The rules of the catalogue by id. */
export const RULES: ReadonlyMap<string, Rule<ZodObject>> = new Map(CATALOGUE.map((rule) => [rule.id, rule]));

/** The MITRE ATT&CK ids of a rule; empty for one that is not in the catalogue. */
export function techniques(ruleId: string): readonly string[] {
  return RULES.get(ruleId)?.attack ?? [];
}

/** Compiles the configuration's suppressions and maintenance windows. */
export function suppressionsOf({ suppressions, maintenance }: Config): readonly Suppression[] {
  const standing = suppressions.map(({ id, reason, until, rules, ...patterns }) => ({
    kind: 'suppression' as const,
    id,
    reason,
    from: Number.NEGATIVE_INFINITY,
    until: Date.parse(until),
    rules: new Set(rules),
    matches: suppressionMatcher(patterns),
  }));
  const windows = maintenance.map(({ id, reason, from, until, ...patterns }) => ({
    kind: 'maintenance' as const,
    id,
    reason,
    from: Date.parse(from),
    until: Date.parse(until),
    rules: new Set<string>(),
    matches: suppressionMatcher(patterns),
  }));
  return [...standing, ...windows];
}

/** Throws ERR_CONFIG_INVALID if a configuration lacks its defaults (JavaScript only), or two rules have the same id. */
export function checked(config: Config, own: readonly Rule[]): void {
  if (!('identity' in config && 'scoring' in config)) {
    const message = 'the configuration lacks its defaults: it was not checked';
    throw new RolewardenError('ERR_CONFIG_INVALID', message, 'pass what parseConfig or loadConfig returns');
  }
  const ids = new Set(RULES.keys());
  for (const { id } of own) {
    if (ids.has(id)) {
      const message = `there are two rules ${JSON.stringify(id)}`;
      throw new RolewardenError('ERR_CONFIG_INVALID', message, 'give the rule of your own another id');
    }
    ids.add(id);
  }
}

/** Every rule that is not off, with its parameters bound: first the catalogue's, then the caller's own. */
export function armedRules(config: Config, own: readonly Rule[]): readonly ArmedRule[] {
  const known = CATALOGUE.flatMap((rule) => {
    const { mode, overrides } = ruleSettings(config.rules, rule.id);
    return mode === 'off' ? [] : [{ rule, judge: rule.bind(overrides), mode }];
  });
  return [...known, ...own.map((rule) => ({ rule, judge: rule.bind({}), mode: 'on' as const }))];
}
