import { closingWords, reportWords } from '../actions/provision/report.ts';
import { type RegionReport, type RuleJob, runJobs } from '../actions/provision/run.ts';
import { wrongUsage } from '../core/errors.ts';
import { meant } from '../core/text/nearest.ts';
import { encodeJson, encodeText } from '../report/encode.ts';
import { oneOf } from './arguments.ts';
import { COMMON, COMMON_HELP, defineCommand, logAt, type Surroundings } from './command.ts';
import { nameOf, provisions, removals } from './rule-jobs.ts';

const OPTIONS = {
  ...COMMON,
  target: { type: 'string', multiple: true },
  'target-role': { type: 'string' },
  dlq: { type: 'string', multiple: true },
  regions: { type: 'string' },
  name: { type: 'string' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean' },
  remove: { type: 'boolean' },
} as const;

export const provisionCommand = defineCommand({
  name: 'provision',
  options: OPTIONS,
  help: `usage: rolewarden provision eventbridge --target ARN --regions REGION,... [options]

Creates or updates, on the default bus of every region, a rule for aws.sts, aws.signin and aws.sso in the state
ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: a rule that is merely ENABLED does not reliably receive AssumeRole.
If the configuration has \`sessions: watch\`, the rule also matches changes in IAM, in services that keep watch, and
wherever attackers make them; calls of other services that only read need a trail in S3 or a stream of all events.
Says what differs, changes that and nothing else, and reads back. A second run changes nothing. A rule of the same
name without Rolewarden's mark is never touched. A trail that logs read and write management events must exist.

STS logs a call in the region whose endpoint was called, the global endpoint in us-east-1: name us-east-1, the home
region of Identity Center, and every region that you use or have switched on. Sign-ins of IAM users may be logged in
us-east-2, eu-north-1 and ap-southeast-2, used or not.

  --target ARN           an SQS queue (standard; recommended), a Lambda function, a Kinesis stream, or an event bus;
                         may be repeated: a region uses its own queue, function or stream, else the bus
  --target-role ARN      what EventBridge assumes to deliver: needed for a stream, a bus, or another account's target
  --dlq ARN              standard SQS queue for what cannot be delivered; one per region, in that region
  --regions R,R,...      where the rules should exist
  --name NAME            the rules' name (default rolewarden-sts)
  --format text|json     json: one line per region on stdout (rolewarden.provision/1)
  --dry-run              say what would be done; calls nothing that changes anything
  --remove               remove the target, then the rule, where it carries our mark; --target, --target-role and --dlq
                         do not matter
${COMMON_HELP}
What the target must allow is printed with the plan, ready to be pasted: for a queue (and a dead-letter queue) the
statement of its policy that lets events.amazonaws.com send for this rule alone; for a function the command
\`aws lambda add-permission\`; for a role its trust and its one permission. A queue encrypted with a key of your own
also needs kms:GenerateDataKey and kms:Decrypt for events.amazonaws.com in the policy of that key.

The caller needs events:DescribeRule, events:ListTargetsByRule and events:ListTagsForResource; to change something
events:PutRule, events:PutTargets and, with --target-role, iam:PassRole on that role; to remove
events:RemoveTargets and events:DeleteRule.

Exit status: 0 every region is as it should be (or would be: --dry-run); 1 a region failed or was not touched; 2 usage.
`,
  async run({ values, positionals }, surroundings) {
    if (positionals.length !== 1 || positionals[0] !== 'eventbridge') {
      throw wrongUsage(
        `provision takes one word: eventbridge${meant(positionals[0] ?? '', ['eventbridge'])}`,
        'run `rolewarden provision --help`',
      );
    }
    logAt(values['log-level']);
    const format = oneOf('--format', values.format ?? 'text', ['text', 'json']);
    const name = nameOf(values.name ?? 'rolewarden-sts');
    const jobs = values.remove === true ? removals(values, name) : provisions(values, name, surroundings);
    return execute(jobs, { dryRun: values['dry-run'] === true, format }, surroundings);
  },
});

async function execute(
  jobs: readonly RuleJob[],
  { dryRun, format }: { readonly dryRun: boolean; readonly format: 'text' | 'json' },
  { signal }: Surroundings,
): Promise<number> {
  // loaded here, so that no other command loads the SDK
  const { createRuleApi } = await import('../actions/provision/api.ts');
  const tell = (report: RegionReport) => {
    const record = { schema: 'rolewarden.provision/1', ...report };
    if (format === 'json') process.stdout.write(`${encodeJson(record)}\n`);
    process.stderr.write(
      reportWords(report)
        .map((line) => `${encodeText(line)}\n`)
        .join(''),
    );
  };
  try {
    const reports = await runJobs(jobs, {
      open: ({ region, name }) => createRuleApi({ region, name }, signal),
      dryRun,
      signal,
      tell,
    });
    process.stderr.write(closingWords(reports, dryRun));
    return reports.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    process.stderr.write(
      'rolewarden: interrupted; a region not named above was not changed, or in part\n  what to do: run the same command again\n',
    );
    return 130;
  }
}
