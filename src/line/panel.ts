import type { StsEvent } from '../core/event/event.ts';
import type { Judge, Rule } from '../rules/define.ts';
import type { RuleMode } from '../scoring/context.ts';

/** A rule with the operator's parameters and mode. */
export interface ArmedRule {
  readonly rule: Rule;
  readonly judge: Judge;
  readonly mode: RuleMode;
}

/** The rules by the events that they look at: found once, so that an event meets only those. */
export interface Panel {
  /** In the order of the configuration. */
  rulesFor(event: StsEvent): readonly ArmedRule[];
  /** Ids of the rules in shadow mode. */
  readonly shadow: ReadonlySet<string>;
}

/** Sorts the rules by the events that they look at. */
export function createPanel(rules: readonly ArmedRule[]): Panel {
  const byName = new Map<string, readonly ArmedRule[]>();
  const lookingAt = (event: StsEvent) => rules.filter(({ rule }) => rule.looksAt(event));
  let watched: readonly ArmedRule[] | undefined;
  return {
    shadow: new Set(rules.filter(({ mode }) => mode === 'shadow').map(({ rule }) => rule.id)),
    rulesFor(event) {
      // A rule looks at names, of which there are two dozen, and at whether the event is of another service.
      if (event.service === 'watched') {
        watched ??= lookingAt(event);
        return watched;
      }
      const known = byName.get(event.name);
      if (known !== undefined) return known;
      const found = lookingAt(event);
      byName.set(event.name, found);
      return found;
    },
  };
}
