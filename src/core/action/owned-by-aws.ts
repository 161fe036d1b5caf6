import type { Actor } from '../event/actor.ts';
import { ISSUED_KEY } from '../event/issued-to.ts';
import { isServiceLinked, soundsLikePermissionSet } from '../event/role-names.ts';

/** Why a session cannot be revoked by a policy on its role or user, or not by Rolewarden. */
export type IrrevocableReason =
  | 'nothing-issued'
  | 'scoped'
  | 'used'
  | 'no-session-id'
  | 'root'
  | 'service-linked'
  | 'identity-center'
  | 'values';

/** The reason in a code, in a sentence, and the exact steps for a person. */
export interface Irrevocable {
  readonly reason: IrrevocableReason;
  readonly summary: string;
  readonly whatToDo: readonly string[];
}

/**
 * A role that only AWS may change, by its path: a name may be anybody's, and would keep a session from being ended. Where
 * an ARN states no path, IAM is asked before a policy is written, and refuses it.
 */
export function ownedByAws(arn: string, name: string): Irrevocable | undefined {
  if (isServiceLinked(arn)) return serviceLinked(name);
  return arn.includes(':role/aws-reserved/') ? identityCenter(name) : undefined;
}

/** The same of a role that IAM has refused to change, by its name alone. */
export function ownedByName(name: string): Irrevocable {
  return soundsLikePermissionSet(name) ? identityCenter(name) : serviceLinked(name);
}

/**
 * The same of the role whose session called. Its own ARN has no path, but the event has read one. `account`: a product
 * provider, with the session of somebody who delegated access to it.
 */
export function callerOwnedByAws({
  kind,
  roleName = '',
  serviceLinked: linked,
}: Actor): Irrevocable | undefined {
  if (linked) return serviceLinked(roleName);
  const named = (kind === 'person' || kind === 'account') && soundsLikePermissionSet(roleName);
  return named ? identityCenter(roleName) : undefined;
}

/** The same with the way to what the session took in other roles: a deny of the person does not reach that. */
export function withWhatItTook(owned: Irrevocable, accessKeyId: string | undefined): Irrevocable {
  if (owned.reason !== 'identity-center' || !ISSUED_KEY.test(accessKeyId ?? '')) return owned;
  const way = `Sessions it obtained in other roles stay active. To list them, each with the command that ends it: rolewarden revoke ${accessKeyId} --dry-run`;
  return { ...owned, whatToDo: [...owned.whatToDo, way] };
}

function serviceLinked(name: string): Irrevocable {
  return {
    reason: 'service-linked',
    summary: `${name} is a service-linked role: AWS does not let anyone change it or revoke its sessions`,
    whatToDo: [
      'Find the service’s resource that uses the role, and stop or isolate it.',
      'Check in CloudTrail what the session did; only the service itself can obtain such a session.',
    ],
  };
}

function identityCenter(name: string): Irrevocable {
  return {
    reason: 'identity-center',
    summary: `${name} belongs to IAM Identity Center: IAM refuses to change it`,
    whatToDo: [
      'Deny the person first, by an SCP prepared in advance: Deny * on * with StringEquals identitystore:userId = the user’s id. SCPs do not apply to the management account.',
      'Remove the person’s assignments to the account.',
      'Delete the person’s active sessions in Identity Center (Users, the user, Active sessions).',
      'Then disable the user; in this order, since a disabled user’s sessions can no longer be deleted.',
      'Keep the deny for at least 12 hours. Without an SCP: put the deny in the permission set’s inline policy and provision the permission set.',
    ],
  };
}
