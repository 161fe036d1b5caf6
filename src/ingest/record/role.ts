import { remembering } from '../../core/collections/remembering.ts';
import type { RoleRef } from '../../core/event/event.ts';
import { partitionOf } from '../../core/event/partition.ts';
import {
  ARN_CAP,
  behindSlash,
  type Fields,
  get,
  listAt,
  MESSAGE_CAP,
  objectAt,
  textAt,
} from '../json/fields.ts';
import type { RecordParts } from './parts.ts';

/** Of a role: a path of 512 characters, and a name of 64. */
const ROLE = /^arn:([a-z-]{3,20}):iam::(\d{12}):role\/([\w+=,.@/-]{1,576})$/;
const ASSUMED = /^arn:([a-z-]{3,20}):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})(?:\/.*)?$/;
/** CloudTrail cuts messages at 1 KB: what stands at the end of one so long may be half a name. */
const CUT = 1_000;
const DENIED = /on resource: (arn:[a-z-]{3,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,576})/;

/** Roles of an organisation are some thousands; the cap is for ARNs that an attacker makes up. */
const ROLES = 10_000;
const known = remembering(ROLES, (arn): RoleRef | null => Object.freeze(read(arn) ?? null));

/** A role's ARN, or an assumed-role ARN (which has no path), as a reference. Undefined if it is neither. */
export function roleOf(arn: string | undefined): RoleRef | undefined {
  if (arn === undefined) return undefined;
  // Sessions differ from call to call: their role is remembered, they are not.
  const assumed = arn.includes(':assumed-role/') ? ASSUMED.exec(arn) : null;
  if (assumed === null) return known(arn) ?? undefined;
  const [, partition, accountId, name] = assumed;
  return known(`arn:${partition}:iam::${accountId}:role/${name}`) ?? undefined;
}

function read(arn: string): RoleRef | undefined {
  const [, , accountId = '', path = ''] = ROLE.exec(arn) ?? [];
  const name = behindSlash(path);
  return name === '' ? undefined : { arn, accountId, name };
}

/** The role that a record is about: asked for, listed, granted, or named in the refusal. */
export function targetRole(parts: RecordParts): RoleRef | undefined {
  const { asked, granted, record } = parts;
  return (
    roleOf(textAt(asked, 'roleArn', ARN_CAP)) ??
    listed(record) ??
    roleOf(textAt(objectAt(granted, 'assumedRoleUser'), 'arn', ARN_CAP)) ??
    switchedTo(parts) ??
    fetched(parts) ??
    refused(textAt(record, 'errorMessage', MESSAGE_CAP))
  );
}

function listed(record: Fields): RoleRef | undefined {
  const resource = listAt(record, 'resources').find((entry) => {
    const arn = get(entry, 'ARN') ?? get(entry, 'arn');
    return typeof arn === 'string' && arn.includes(':role/');
  });
  return resource === undefined
    ? undefined
    : roleOf(textAt(resource, 'ARN', ARN_CAP) ?? textAt(resource, 'arn', ARN_CAP));
}

/** The role in a refusal's message, unless the message was cut inside its name. */
function refused(message: string | undefined): RoleRef | undefined {
  if (message === undefined) return undefined;
  const found = DENIED.exec(message);
  const cut = message.length >= CUT && found !== null && message.endsWith(found[0]);
  return cut ? undefined : roleOf(found?.[1]);
}

/** SwitchRole in the console: the source account names the role, in the role's own account it is the caller. */
function switchedTo({ additional, eventName, identity }: RecordParts): RoleRef | undefined {
  if (eventName !== 'SwitchRole') return undefined;
  return roleOf(textAt(additional, 'SwitchTo', ARN_CAP)) ?? roleOf(textAt(identity, 'arn', ARN_CAP));
}

/** GetRoleCredentials: Identity Center says which permission set of which account, in the service's details. */
function fetched({ eventName, record }: RecordParts): RoleRef | undefined {
  if (eventName !== 'GetRoleCredentials') return undefined;
  const said = objectAt(record, 'serviceEventDetails');
  const account = textAt(said, 'account_id');
  const name = textAt(said, 'role_name');
  if (account === undefined || name === undefined) return undefined;
  const partition = partitionOf(textAt(record, 'awsRegion', 64));
  return roleOf(
    `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}`,
  );
}
