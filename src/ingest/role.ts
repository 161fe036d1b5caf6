import type { RoleRef } from '../core/event.ts';
import { type Fields, get, listAt, MESSAGE_CAP, objectAt, textAt } from './fields.ts';

const ROLE = /^arn:([a-z-]{3,20}):iam::(\d{12}):role\/([\w+=,.@/-]{1,512})$/;
const ASSUMED = /^arn:([a-z-]{3,20}):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})(?:\/.*)?$/;
/** CloudTrail cuts messages at 1 KB: what stands at the end of one so long may be half a name. */
const CUT = 1_000;
const DENIED = /on resource: (arn:[a-z-]{3,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,512})/;

/** A role's ARN, or an assumed-role ARN (which has no path), as a reference. Undefined if it is neither. */
export function roleOf(arn: string | undefined): RoleRef | undefined {
  const role = arn === undefined ? null : ROLE.exec(arn);
  if (role !== null) {
    const name = role[3]?.split('/').at(-1) ?? '';
    return name === '' ? undefined : { arn: role[0], accountId: role[2] ?? '', name };
  }
  const assumed = arn === undefined ? null : ASSUMED.exec(arn);
  if (assumed === null) return undefined;
  const [, partition, accountId = '', name = ''] = assumed;
  return { arn: `arn:${partition}:iam::${accountId}:role/${name}`, accountId, name };
}

/** The role that a record is about: asked for, listed, granted, or named in the refusal. */
export function targetRole(record: Fields): RoleRef | undefined {
  const resource = listAt(record, 'resources').find((entry) => {
    const arn = get(entry, 'ARN') ?? get(entry, 'arn');
    return typeof arn === 'string' && arn.includes(':role/');
  });
  const granted = objectAt(objectAt(record, 'responseElements'), 'assumedRoleUser');
  return (
    roleOf(textAt(objectAt(record, 'requestParameters'), 'roleArn')) ??
    roleOf(textAt(resource, 'ARN') ?? textAt(resource, 'arn')) ??
    roleOf(textAt(granted, 'arn')) ??
    switchedTo(record) ??
    refused(textAt(record, 'errorMessage', MESSAGE_CAP) ?? '')
  );
}

/** The role in a refusal's message, unless the message was cut inside its name. */
function refused(message: string): RoleRef | undefined {
  const found = DENIED.exec(message);
  const cut = message.length >= CUT && found !== null && message.endsWith(found[0]);
  return cut ? undefined : roleOf(found?.[1]);
}

/** SwitchRole in the console: the source account names the role, in the role's own account it is the caller. */
function switchedTo(record: Fields): RoleRef | undefined {
  if (get(record, 'eventName') !== 'SwitchRole') return undefined;
  const named = roleOf(textAt(objectAt(record, 'additionalEventData'), 'SwitchTo'));
  return named ?? roleOf(textAt(objectAt(record, 'userIdentity'), 'arn'));
}
