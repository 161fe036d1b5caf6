import type { RuleCost } from './rule-cost.ts';
import { head, row } from './table.ts';

const TOP = 10;

/** The ten dearest rules, and the families. */
export function ruleTables({
  rules,
  together,
}: {
  readonly rules: readonly RuleCost[];
  readonly together: number;
}): void {
  head('The ten dearest rules, each by itself: it pays for facts that others would share', [
    'rule',
    'µs/event',
  ]);
  for (const { id, micros } of rules.slice(0, TOP)) row([id, micros.toFixed(2)]);
  row([`all ${rules.length}, one after another on the same facts`, together.toFixed(2)]);
  head('Rules by family, each by itself', ['family', 'rules', 'µs/event']);
  for (const family of new Set(rules.map((rule) => rule.family))) {
    const some = rules.filter((rule) => rule.family === family);
    const micros = some.reduce((sum, one) => sum + one.micros, 0);
    row([family, String(some.length), micros.toFixed(2)]);
  }
}
