import { parseDeadLetterQueue, parseRole, parseTarget } from '../actions/provision/arn.ts';
import { closingWords, reportWords } from '../actions/provision/report.ts';
import { provideJob, type RegionReport, type RuleJob, removeJob, runJobs } from '../actions/provision/run.ts';
import { wantedRules } from '../actions/provision/wanted.ts';
import type { Config } from '../config/schema.ts';
import { wrongUsage } from '../core/errors.ts';
import { glob } from '../core/text/glob.ts';
import { meant } from '../core/text/nearest.ts';
import { encodeJson, encodeText } from '../report/encode.ts';
import { oneOf, regionsIn } from './arguments.ts';
import {
  COMMON,
  COMMON_HELP,
  defineCommand,
  findConfig,
  logAt,
  type Surroundings,
  type ValuesOf,
} from './command.ts';

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

type Values = ValuesOf<typeof OPTIONS>;

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
      open: ({ region, name }) => createRuleApi(region, name, signal),
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

function removals({ regions }: Values, name: string): readonly RuleJob[] {
  return regionsOf(regions).map((region) => removeJob({ region, name }));
}

function provisions(values: Values, name: string, surroundings: Surroundings): readonly RuleJob[] {
  const regions = regionsOf(values.regions);
  if (values.target === undefined) {
    throw wrongUsage(
      'provision eventbridge needs --target ARN',
      'name a queue, a function, a stream or a bus',
    );
  }
  const role = values['target-role'];
  const request = {
    name,
    regions,
    targets: [...new Set(values.target)].map(parseTarget),
    role: role === undefined ? undefined : parseRole(role),
    deadLetterQueues: [...new Set(values.dlq)].map(parseDeadLetterQueue),
  };
  const { config } = findConfig(values.config, surroundings);
  const jobs = wantedRules({ ...request, watch: config.sessions === 'watch' }).map(provideJob);
  advise(values, name, config);
  return jobs;
}

function regionsOf(list = ''): readonly string[] {
  const regions = regionsIn(list);
  if (regions.length > 0) return regions;
  throw wrongUsage('provision eventbridge needs --regions', 'name them: --regions us-east-1,eu-central-1');
}

function nameOf(name: string): string {
  if (/^[\w.-]{1,64}$/.test(name)) return name;
  throw wrongUsage(
    `--name cannot be ${JSON.stringify(name)}`,
    'use up to 64 letters, digits, dots, hyphens and underscores',
  );
}

/** Notes that hold for all regions: each is said once. */
function advise({ regions, target = [] }: Values, name: string, config: Config) {
  const say = (words: string) => void process.stderr.write(`note: ${words}\n`);
  if (target.some((arn) => arn.startsWith('arn:aws:')) && !regionsOf(regions).includes('us-east-1')) {
    const changes = config.sessions === 'watch' ? ' and changes in IAM' : '';
    say(`us-east-1 is not among --regions: calls of the global STS endpoint${changes} are logged only there`);
  }
  if (!config.self.some((pattern) => glob(pattern)(name))) {
    say(
      `no pattern of \`self\` in the configuration matches ${name}: nobody is told when the rule is changed`,
    );
  }
}
