import { ALERT, carriedBy, type Measured, VISIBLE } from './measure.ts';

/** Several organisations measured with and without a proposed configuration. */
export interface Report {
  readonly bare: readonly Measured[];
  readonly configured: readonly Measured[];
  /** How it was made: date, Node version, size. */
  readonly made: string;
}

const per1000 = (count: number, events: number) => ((count / events) * 1_000).toFixed(2);
const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`;
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

type Tried = Measured['attacks'][number];
const isFound = ({ grade, score }: Tried) => score >= (grade === 'conclusive' ? ALERT : VISIBLE);
const recall = (attacks: readonly Tried[]) => percent(attacks.filter(isFound).length, attacks.length);

/** docs/quality.md. */
export function qualityPage({ bare, configured, made }: Report): string {
  const attacks = bare.flatMap((one) => one.attacks);
  return [
    '<!-- Written by `npm run quality`: run it and commit the result. -->',
    '# Measured quality',
    `${made}. Each seed gives a different synthetic organisation: people in several time zones with trips, moves, new laptops, nights on call, new permission sets and hires; IAM users with MFA; machines with keys, instances, functions, pods whose cluster is replaced, pipelines with feature branches and new repositories; vendors old and new; an audit tool and a new account. Everything on its ordinary days is benign. ${attacks.length / Math.max(1, bare.length)} attacks are added to those days, each after the eighteenth day and each with its own victim.`,
    'Conclusive attacks must alert (70 or more); subtle ones must be visible (40 or more). A benign alert is a finding at or above 70 on ordinary days that does not repeat another.',
    '## By seed',
    table(
      [
        'seed',
        'STS events',
        'conclusive found',
        'subtle found',
        'benign alerts',
        'per 1,000 STS events',
        'per day',
        'findings ≥ 40 per 1,000',
        'benign alerts per 1,000 with `init`',
      ],
      bare.map((one, n) => [
        one.seed,
        one.stsEvents,
        recall(one.attacks.filter(({ grade }) => grade === 'conclusive')),
        recall(one.attacks.filter(({ grade }) => grade === 'subtle')),
        one.alerts.length,
        per1000(one.alerts.length, one.stsEvents),
        (one.alerts.length / one.days).toFixed(2),
        per1000(one.visible, one.stsEvents),
        configuredRate(configured[n]),
      ]),
    ),
    '## Recall by group',
    table(
      ['group', 'conclusive', 'subtle', 'with `init`: conclusive', 'subtle'],
      [...new Set(attacks.map(({ group }) => group))].map((group) => [
        group,
        ...byGrade(attacks, group),
        ...byGrade(
          configured.flatMap((one) => one.attacks),
          group,
        ),
      ]),
    ),
    '## By technique',
    table(['technique', 'grade', 'found', 'scores by seed', 'missed without any of'], techniques(attacks)),
    '## What each rule contributes',
    'True: attacks that would not have been found without the rule. False: benign alerts that only the rule caused. A rule with neither still explains findings, or adds points to what other rules found.',
    table(['rule', 'true', 'false alerts', 'in how many attacks it fired'], contributions(bare)),
    '## What this does not say',
    'Synthetic organisations are easier than real ones: one random generator draws all their habits. The rules are not tuned to these seeds; try others with `npm run quality -- --first 100 --seeds 5`, and your own recordings with `rolewarden replay`.',
  ].join('\n\n');
}

function configuredRate(one: Measured | undefined): string {
  return one === undefined ? '–' : per1000(one.alerts.length, one.stsEvents);
}

function byGrade(attacks: readonly Tried[], group: string): readonly string[] {
  return ['conclusive', 'subtle'].map((wanted) =>
    recall(attacks.filter((attack) => attack.group === group && attack.grade === wanted)),
  );
}

function techniques(attacks: readonly Tried[]) {
  return [...new Set(attacks.map(({ id }) => id))].map((id) => {
    const all = attacks.filter((attack) => attack.id === id);
    const carried = all.map((one) =>
      one.best ? carriedBy(one.best, one.grade === 'conclusive' ? ALERT : VISIBLE) : [],
    );
    const always = (carried[0] ?? []).filter((rule) => carried.every((rules) => rules.includes(rule)));
    return [
      id,
      all[0]?.grade ?? '',
      `${all.filter(isFound).length} of ${all.length}`,
      all.map(({ score }) => score).join(', '),
      always.join(', ') || '–',
    ];
  });
}

function contributions(measured: readonly Measured[]) {
  const best = measured.flatMap(({ attacks }) =>
    attacks.flatMap(({ best, grade }) => (best === undefined ? [] : [{ best, grade }])),
  );
  const carried = countOf(
    best.flatMap(({ best, grade }) => carriedBy(best, grade === 'conclusive' ? ALERT : VISIBLE)),
  );
  const spoke = countOf(best.flatMap(({ best }) => [...new Set(best.signals.map(({ ruleId }) => ruleId))]));
  const noisy = countOf(measured.flatMap(({ alerts }) => alerts.flatMap((alert) => carriedBy(alert, ALERT))));
  const of = (counts: ReadonlyMap<string, number>, id: string) => counts.get(id) ?? 0;
  return [...new Set([...spoke.keys(), ...noisy.keys()])]
    .sort((a, b) => of(carried, b) - of(carried, a) || of(spoke, b) - of(spoke, a) || (a < b ? -1 : 1))
    .map((id) => [id, of(carried, id), of(noisy, id), of(spoke, id)]);
}

function countOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** One line for each seed, and what was missed: for the terminal. */
export function seedLine(one: Measured): string {
  const missed = one.attacks.filter((attack) => !isFound(attack)).map(({ id, score }) => `${id} (${score})`);
  return `seed ${one.seed}: ${one.stsEvents} STS events, ${one.alerts.length} benign alerts (${per1000(one.alerts.length, one.stsEvents)} per 1,000), ${sum([one.attacks.length, -missed.length])} of ${one.attacks.length} attacks found${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`;
}
