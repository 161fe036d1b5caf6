import { at, listOf, ofType, type Resource, type Say, textOf } from './template.ts';

const ALWAYS = ['dead', 'quarantine', 'alerts-unheard', 'redis-memory', 'redis-cpu'];
const RULES = ['undelivered', 'rule-failed', 'bus-rule-failed', 'rule-silent'];
const OWN = [
  'findings-critical',
  'starvation',
  'lag',
  'batch-duration',
  'degraded',
  'store-recall',
  'unlearned',
  'owed',
  'actions-failed',
  'breaker-open',
  'actions-stopped',
  'actions-retrying',
  'actions-unsigned',
  'unreadable',
];
const QUEUE = ['queue-age', 'queue-silent'];
const FEEDS: Readonly<Record<string, readonly string[]>> = {
  sqs: [...QUEUE, ...RULES],
  s3: QUEUE,
  kinesis: ['iterator-age', 'stream-silent', 'stream-throttled', ...RULES],
  direct: RULES,
};

/** The names of the alarms that a template must have, for its feed and compute. */
export function wantedAlarms(feed: string, compute: string, acting: boolean): readonly string[] {
  return [
    ...ALWAYS,
    ...(FEEDS[feed] ?? []),
    ...OWN,
    ...(compute === 'lambda' ? ['errors', 'throttles'] : ['tasks', 'task-memory']),
    ...(compute === 'ecs' && acting ? ['sweep-failed', 'sweep-unfinished', 'sweep-silent', 'drift'] : []),
    ...(feed === 's3' ? ['objects-failed'] : []),
    ...(feed === 'kinesis' && compute === 'lambda' ? ['remains'] : []),
    ...(feed === 'direct' ? ['lost'] : []),
  ];
}

/** Alarms that fire below a threshold, and if nothing is measured. */
const STARVE = ['starvation', 'rule-silent', 'queue-silent', 'stream-silent', 'sweep-silent', 'tasks'];

/** Alarms: all that are wanted, each with somebody to tell, the right direction, and the right meaning of silence. */
export function alarmFaults(all: readonly Resource[], wanted: readonly string[], say: Say): void {
  const alarms = ofType(all, 'AWS::CloudWatch::Alarm').filter(({ properties }) =>
    textOf(at(properties, 'AlarmName')).startsWith('rolewarden-'),
  );
  const byName = new Map(alarms.map((alarm) => [textOf(at(alarm.properties, 'AlarmName')), alarm]));
  for (const name of wanted) {
    const alarm = byName.get(`rolewarden-${name}`);
    say(alarm !== undefined, `no alarm ${name}`);
    if (alarm === undefined) continue;
    say(listOf(at(alarm.properties, 'AlarmActions')).length > 0, `${name}: tells nobody`);
    const missing = at(alarm.properties, 'TreatMissingData');
    say(
      missing === (STARVE.includes(name) ? 'breaching' : 'notBreaching'),
      `${name}: silence means ${textOf(missing)}`,
    );
    const less = textOf(at(alarm.properties, 'ComparisonOperator')).startsWith('LessThan');
    say(less === STARVE.includes(name), `${name}: looks the wrong way`);
  }
}
