import { wrongUsage } from '../../core/errors.ts';
import { ISSUED_KEY } from '../../core/event/issued-to.ts';
import { type Target, targetOf } from '../../core/event/target.ts';

/** What `--role` or `--user` names; undefined if neither is given. Throws ERR_USAGE if both are, or for no such ARN. */
export function namedTarget(values: {
  readonly role?: string | undefined;
  readonly user?: string | undefined;
}): Target | undefined {
  const { role, user } = values;
  if (role !== undefined && user !== undefined) {
    throw wrongUsage('--role and --user do not go together', 'name one of them');
  }
  const kind = role === undefined ? 'user' : 'role';
  const arn = role ?? user;
  if (arn === undefined) return undefined;
  const target = targetOf(arn);
  if (target?.kind === kind) return target;
  const session = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\//.exec(arn);
  if (kind === 'role' && session !== null) {
    const [, partition, account, name] = session;
    throw wrongUsage(
      `--role cannot be ${JSON.stringify(arn)}: that is a session`,
      `name its role; its path may be left out: --role arn:${partition}:iam::${account}:role/${name}`,
    );
  }
  throw wrongUsage(
    `--${kind} cannot be ${JSON.stringify(arn)}`,
    `write the ARN of the ${kind} itself, with its path: arn:aws:iam::111122223333:${kind}/Name (not of a session)`,
  );
}

const ACTION_ID = /^(?:rolewarden-)?([0-9a-f]{16})$/;

/** What to say of what is no action's id: `so` is what that means for the others, `session` what takes a session's key. */
interface Otherwise {
  readonly so?: string;
  readonly session?: (key: string) => string;
}

/** The id of an action in what people paste: the id alone, or the policy's name. Throws ERR_USAGE if it is neither. */
export function actionIdIn(text: string, { session = ENDS, so = '' }: Otherwise = {}): string {
  const id = ACTION_ID.exec(text.trim().toLowerCase())?.[1];
  if (id !== undefined) return id;
  throw wrongUsage(`${JSON.stringify(text)} is not an action's id${so}`, insteadOf(text.trim(), session));
}

const ENDS = (key: string) => `a session is ended by: rolewarden revoke ${key}`;
/** For who wants a session back: not the command that ends it. */
export const DENIES = (key: string) =>
  `\`rolewarden pending --in-force\` names the action that denies ${key}, and the command that undoes it; all of a role: rolewarden undo --role ARN`;

/** What takes what was pasted for an action's id: a finding's id, a session's key, the beginning of an id. */
function insteadOf(text: string, session: (key: string) => string): string {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text))
    return `of a finding, this names the action: rolewarden explain ${text}`;
  if (ISSUED_KEY.test(text)) return session(text);
  return 'give all 16 characters, of 0-9 and a-f: they are in the alert, in `rolewarden pending`, and in the policy’s name';
}
