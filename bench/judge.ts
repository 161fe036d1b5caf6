/**
 * What a record costs from its line to what it teaches, beside JSON.parse of the same line, and what each rule costs:
 * `npm run bench`. A made-up organisation's ordinary days, in event order, into an empty memory. `--quick`: a month.
 */

import { type PanelCost, panelCosts } from './support/panel-cost.ts';
import { type Cost, quarterOf, walk } from './support/quarter.ts';
import { head, middle, row } from './support/table.ts';

const ROUNDS = 5;
const COLD = 12_000;
const STEPS = ['parse', 'normalise', 'order', 'recall', 'judge', 'learn'] as const;
const NAMES: Readonly<Record<(typeof STEPS)[number], string>> = {
  parse: 'JSON.parse',
  normalise: 'normalise',
  order: 'copies merged, put in order',
  recall: 'recall',
  judge: 'judge with every rule',
  learn: 'learn',
};

const quick = process.argv.includes('--quick');
const quarter = quick ? quarterOf(30, 40) : quarterOf(90, 80);
const { lines } = quarter;
// First of all: nothing is compiled yet.
const cold = await walk(quarter, lines.slice(0, COLD));
const rounds: Cost[] = [];
let rules: readonly PanelCost[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const last = round === ROUNDS - 1;
  rounds.push(
    await walk(quarter, lines, async (_app, store, events) => {
      if (last) rules = await panelCosts(store, events);
    }),
  );
}
quarter.close();

const warm = (step: (typeof STEPS)[number]) => middle(rounds.map((cost) => cost[step]));
head(
  `Records of ${quick ? 30 : 90} days (${lines.length} lines of ${Math.round(lines.join('').length / lines.length)} characters), µs of a core each: medians of ${ROUNDS} rounds, and the first ${COLD} in a fresh process`,
  ['step', 'warm', 'ratio to JSON.parse', 'cold', 'ratio'],
);
for (const step of STEPS) {
  const hot = warm(step);
  const first = cold[step];
  const ratios = [hot / warm('parse'), first / cold.parse].map((ratio) => ratio.toFixed(2));
  row([NAMES[step], hot.toFixed(1), ratios[0] ?? '', first.toFixed(1), ratios[1] ?? '']);
}
head(
  'Rules over one day of it, best of many rounds: ns an event that the rule looks at, and ns an event of all',
  ['rule', 'looks at', 'ns each', 'ns of all'],
);
for (const { each, id, overall, share } of rules) {
  row([id, `${(share * 100).toFixed(0)} %`, each.toFixed(0), overall.toFixed(0)]);
}
row(['all', '', '', rules.reduce((sum, { overall }) => sum + overall, 0).toFixed(0)]);
