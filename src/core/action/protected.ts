import { glob } from '../text/glob.ts';

/** What must never be touched. */
export interface Untouchable {
  /** Globs over ARNs, as in the configuration. */
  readonly globs: readonly string[];
  /** ARNs of Rolewarden's own principals, in any form: role, assumed role, user. */
  readonly own: readonly string[];
  /** Names that are Rolewarden's in every account: the spoke role's. */
  readonly names: readonly string[];
}

const ANY = /^arn:[^:]*:(?:iam|sts)::(\d{12}):(role|assumed-role|user)\/(.+)$/;

/**
 * Whether an ARN names something that must not be touched, however it is spelled: IAM tells names apart neither by
 * case nor by path, and a session's ARN stands for its role. What is not an ARN of a role or user is protected.
 */
export function protects({ globs, names, own }: Untouchable): (arn: string) => boolean {
  const patterns = globs.map((pattern) => glob(pattern.toLowerCase()));
  const ids = new Set(own.flatMap((arn) => identityOf(arn)?.id ?? []));
  const everywhere = new Set(names.map((name) => name.toLowerCase()));
  return (arn) => {
    const identity = identityOf(arn);
    if (identity === undefined || ids.has(identity.id) || everywhere.has(identity.name)) return true;
    const { partition, kind, account, name } = identity;
    const bare = `arn:${partition}:iam::${account}:${kind}/${name}`;
    return [arn, bare].some((spelling) => patterns.some((matches) => matches(spelling.toLowerCase())));
  };
}

interface Identity {
  readonly partition: string;
  readonly kind: 'role' | 'user';
  readonly account: string;
  /** Lower case, without a path. */
  readonly name: string;
  readonly id: string;
}

function identityOf(arn: string): Identity | undefined {
  const [, account, form, rest = ''] = ANY.exec(arn) ?? [];
  if (account === undefined) return undefined;
  const parts = rest.toLowerCase().split('/');
  const name = (form === 'assumed-role' ? parts[0] : parts.at(-1)) ?? '';
  const kind = form === 'user' ? 'user' : 'role';
  const partition = arn.split(':')[1] ?? '';
  return name === '' ? undefined : { partition, kind, account, name, id: `${kind}/${account}/${name}` };
}
