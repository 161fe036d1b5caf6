/** Whose inline policy carries the deny: the role, or the user whose own sessions were issued. */
export interface Target {
  readonly kind: 'role' | 'user';
  readonly partition: string;
  readonly accountId: string;
  /** Bare name, as IAM calls take it. */
  readonly name: string;
  /** With the path where the event states one. */
  readonly arn: string;
  /** `AROA…` or `AIDA…` as the event states it: a namesake created since is another target. */
  readonly uniqueId: string | undefined;
}

const PARTITION = /^aws(?:-[a-z]{1,4}){0,2}$/;
const TARGET_ARN =
  /^arn:([a-z-]{3,20}):iam::(\d{12}):(role|user)\/((?:[\w+=,.@-]{1,510}\/){0,255})([\w+=,.@-]{1,64})$/;

/** Reads an ARN of a role or a user. Undefined if any part of it is not what AWS allows. */
export function targetOf(arn: string | undefined, uniqueId?: string): Target | undefined {
  const found = arn === undefined ? null : TARGET_ARN.exec(arn);
  if (found === null) return undefined;
  const [whole, partition = '', accountId = '', kind, , name = ''] = found;
  if (!PARTITION.test(partition) || whole.length > 700) return undefined;
  return { kind: kind === 'user' ? 'user' : 'role', partition, accountId, name, arn: whole, uniqueId };
}

/**
 * A key for a target: its account, kind and name, which are unique in IAM. Names are kept as they were given, but two that
 * differ only in case cannot both exist: a person may type one in another spelling than CloudTrail has it.
 */
export function targetKey({ accountId, kind, name }: Pick<Target, 'accountId' | 'kind' | 'name'>): string {
  return `${accountId}/${kind}/${name.toLowerCase()}`;
}

/** Whether two targets are one and the same role or user. */
export const isSameTarget = (one: Target, other: Target) => targetKey(one) === targetKey(other);
