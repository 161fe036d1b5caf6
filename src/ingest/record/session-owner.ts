import type { Subject } from '../../core/event/event.ts';
import { isPermissionSet, soundsLikePermissionSet } from '../../core/event/role-names.ts';
import { ARN_CAP, behindSlash, type Fields, objectAt, textAt } from '../json/fields.ts';
import { type Named, person, root, user } from './identities.ts';
import { isPipeline, issuerOf, subjectOf } from './subject.ts';
import { parseTime } from './times.ts';
import { workloadOf } from './workload.ts';

/** A session's ARN has the role's bare name and its own; a role's ARN has the path before the name. */
const IN_ARN = /:(?:assumed-role\/([^/]{1,64})(?:\/(.{1,64}))?|role\/(?:.{1,512}\/)?([^/]{1,64}))$/;

/** A permission set's session is its person's; any other belongs to the role. */
export function assumedRole(identity: Fields, context: Fields): Named {
  const issuer = objectAt(context, 'sessionIssuer');
  const [, assumed, sessionInArn, bare] = IN_ARN.exec(textAt(identity, 'arn', ARN_CAP) ?? '') ?? [];
  const roleName = assumed ?? bare ?? issuerName(issuer) ?? 'unknown';
  const sessionName = sessionInArn ?? textAt(identity, 'principalId')?.split(':')[1];
  if (soundsLikePermissionSet(roleName) && sessionName !== undefined && !isNamesake(issuer)) {
    const fetched = fetchedBy(identity, context);
    return { ...person(sessionName), sessionName, roleName, federated: true, fetched };
  }
  const account = textAt(identity, 'accountId') ?? textAt(issuer, 'accountId') ?? 'unknown';
  const workload = workloadOf(identity, context, sessionName);
  return {
    key: `role:${account}/${roleName}`,
    kind: 'role',
    name: roleName,
    sessionName,
    roleName,
    workload,
  };
}

/**
 * No record names the key that Identity Center hands out. Its issue is found by the second and the user (ADR 0047,
 * 0049).
 */
function fetchedBy(identity: Fields, context: Fields): Named['fetched'] {
  const id = textAt(objectAt(identity, 'onBehalfOf'), 'userId');
  const at = parseTime(textAt(objectAt(context, 'attributes'), 'creationDate'));
  return at === undefined ? undefined : { by: id === undefined ? undefined : person(id).key, at };
}

function issuerName(issuer: Fields): string | undefined {
  const arn = textAt(issuer, 'arn', ARN_CAP);
  return textAt(issuer, 'userName') ?? (arn === undefined ? undefined : behindSlash(arn));
}

/**
 * Whether a role is only named like that of a permission set: then callers choose the names of its sessions. This can
 * be told only from a record that has the role's path.
 */
function isNamesake(issuer: Fields): boolean {
  const arn = textAt(issuer, 'arn');
  return arn !== undefined && !isPermissionSet(arn);
}

/** The stable part of an OIDC subject; the rest is a habit. */
export function webIdentity(identity: Fields): Named {
  const issuer = issuerOf(textAt(identity, 'identityProvider'));
  const text =
    textAt(identity, 'userName') ??
    textAt(identity, 'principalId')?.split(':').slice(2).join(':') ??
    'unknown';
  const subject = subjectOf(issuer, text);
  return {
    key: `web:${issuer ?? ''}|${subject.unit}`,
    kind: 'web-identity',
    name: subject.unit,
    workload: workloadBehind(subject),
    federated: true,
  };
}

function workloadBehind(subject: Subject): Named['workload'] {
  if (subject.kind === 'kubernetes') return 'pod';
  return isPipeline(subject) ? 'pipeline' : undefined;
}

/** A federation token acts for the user (or root) who asked for it. */
export function federatedUser(identity: Fields, context: Fields, partition: string): Named {
  const issuer = objectAt(context, 'sessionIssuer');
  const sessionName = textAt(identity, 'arn')?.split('/').at(-1);
  const owner =
    textAt(issuer, 'type') === 'Root' || textAt(issuer, 'arn')?.endsWith(':root') === true
      ? root(textAt(issuer, 'accountId') ?? textAt(identity, 'accountId'))
      : user(
          textAt(issuer, 'arn', ARN_CAP) ?? textAt(identity, 'arn', ARN_CAP),
          textAt(issuer, 'userName'),
          identity,
          partition,
        );
  return { ...owner, sessionName, federated: true };
}
