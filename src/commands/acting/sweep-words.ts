import type { Swept } from '../../actions/ending/sweep.ts';
import type { ActionNews } from '../../actions/following/owed.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import { safe, steps } from './words.ts';

/** What became of a revocation that was looked at again, as a JSON record. */
export function settledJson({ detail, intent, of, outcome }: ActionNews) {
  const { actionId, target } = intent;
  const policy = policyName(actionId);
  return {
    schema: 'rolewarden.sweep/1',
    kind: of === undefined ? outcome : 'left',
    dryRun: false,
    target: target.arn,
    actionId,
    policyName: policy,
    detail,
  };
}

/** The same in words, with what a person has to do, if anything. */
export function settledWords({ detail, intent, of, outcome, procedure }: ActionNews): string {
  const { accountId, kind, name } = intent.target;
  const what = `${policyName(intent.actionId)} on ${kind} ${name} in ${accountId}`;
  const [found, todo] = of === undefined ? [outcome, outcome === 'tampered'] : ['left', true];
  return `${found}: ${safe(what)}: ${safe(detail)}\n${todo ? steps(procedure) : ''}`;
}

/** What the sweep found of a policy or a record, as a JSON record. */
export function jsonOf({ actionId, detail, kind, target, whatToDo }: Swept, dryRun: boolean) {
  return {
    schema: 'rolewarden.sweep/1',
    kind,
    dryRun,
    target: target.arn,
    actionId: actionId ?? null,
    policyName: actionId === undefined ? null : policyName(actionId),
    detail,
    whatToDo,
  };
}

/** The same in words. */
export function wordsOf({ actionId, detail, kind, target, whatToDo }: Swept, dryRun: boolean): string {
  const removed = kind === 'expired' || kind === 'resurrected';
  const verb = removed ? `${dryRun ? 'would remove' : 'removed'} (${kind})` : kind;
  const what = actionId === undefined ? '' : `${policyName(actionId)} on `;
  const whom = safe(`${target.kind} ${target.name} in ${target.accountId}`);
  return `${kind === 'failed' ? 'FAILED' : verb}: ${safe(what)}${whom}: ${safe(detail)}\n${steps(whatToDo)}`;
}
