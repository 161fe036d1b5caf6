import type { Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Feed } from './feed.ts';
import { aws, measured } from './measures.ts';
import { NAMES } from './names.ts';
import type { Settings } from './settings.ts';
import { ageOf, depth } from './watch-feed.ts';

/** One page that shows what was found, whether it was on time, and what is wrong. */
export function createDashboard(
  scope: Stack,
  alarms: readonly Alarm[],
  feed: Feed,
  settings: Settings,
): Dashboard {
  const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8, height: 6 });
  const levels = ['Info', 'Low', 'Medium', 'High', 'Critical'];
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: 'rolewarden',
    start: '-PT6H',
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 })],
      [
        graph('Findings', ...levels.map((level) => measured(`Findings${level}`, 'Sum'))),
        graph('Events judged', measured('Events', 'Sum')),
        graph('From event to verdict (s)', measured('LagMedian', 'Average'), measured('LagMax', 'Maximum')),
      ],
      [
        graph(
          'Revocations',
          ...['Applied', 'Pending', 'Refused', 'Failed'].map((word) => measured(`Actions${word}`, 'Sum')),
        ),
        graph(
          'Owed, degraded, unlearned',
          measured('Owed', 'Sum'),
          measured('DegradedEvents', 'Sum'),
          measured('Unlearned', 'Sum'),
        ),
        graph(
          'Batch (s)',
          measured('BatchDurationMedian', 'Average'),
          measured('BatchDurationMax', 'Maximum'),
        ),
      ],
      [
        ...(settings.feed === 's3' ? [] : RULES.map(({ title, measures }) => graph(title, ...measures))),
        graph('Waiting', waiting(feed, settings)),
      ],
    ],
  });
}

/** There are no rules where CloudTrail's files are read. Both have one name, on buses of their own. */
const RULES = [
  { title: 'The rule', measures: ruleOf({}) },
  { title: 'From other regions and accounts', measures: ruleOf({ EventBusName: NAMES.bus }) },
];

function ruleOf(bus: Readonly<Record<string, string>>): readonly IMetric[] {
  return ['MatchedEvents', 'FailedInvocations'].map((name) =>
    aws('AWS/Events', name, { ...bus, RuleName: NAMES.rule }, 'Sum'),
  );
}

function waiting(feed: Feed, settings: Settings): IMetric {
  switch (feed.kind) {
    case 'queue':
      return depth(feed.queue);
    case 'direct':
      return aws('AWS/Lambda', 'AsyncEventAge', { FunctionName: NAMES.worker }, 'Maximum');
    case 'stream':
      return ageOf(settings, feed.stream);
  }
}
