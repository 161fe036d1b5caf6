import type { Parent } from '../../actions/ending/descendants.ts';
import { digest } from '../../app.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { ACTION_ID } from '../../core/action/deny-policy.ts';
import { endCommand } from '../../core/action/end-command.ts';
import { holderSteps } from '../../core/action/held-by.ts';
import { type Intent, intentOfSession } from '../../core/action/intent.ts';
import { ownedByAws } from '../../core/action/owned-by-aws.ts';
import { wrongUsage } from '../../core/errors.ts';
import { ISSUED_KEY, LONG_TERM_KEY } from '../../core/event/issued-to.ts';
import { type Target, targetOf } from '../../core/event/target.ts';
import type { IssuedSession } from '../../core/history/session.ts';
import { NOTHING_ASKED } from '../../core/ports/ports.ts';
import { safe, subjectOf } from './words.ts';

/** The revocation of one session, or why there is none and what ends the session instead. */
export type RevocationFound =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'impossible'; readonly reason: string; readonly whatToDo: readonly string[] };

const ELSEWHERE =
  'find it in CloudTrail (AssumeRole*), or end all sessions: rolewarden revoke --role ARN (a user’s: --user ARN)';

/** What to do with an id that is no session's: an action's, a finding's, or a user's access key. */
function insteadOf(key: string): string {
  if (ACTION_ID.test(key)) return `for the id of an action that waits: rolewarden approve ${key}`;
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(key))
    return `of a finding, this names the key: rolewarden explain ${key}`;
  return LONG_TERM_KEY.test(key)
    ? `it is a user's long-term key; deactivate it: aws iam update-access-key --user-name NAME --access-key-id ${key} --status Inactive; then end its sessions: rolewarden revoke --user ARN`
    : ELSEWHERE;
}

/** Throws ERR_USAGE for what is not the access key id of a session. */
export function mustBeSession(key: string): void {
  if (ISSUED_KEY.test(key)) return;
  throw wrongUsage(`${JSON.stringify(key)} is not the access key id of a session (ASIA...)`, insteadOf(key));
}

/**
 * Looks a session up in the store, by its access key id. Throws ERR_USAGE if it is no such id, if nothing or only
 * contradictions are known of it, or if the store cannot be asked.
 */
export async function findSession(key: string, link: RedisLink | string): Promise<RevocationFound> {
  mustBeSession(key);
  if (typeof link === 'string') throw wrongUsage('one session needs the store', ELSEWHERE);
  const session = (await link.store.recall({ ...NOTHING_ASKED, sessions: [key] })).sessions.get(key);
  if (session === undefined) return withoutIssue(key, link);
  if (session.ambiguous) throw wrongUsage(`two records of ${key} contradict each other`, ELSEWHERE);
  const intent = intentOfSession(session, digest);
  return intent === undefined ? instead(session, link) : { kind: 'intent', intent };
}

async function instead(session: IssuedSession, link: RedisLink): Promise<RevocationFound> {
  const { accessKeyId: key, actor } = session;
  const target = holderOf(session);
  const owned = target?.kind === 'role' ? ownedByAws(target.arn, target.name) : undefined;
  if (owned !== undefined) {
    const further = await whatItTook(session, link);
    return { kind: 'impossible', reason: owned.summary, whatToDo: [...further, ...owned.whatToDo] };
  }
  if (target === undefined) {
    const whose = safe(`${actor.kind} ${actor.name}`);
    const reason = `${key} is a session of ${whose}, whose permissions no policy of ours can deny`;
    return {
      kind: 'impossible',
      reason,
      whatToDo: ['Root: see docs/acting.md. Otherwise find the event in CloudTrail.'],
    };
  }
  const { kind, name } = target;
  const service = actor.kind === 'service' ? actor.name : undefined;
  const why =
    kind === 'user'
      ? `is a session of user ${name}, and of no role`
      : `of role ${name} was recorded without the role's id, so that it cannot be told from the role's other sessions`;
  return {
    kind: 'impossible',
    reason: `${key} ${why}`,
    whatToDo: [
      `End every session of the ${kind} that was issued up to now: ${endCommand(target, undefined)}`,
      ...(service === undefined ? [] : holderSteps(service)),
    ],
  };
}

/**
 * For a key whose issue is not known: what ends the sessions that were issued with it. No event names the keys that
 * Identity Center hands out (ADR 0049), but those issued with one are known. Throws ERR_USAGE if there are none.
 */
async function withoutIssue(key: string, link: RedisLink): Promise<RevocationFound> {
  const further = await whatItTook({ accessKeyId: key }, link);
  if (further.length === 0) throw wrongUsage(`no session with the key ${key} is known`, ELSEWHERE);
  const reason = `the issue of ${key} is not known, as with every key that Identity Center hands out`;
  return { kind: 'impossible', reason, whatToDo: [...further, `The session itself: ${ELSEWHERE}`] };
}

/** The steps that end the live sessions issued with this one. */
async function whatItTook(parent: Parent, link: RedisLink): Promise<readonly string[]> {
  const [{ descendantsOf }, { leftOf }] = await Promise.all([
    import('../../actions/ending/descendants.ts'),
    import('../../actions/ending/left.ts'),
  ]);
  const found = await descendantsOf(parent, link.store, { digest, now: Date.now() });
  const left = leftOf(parent, found, Number.POSITIVE_INFINITY);
  const further = found.children.map(
    ({ intent }) =>
      `End what was issued with it: ${endCommand(intent.target, intent.accessKeyId)} (${subjectOf(intent)})`,
  );
  return [...further, ...(left?.procedure ?? [])];
}

/** The role of the session; of a session that a user got without a role, the user. */
function holderOf({ actor, role }: IssuedSession): Target | undefined {
  return role === undefined ? targetOf(/^user:(.*)$/.exec(actor.key)?.[1]) : targetOf(role.arn);
}
