import type { Parent } from '../actions/descendants.ts';
import { digest } from '../app.ts';
import type { RedisLink } from '../baseline/redis-store.ts';
import { type Intent, intentOfSession } from '../core/intent.ts';
import { ISSUED_KEY } from '../core/issued-to.ts';
import { ownedByAws, restartWarning } from '../core/owned-by-aws.ts';
import type { IssuedSession } from '../core/session.ts';
import { type Target, targetOf } from '../core/target.ts';
import { usage } from './acting.ts';
import { safe, subjectOf } from './acting-words.ts';

/** The revocation of one session, or why there is none and what ends the session instead. */
export type Found =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'impossible'; readonly reason: string; readonly whatToDo: readonly string[] };

const ELSEWHERE =
  'find it in CloudTrail (AssumeRole*), or end all sessions: rolewarden revoke --role ARN (a user’s: --user ARN)';

/** Looks a session up by its access key id. Throws ERR_USAGE for a key that is none, or of which nothing is known. */
export async function findSession(key: string, link: RedisLink | string): Promise<Found> {
  if (!ISSUED_KEY.test(key)) {
    throw usage(`${JSON.stringify(key)} is not the access key id of a session (ASIA...)`, ELSEWHERE);
  }
  if (typeof link === 'string') throw usage('one session needs the store', ELSEWHERE);
  const asked = { cut: 0, owners: [], marks: [], markOwners: [], sessions: [key] };
  const session = (await link.store.recall(asked)).sessions.get(key);
  if (session === undefined) return withoutIssue(key, link);
  if (session.ambiguous) throw usage(`two records of ${key} say different things`, ELSEWHERE);
  const intent = intentOfSession(session, digest);
  return intent === undefined ? instead(session, link) : { kind: 'intent', intent };
}

async function instead(session: IssuedSession, link: RedisLink): Promise<Found> {
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
      `End every session of the ${kind} that was issued up to now: rolewarden revoke --${kind} ${target.arn}`,
      ...(service === undefined ? [] : restartWarning(service)),
    ],
  };
}

/** Identity Center's keys stand in no issue (ADR 0049). What was taken with one is known all the same. */
async function withoutIssue(key: string, link: RedisLink): Promise<Found> {
  const further = await whatItTook({ accessKeyId: key }, link);
  if (further.length === 0) throw usage(`no session with the key ${key} is known`, ELSEWHERE);
  const reason = `the issue of ${key} is not known, as with every key that Identity Center hands out`;
  return { kind: 'impossible', reason, whatToDo: [...further, `The session itself: ${ELSEWHERE}`] };
}

/** What ends the live sessions that were issued with it. */
async function whatItTook(parent: Parent, link: RedisLink): Promise<readonly string[]> {
  const [{ descendantsOf }, { leftOf }] = await Promise.all([
    import('../actions/descendants.ts'),
    import('../actions/left.ts'),
  ]);
  const found = await descendantsOf(parent, link.store, { digest, now: Date.now() });
  const left = leftOf(parent, found, Number.POSITIVE_INFINITY);
  const further = found.children.map(
    ({ intent }) => `End what was issued with it: ${lineOf(intent)} (${subjectOf(intent)})`,
  );
  return [...further, ...(left?.procedure ?? [])];
}

/** The role that the session is of, or the user whose own it is. */
function holderOf({ actor, role }: IssuedSession): Target | undefined {
  return role === undefined ? targetOf(/^user:(.*)$/.exec(actor.key)?.[1]) : targetOf(role.arn);
}

function lineOf({ accessKeyId }: Pick<Intent, 'accessKeyId'>): string {
  return `rolewarden revoke ${accessKeyId}`;
}
