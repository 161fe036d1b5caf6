import { configHashOf } from '../app.ts';
import { atDesk, type Desk, FORMAT_HELP, usage } from './acting.ts';
import { auditCheck, type Check, dataChecks, ok, redisChecks } from './acting-checks.ts';
import { accountChecks, alertChecks, armingChecks, awsChecks, ruleChecks } from './acting-checks-aws.ts';
import { quarantineCheck, queueChecks } from './acting-checks-feed.ts';
import { streamChecks } from './acting-checks-stream.ts';
import { safe, steps } from './acting-words.ts';
import { COMMON, type Command, findConfig, parse } from './command.ts';

const OPTIONS = {
  ...COMMON,
  format: { type: 'string' },
  regions: { type: 'string' },
  name: { type: 'string' },
  queue: { type: 'string' },
  stream: { type: 'string' },
} as const;

/** Columns of the longest check's name. */
const NAME = 17;

export const doctorCommand: Command = {
  interruptible: true,
  help: `usage: rolewarden doctor [options]

Checks, in this order, each with ok, warn or fail, what is wrong and what to do: the configuration; the AWS credentials,
region and clock; Redis (reached, version, role, memory policy, append-only file, TLS, scripts, clock); databases and
lists; the audit folder and the quarantine (a probe is written and removed; to a queue nothing is sent); every account
(its spoke role is assumed, its roles are read); modes, trusted sources, kill switch and breakers; alerts (nothing is
sent); with --regions the EventBridge rules; with --queue that it may be looked at, its dead-letter queue, visibility
time, encryption and trust (receiving, deleting and changing visibility are not tried: they would touch messages); with
--stream its retention, encryption and trust, and that one shard may be read. Changes nothing but the probe.

  --regions R,R,...      where the EventBridge rule is to be
  --name NAME            the rule's name (default rolewarden-sts)
  --queue URL            the SQS queue that events come through
  --stream NAME|ARN      the Kinesis stream that events come through
${FORMAT_HELP}
Exit status: 0 nothing fails; 1 something does; 2 wrong usage or configuration.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('doctor', args, OPTIONS);
    if (values.help) {
      process.stdout.write(doctorCommand.help);
      return 0;
    }
    if (positionals.length > 0) throw usage('doctor takes no words', 'run `rolewarden doctor --help`');
    const regions = (values.regions ?? '')
      .split(',')
      .map((region) => region.trim())
      .filter(Boolean);
    const wrong = regions.find((region) => !/^[a-z]+(-[a-z]+)+-\d+$/.test(region));
    if (wrong !== undefined) {
      throw usage(`--regions cannot hold ${JSON.stringify(wrong)}`, 'name regions such as us-east-1');
    }
    const { source } = findConfig(values.config, surroundings);
    return atDesk(values, surroundings, (desk) =>
      examine(desk, [
        async () => [ok('configuration', `${source} (${configHashOf(desk.config)})`)],
        () => awsChecks(desk),
        () => redisChecks(desk),
        () => dataChecks(desk, Date.now()),
        async () => [await auditCheck(desk), await quarantineCheck(desk)],
        () => accountChecks(desk),
        () => armingChecks(desk),
        () => alertChecks(desk),
        () => ruleChecks(desk, regions, values.name ?? 'rolewarden-sts'),
        async () => (values.queue === undefined ? [] : queueChecks(desk, values.queue)),
        async () => (values.stream === undefined ? [] : streamChecks(desk, values.stream)),
      ]),
    );
  },
};

async function examine(desk: Desk, groups: readonly (() => Promise<readonly Check[]>)[]): Promise<number> {
  const counts = { ok: 0, warn: 0, fail: 0 };
  for (const group of groups) {
    desk.signal.throwIfAborted();
    for (const { check, detail, fix, status } of await group()) {
      counts[status] += 1;
      const words = `${status.padEnd(5)}${check.padEnd(NAME)} ${safe(detail)}\n${steps(fix)}`;
      desk.show({ schema: 'rolewarden.check/1', check, status, detail, fix }, words);
    }
  }
  process.stderr.write(`doctor: ${counts.ok} ok, ${counts.warn} warnings, ${counts.fail} failed\n`);
  return counts.fail === 0 ? 0 : 1;
}
