import type { Actor } from '../../core/event/actor.ts';
import { ARN_CAP, behindSlash, type Fields, textAt } from '../json/fields.ts';

/** What a key is made of, and what else its type of identity says. */
export type Named = Pick<Actor, 'key' | 'kind' | 'name'> & Partial<Actor>;

/** The root user of an account. */
export function root(account: string | undefined): Named {
  return {
    key: `root:${account ?? 'unknown'}`,
    kind: 'root',
    name: `root of ${account ?? 'an unknown account'}`,
  };
}

/** An IAM user, by ARN where one is written. */
export function user(
  arn: string | undefined,
  userName: string | undefined,
  identity: Fields,
  partition: string,
): Named {
  const name = userName ?? (arn === undefined ? lastPart(identity) : behindSlash(arn));
  const account = textAt(identity, 'accountId');
  const named =
    userName !== undefined && account !== undefined ? userArn(partition, account, name) : undefined;
  const id = arn ?? named ?? textAt(identity, 'principalId') ?? userArn(partition, account, name);
  return { key: `user:${id}`, kind: 'user', name };
}

/**
 * Replaces the ARN that a refused sign-in may lack, so that its user is the same one. For users with a path it differs.
 */
function userArn(partition: string, account: string | undefined, name: string): string {
  return `arn:${partition}:iam::${account ?? ''}:user/${name}`;
}

/** A person whose name an identity provider gave: the same one in upper and lower case. */
export function person(name: string): Named {
  return { key: `person:${name.toLowerCase()}`, kind: 'person', name };
}

/** What an identity is called where no field names it. */
export function lastPart(identity: Fields): string {
  return (
    textAt(identity, 'principalId')?.split(':').at(-1) ||
    textAt(identity, 'arn', ARN_CAP)?.split('/').at(-1) ||
    'unknown'
  );
}
