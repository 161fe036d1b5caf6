import type { ActualRule } from '../../actions/provision/rule.ts';
import { reasonOf } from '../../core/errors.ts';
import { shellWord } from '../../core/text/shell.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** Which rules are looked at, and how `provision` is called to mend them. */
export interface RuleChoice {
  readonly regions: readonly string[];
  readonly name: string;
  /** As given by `--config`: `provision` without it would make the rules of another configuration. */
  readonly config: string | undefined;
}

/** Whether the EventBridge rule of that name exists in each region, as `provision`, the CDK app and Terraform make it. */
export async function ruleChecks({ config, signal }: Desk, choice: RuleChoice): Promise<readonly Check[]> {
  const { name, regions } = choice;
  const { createRuleApi } = await import('../../actions/provision/api.ts');
  const { ruleDifferences } = await import('../../actions/provision/rule.ts');
  const watch = config.sessions === 'watch';
  const checks: Check[] = elsewhere(regions, watch);
  for (const region of regions) {
    const api = createRuleApi(region, name, signal);
    try {
      const rule = await api.read();
      const wrong = rule.kind === 'absent' ? [rule.kind] : ruleDifferences(rule, watch);
      const words = `${name} in ${region}`;
      checks.push(
        wrong.length === 0
          ? ok('rule', words)
          : fail('rule', `${words}: ${wrong.join('; ')}`, fix(rule, choice)),
      );
    } catch (thrown) {
      signal.throwIfAborted();
      checks.push(fail('rule', reasonOf(thrown), 'allow events:DescribeRule, or leave --regions out'));
    } finally {
      api.close();
    }
  }
  return checks;
}

/** `provision` refuses a rule that it did not make. */
function fix(rule: ActualRule, { config, name, regions }: RuleChoice): string {
  if (rule.kind === 'foreign') {
    return `deploy again what made it (it is described as ${JSON.stringify(rule.description)}), with this configuration; with Terraform, watch = true goes with sessions: watch`;
  }
  const targets = regions.map((region) => `--target ARN_IN_${region}`).join(' ');
  const named = name === 'rolewarden-sts' ? '' : ` --name ${name}`;
  const configured = config === undefined ? '' : ` --config ${shellWord(config)}`;
  return `rolewarden provision eventbridge ${targets} --regions ${regions.join(',')}${named}${configured}`;
}

/** Regions of the partition `aws`: of the others none is called us-east-1. */
const COMMERCIAL = /^(?!cn-|us-gov-|us-iso|eu-isoe|eusc-)/;

function elsewhere(regions: readonly string[], watch: boolean): Check[] {
  if (regions.includes('us-east-1') || !regions.some((region) => COMMERCIAL.test(region))) return [];
  const changes = watch ? ', and changes in IAM' : '';
  return [
    warn(
      'rule',
      `us-east-1 is not looked at: calls of the global STS endpoint${changes} are logged only there`,
      'name it under --regions, too',
    ),
  ];
}
