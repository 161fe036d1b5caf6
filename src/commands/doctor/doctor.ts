import { configHashOf } from '../../app.ts';
import { wrongUsage } from '../../core/errors.ts';
import { parseQueueUrl } from '../../feeds/sqs/url.ts';
import { atDesk, type Desk, FORMAT_HELP } from '../acting/acting.ts';
import { safe, steps } from '../acting/words.ts';
import { COMMON, defineCommand, findConfig } from '../command.ts';
import { alertChecks, testAlertChecks } from './alerts.ts';
import { armingChecks, auditCheck } from './arming.ts';
import { feedsOf, liveOf, ruleRegions } from './asked.ts';
import { accountChecks, awsChecks } from './aws.ts';
import { type Check, ok, type Say } from './checks.ts';
import { dataChecks } from './data.ts';
import { quarantineCheck, queueChecks } from './feed.ts';
import type { DrillOptions } from './live.ts';
import { redisChecks } from './redis.ts';
import { ruleChecks } from './rules.ts';
import { streamChecks } from './stream.ts';
import { trailChecks } from './trail.ts';

const OPTIONS = {
  ...COMMON,
  format: { type: 'string' },
  regions: { type: 'string' },
  name: { type: 'string' },
  queue: { type: 'string' },
  stream: { type: 'string' },
  live: { type: 'string' },
  wait: { type: 'string' },
  'test-alert': { type: 'boolean', default: false },
} as const;

/** Columns for the names of checks. */
const NAME = 17;

export const doctorCommand = defineCommand({
  name: 'doctor',
  options: OPTIONS,
  // with --live, it must be able to take back the deny that it wrote
  interruptible: (args) => !args.some((arg) => arg.startsWith('--live')),
  help: `usage: rolewarden doctor [options]

Checks, in this order, each with ok, warn or fail, what is wrong and what to do: the configuration; the AWS
credentials, region and clock; Redis (reached, version, role, memory policy, append-only file, TLS, scripts, clock);
databases and lists; the audit folder and the quarantine (a probe is written, and removed unless it is an object in
S3: there "probe" stays; to a queue nothing is sent); every account (its spoke role is assumed, its roles are read);
modes, signatures, trusted sources, kill switch and breakers; alerts (hosts of webhooks are resolved; nothing is sent
without --test-alert);
with --regions that a trail logs management events there, and the EventBridge rules, whoever made them: state, pattern,
targets, dead-letter queues, whether those queues let the rule send, and the rule behind a bus; with --queue its
attributes: dead-letter queue, visibility time, retention, encryption and trust (receiving, deleting and changing
visibility are not tried: they would touch messages); with --stream its retention, encryption and trust, and that one
shard can be read. Changes nothing but the probe.

What it may not look at is a warning that begins with "unknown", and names the action to allow. For --regions these are
events:DescribeRule, events:ListTargetsByRule, events:ListTagsForResource, sqs:GetQueueAttributes on the queues that the
rules send to, cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors.

--live proves, on a role used for nothing else (tag rolewarden:drill=true; docs/operations.md), what no emulator can: it
assumes the role, ends that session as \`revoke\` does and checks that AWS denies it and no other session of the role;
undoes it and checks that the session is allowed again; checks that IAM refuses what it should, and that the workers
judged what was done. It is recorded like every action, and may alert.

  --regions R,R,...      where the EventBridge rule should exist
  --name NAME            the rule's name (default rolewarden-sts)
  --queue URL            the SQS queue that events come through; with --regions, also that rules send to it
  --stream NAME|ARN      the Kinesis stream that events come through; likewise
  --live ROLE_ARN        the drill role; the AWS caller must be allowed to assume it
  --wait TIME            with --live: how long events may take to be judged (default 15m)
  --test-alert           sends each place under alerts, whatever its level, one alert that says it is a test
${FORMAT_HELP}
Exit status: 0 nothing fails; 1 something does; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('doctor takes no words', 'run `rolewarden doctor --help`');
    const regions = ruleRegions(values);
    const live = liveOf(values);
    if (values.queue !== undefined) parseQueueUrl(values.queue);
    const { source } = findConfig(values.config, surroundings);
    const { config, name = 'rolewarden-sts' } = values;
    const ruleChoice = { regions, name, config, ...feedsOf(values, surroundings.environment) };
    return atDesk(values, surroundings, (desk) =>
      examine(desk, live, [
        async () => [ok('configuration', `${source} (${configHashOf(desk.config)})`)],
        () => awsChecks(desk),
        () => redisChecks(desk),
        () => dataChecks(desk, Date.now()),
        async () => [await auditCheck(desk), await quarantineCheck(desk)],
        () => accountChecks(desk),
        () => armingChecks(desk),
        () => alertChecks(desk),
        async () => (values['test-alert'] ? testAlertChecks(desk) : []),
        () => trailChecks(desk, regions),
        () => ruleChecks(desk, ruleChoice),
        async () => (values.queue === undefined ? [] : queueChecks(desk, values.queue)),
        async () => (values.stream === undefined ? [] : streamChecks(desk, values.stream)),
      ]),
    );
  },
});

async function examine(
  desk: Desk,
  live: DrillOptions | undefined,
  groups: readonly (() => Promise<readonly Check[]>)[],
): Promise<number> {
  const counts = { ok: 0, warn: 0, fail: 0 };
  const say: Say = ({ check, detail, fix, status }) => {
    counts[status] += 1;
    const words = `${status.padEnd(5)}${check.padEnd(NAME)} ${safe(detail)}\n${steps(fix)}`;
    desk.show({ schema: 'rolewarden.check/1', check, status, detail, fix }, words);
  };
  for (const group of groups) {
    desk.signal.throwIfAborted();
    for (const check of await group()) say(check);
  }
  if (live !== undefined) {
    const { liveChecks } = await import('./live.ts');
    await liveChecks(desk, live, say);
  }
  process.stderr.write(`doctor: ${counts.ok} ok, ${counts.warn} warnings, ${counts.fail} failed\n`);
  return counts.fail === 0 ? 0 : 1;
}
