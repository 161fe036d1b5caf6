import { setTimeout as wait } from 'node:timers/promises';
import { RolewardenError } from '../../core/errors.ts';
import type { RuleApi } from './api.ts';
import { eventPattern, SOURCES } from './pattern.ts';
import {
  type ActualRule,
  DESCRIPTION,
  foreignTargets,
  RULE_STATE,
  ruleDifferences,
  targetDifferences,
} from './rule.ts';
import type { WantedRule } from './wanted.ts';

/** What is to be done in a region, and why. Nothing is changed yet. */
export type Plan =
  | { readonly action: 'create'; readonly changes: readonly string[] }
  | { readonly action: 'update'; readonly changes: readonly string[]; readonly parts: Parts }
  | { readonly action: 'unchanged' }
  | { readonly action: 'remove'; readonly changes: readonly string[]; readonly hasTarget: boolean }
  | { readonly action: 'absent' }
  | { readonly action: 'refuse'; readonly error: RolewardenError };

/** What an update has to write. */
interface Parts {
  readonly rule: boolean;
  readonly target: boolean;
  /** The present one, written back unchanged: it may come from somebody else's template. */
  readonly description: string;
}

/** Plans how a region gets the rule that it is to have. */
export function planRule(actual: ActualRule, wanted: WantedRule): Plan {
  if (actual.kind === 'foreign') return refuseForeign(actual.description, wanted);
  if (actual.kind === 'absent') {
    return {
      action: 'create',
      changes: [
        `rule in state ${RULE_STATE} for ${SOURCES.join(', ')}${wanted.watch ? ', and for changes in other services (sessions: watch)' : ''}`,
        ...targetDifferences([], wanted),
        ...(wanted.role === undefined ? [] : [`role none -> ${wanted.role.text}`]),
        ...(wanted.deadLetterQueue === undefined
          ? []
          : [`dead-letter queue none -> ${wanted.deadLetterQueue.text}`]),
      ],
    };
  }
  const ofRule = ruleDifferences(actual, wanted.watch);
  const ofTarget = targetDifferences(actual.targets, wanted);
  const changes = [...ofRule, ...ofTarget];
  if (changes.length === 0) return { action: 'unchanged' };
  const { description } = actual;
  return {
    action: 'update',
    changes,
    parts: { rule: ofRule.length > 0, target: ofTarget.length > 0, description },
  };
}

/** Plans the removal of a region's rule. A rule that also has somebody else's targets is refused. */
export function planRemoval(actual: ActualRule, place: RulePlace): Plan {
  if (actual.kind === 'foreign') return refuseForeign(actual.description, place);
  if (actual.kind === 'absent') return { action: 'absent' };
  const others = foreignTargets(actual.targets);
  if (others.length > 0) {
    const listed = others.map(({ id, arn }) => `${id} (${arn})`).join(', ');
    return refuse(
      `the rule ${place.name} in ${place.region} also has targets that are not Rolewarden's: ${listed}`,
      'remove them, or move them to a rule of their own, and run the same command again',
    );
  }
  const removed = actual.targets.map(({ arn }) => `target ${arn} -> none`);
  return { action: 'remove', changes: [...removed, 'rule -> none'], hasTarget: removed.length > 0 };
}

/** Where a rule is. */
export interface RulePlace {
  readonly region: string;
  readonly name: string;
}

/** Carries out a plan and reads back. Throws ERR_AWS unless the region then has what it is to have. */
export async function provide(api: RuleApi, plan: Plan, wanted: WantedRule, signal: AbortSignal) {
  if (plan.action !== 'create' && plan.action !== 'update') return;
  const parts = plan.action === 'create' ? WHOLE : plan.parts;
  if (parts.rule) await api.putRule(parts.description, eventPattern(wanted.watch));
  if (parts.target) await api.putTarget(wanted).catch((thrown) => withoutTarget(thrown, parts));
  await verify(api, (actual) => left(planRule(actual, wanted)), signal);
}

const WHOLE: Parts = { rule: true, target: true, description: DESCRIPTION };

function withoutTarget(thrown: unknown, { rule }: Parts): never {
  if (!rule || !(thrown instanceof RolewardenError)) throw thrown;
  const message = `${thrown.message}; the rule itself was written, and sends nothing to the new target until then`;
  throw new RolewardenError(thrown.code, message, thrown.remedy, { cause: thrown });
}

/** Removes the target, then the rule. Throws ERR_AWS unless the rule is gone then. */
export async function remove(api: RuleApi, plan: Plan, place: RulePlace, signal: AbortSignal) {
  if (plan.action !== 'remove') return;
  if (plan.hasTarget) await api.removeTarget();
  await api.deleteRule();
  await verify(api, (actual) => left(planRemoval(actual, place)), signal);
}

/** What a plan would still have to do; empty if nothing. */
function left(plan: Plan): string {
  if (plan.action === 'unchanged' || plan.action === 'absent') return '';
  return plan.action === 'refuse' ? plan.error.message : plan.changes.join('; ');
}

/** Reads back, several times if need be: AWS may take a moment to show a change. */
async function verify(api: RuleApi, missing: (actual: ActualRule) => string, signal: AbortSignal) {
  let fault = missing(await api.read());
  for (let tries = 0; fault !== '' && tries < 5; tries++) {
    await wait(300, undefined, { signal });
    fault = missing(await api.read());
  }
  if (fault === '') return;
  throw new RolewardenError(
    'ERR_AWS',
    `AWS accepted the change, but does not show it: ${fault}`,
    'run the same command again; if it stays so, something else changes the rule back',
  );
}

function refuseForeign(description: string, { name, region }: RulePlace): Plan {
  const described =
    description === '' ? 'without a description' : `described as ${JSON.stringify(description)}`;
  return refuse(
    `the rule ${name} in ${region}, ${described}, is not Rolewarden's: it was not touched`,
    'choose another --name; if the rule is Rolewarden’s after all, give it the tag `rolewarden` and run the same command again',
  );
}

function refuse(message: string, remedy: string): Plan {
  return { action: 'refuse', error: new RolewardenError('ERR_AWS', message, remedy) };
}
