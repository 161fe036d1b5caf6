import { denyPolicy, policyName } from '../../core/action/deny-policy.ts';
import { endCommand } from '../../core/action/end-command.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Target } from '../../core/event/target.ts';

/** Said before a command of AWS's: the role may have a namesake in the account that the terminal happens to be in. */
const withCredentials = ({ accountId }: Target) => `with credentials of account ${accountId}`;

/** The command that writes the same policy. Safe to run even if the policy has been written. */
export function byHand({ target, ...intent }: Intent): string {
  const { kind, name } = target;
  return `By hand, ${withCredentials(target)}: aws iam put-${kind}-policy --${kind}-name '${name}' --policy-name ${policyName(intent.actionId)} --policy-document '${denyPolicy({ target, ...intent })}'`;
}

/** The commands that deny the same by a managed policy, where no inline policy fits. */
export function byManagedPolicy(intent: Intent): readonly string[] {
  const { actionId, target } = intent;
  const { accountId, kind, name, partition } = target;
  const policy = policyName(actionId);
  const what = `--${kind}-name '${name}' --policy-arn arn:${partition}:iam::${accountId}:policy/${policy}`;
  return [
    `A managed policy has room of its own. By hand, ${withCredentials(target)}: aws iam create-policy --policy-name ${policy} --policy-document '${denyPolicy(intent)}'`,
    `Then: aws iam attach-${kind}-policy ${what}`,
    `Rolewarden does not see that policy, nor undo it. To take it back: aws iam detach-${kind}-policy ${what}`,
  ];
}

/** What to do about a target without room. `many`: it has as many denies of ours as are written. */
export function withoutRoom(intent: Intent, many: boolean): readonly string[] {
  const { target } = intent;
  return many
    ? [
        `This many sessions in so short a time mean that the caller is compromised: end all sessions: ${endCommand(target, undefined)}`,
        'Cut off whoever assumes it: the trust policy, or the caller’s own sessions and keys.',
      ]
    : [
        ...byManagedPolicy(intent),
        'Or move an inline policy of yours into a managed one, and run the same command again.',
      ];
}

/** The command that removes a policy of ours; without an id those that find and remove all of a target. */
export function undoByHand(target: Target, actionId: string | undefined): readonly string[] {
  const { kind, name } = target;
  const whose = `--${kind}-name '${name}'`;
  const remove = `aws iam delete-${kind}-policy ${whose} --policy-name`;
  if (actionId !== undefined)
    return [`By hand, ${withCredentials(target)}: ${remove} ${policyName(actionId)}`];
  return [
    `By hand, ${withCredentials(target)}: aws iam list-${kind}-policies ${whose}`,
    `Then for each rolewarden-… of it: ${remove} NAME`,
  ];
}
