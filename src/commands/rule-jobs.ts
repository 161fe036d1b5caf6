import { parseDeadLetterQueue, parseRole, parseTarget } from '../actions/provision/arn.ts';
import { provideJob, type RuleJob, removeJob } from '../actions/provision/run.ts';
import { wantedRules } from '../actions/provision/wanted.ts';
import type { Config } from '../config/schema.ts';
import { wrongUsage } from '../core/errors.ts';
import { glob } from '../core/text/glob.ts';
import { regionsIn } from './arguments.ts';
import { DEFAULTS, findConfig, type Surroundings } from './command.ts';

/** What `provision` was asked for, as far as it says which rules there are to be. */
interface Asked {
  readonly config?: string | undefined;
  readonly target?: readonly string[] | undefined;
  readonly 'target-role'?: string | undefined;
  readonly dlq?: readonly string[] | undefined;
  readonly regions?: string | undefined;
}

/** One job for each region's rule that is to go. */
export function removals({ regions }: Asked, name: string): readonly RuleJob[] {
  return regionsOf(regions).map((region) => removeJob({ region, name }));
}

/** One job for each region's rule that is to be. Throws ERR_USAGE for what EventBridge would refuse; notes go to stderr. */
export function provisions(values: Asked, name: string, surroundings: Surroundings): readonly RuleJob[] {
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
  const found = findConfig(values.config, surroundings);
  const jobs = wantedRules({ ...request, watch: found.config.sessions === 'watch' }).map(provideJob);
  advise(values, name, found);
  return jobs;
}

function regionsOf(list = ''): readonly string[] {
  const regions = regionsIn(list);
  if (regions.length > 0) return regions;
  throw wrongUsage('provision eventbridge needs --regions', 'name them: --regions us-east-1,eu-central-1');
}

/** The rules' name. Throws ERR_USAGE for one that EventBridge would refuse. */
export function nameOf(name: string): string {
  if (/^[\w.-]{1,64}$/.test(name)) return name;
  throw wrongUsage(
    `--name cannot be ${JSON.stringify(name)}`,
    'use up to 64 letters, digits, dots, hyphens and underscores',
  );
}

/** Notes that hold for all regions: each is said once. */
function advise(
  { regions, target = [] }: Asked,
  name: string,
  { config, source }: { readonly config: Config; readonly source: string },
) {
  const say = (words: string) => void process.stderr.write(`note: ${words}\n`);
  if (source === DEFAULTS) {
    say(
      'no configuration was named or found: the rules are those of `sessions: off`; if the workers watch, give theirs with --config',
    );
  }
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
