import type { RuleAddress } from '../../actions/provision/api.ts';
import type { RuleTarget } from '../../actions/provision/arn.ts';
import type { Feeds } from '../../actions/provision/delivery.ts';
import type { Flaw } from '../../actions/provision/flaw.ts';
import type { ActualRule } from '../../actions/provision/rule.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { shellWord } from '../../core/text/shell.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, lacksRight, ok, unknown, warn } from './checks.ts';

/** Which rules are looked at, and how `provision` is called to mend them. */
export interface RuleChoice extends Feeds {
  readonly regions: readonly string[];
  readonly name: string;
  /** As given by `--config`: `provision` without it would make the rules of another configuration. */
  readonly config: string | undefined;
}

interface Found {
  readonly checks: readonly Check[];
  readonly buses: readonly RuleTarget[];
}

/**
 * Whether the EventBridge rule of that name exists in each region, as `provision`, the CDK app and Terraform make it, and
 * its targets take what it sends: a queue, a stream, a function, or a bus with a rule of that name in turn.
 */
export async function ruleChecks(desk: Desk, choice: RuleChoice): Promise<readonly Check[]> {
  const { name, regions } = choice;
  const checks: Check[] = elsewhere(regions, desk.config.sessions === 'watch');
  const buses = new Map<string, RuleTarget>();
  for (const region of regions) {
    const found = await oneRule(desk, choice, { region, name });
    checks.push(...found.checks);
    for (const bus of found.buses) buses.set(bus.text, bus);
  }
  for (const bus of buses.values()) checks.push(...(await behind(desk, choice, bus)));
  return checks;
}

/** Throws only when interrupted. */
async function oneRule({ config, signal }: Desk, choice: RuleChoice, address: RuleAddress): Promise<Found> {
  const { createRuleApi } = await import('../../actions/provision/api.ts');
  const { ruleDifferences } = await import('../../actions/provision/rule.ts');
  const { sentTo } = await import('../../actions/provision/delivery.ts');
  const on = address.bus === undefined ? '' : ` on the bus ${address.bus}`;
  const words = `${address.name}${on} in ${address.region}`;
  const api = createRuleApi(address, signal);
  try {
    const rule = await api.read();
    const mend = fix(rule, choice, address);
    if (rule.kind === 'absent') return { checks: [fail('rule', `${words}: absent`, mend)], buses: [] };
    const differences = ruleDifferences(rule, config.sessions === 'watch');
    const wrong = differences.length === 0 ? [] : [fail('rule', `${words}: ${differences.join('; ')}`, mend)];
    const targets = rule.kind === 'ours' ? rule.targets : await api.targets();
    const sent = await sentTo({ arn: rule.arn, name: address.name, words, mend }, targets, choice);
    const all = [...wrong, ...sent.flaws.map(told)];
    return {
      checks: all.length > 0 ? all : [ok('rule', `${words} -> ${sent.to.join(', ')}`)],
      buses: sent.buses,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const remedy = thrown instanceof RolewardenError ? thrown.remedy : 'run doctor again';
    const said = lacksRight(thrown) ? unknown : fail;
    return { checks: [said('rule', reasonOf(thrown), remedy)], buses: [] };
  } finally {
    api.close();
  }
}

const SAID = { wrong: fail, weak: warn, unknown } as const;
const told = ({ fix, kind, part, words }: Flaw): Check => SAID[kind](part, words, fix);

/** The rule that has to pass on what arrives on a bus. The default bus of a region has the one that is looked at there. */
async function behind(desk: Desk, choice: RuleChoice, bus: RuleTarget): Promise<readonly Check[]> {
  const { account, name, region, text } = bus;
  if (name === 'default' && choice.regions.includes(region)) return [];
  const { assumer } = await desk.executors();
  const me = await assumer.whoAmI();
  if (me.kind === 'refused' || me.arn.split(':')[4] !== account) {
    const there = `rolewarden doctor --regions ${region}`;
    return [unknown('rule', `${text} is another account's: what passes its events on`, `there: ${there}`)];
  }
  const address = { region, name: choice.name, ...(name === 'default' ? {} : { bus: name }) };
  return (await oneRule(desk, choice, address)).checks;
}

/** `provision` refuses a rule that it did not make, and makes none on another bus than the default one. */
function fix(rule: ActualRule, { config, name, regions }: RuleChoice, { bus }: RuleAddress): string {
  if (rule.kind === 'foreign') {
    return `deploy again what made it (it is described as ${JSON.stringify(rule.description)}), with this configuration; with Terraform, watch = true goes with sessions: watch`;
  }
  if (bus !== undefined) {
    return `deploy the hub again, or make a rule ${name} on ${bus} with the pattern, the state and the target of the one on the default bus`;
  }
  const targets = regions.map((region) => `--target ARN_IN_${region}`).join(' ');
  // provision makes the target anew: without --dlq it would have none
  const keeps = rule.kind === 'ours' && rule.targets.some(({ deadLetterArn }) => deadLetterArn !== undefined);
  const dead = keeps ? ` ${regions.map((region) => `--dlq DLQ_ARN_IN_${region}`).join(' ')}` : '';
  const named = name === 'rolewarden-sts' ? '' : ` --name ${name}`;
  const configured = config === undefined ? '' : ` --config ${shellWord(config)}`;
  return `rolewarden provision eventbridge ${targets}${dead} --regions ${regions.join(',')}${named}${configured}`;
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
