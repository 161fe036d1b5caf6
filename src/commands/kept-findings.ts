import type { Config } from '../config/schema.ts';
import { signingKeysOf } from '../config/secrets.ts';
import { type ActionRecord, type Ledger, STANDING } from '../core/action/ledger.ts';
import { type RolewardenError, wrongUsage } from '../core/errors.ts';
import { LONG_TERM_KEY } from '../core/event/issued-to.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { KeptFindings } from '../core/ports/ports.ts';
import { shellWord } from '../core/text/shell.ts';
import { utc } from '../core/time/days.ts';
import type { Become } from '../report/story-context.ts';
import { type FindingStore, openFindings } from '../store.ts';
import { configuredStore, namedStore, storeWords } from '../store-choice.ts';
import { ambiguous } from './arguments.ts';
import type { Surroundings } from './command.ts';
import { findingCheck } from './findings.ts';
import { eventsOf, highest, isKeyId, noneAbout } from './which-finding.ts';

/** A finding of a consumer, and what the ledger now says of its actions. */
export interface LiveFinding {
  readonly finding: Finding;
  readonly become: (actionId: string) => Become | undefined;
}

/** Reads a finding of a consumer from the store. Throws ERR_USAGE if it is not there, or there is no store. */
export async function fromStore(
  id: string,
  store: string | undefined,
  config: Config,
  environment: Surroundings['environment'],
): Promise<LiveFinding> {
  const choice =
    store === undefined
      ? configuredStore(config.store, environment)
      : namedStore(store, config.store, environment);
  if (choice.kind === 'memory') {
    throw wrongUsage(
      'no store is configured that could have kept the finding',
      'name one with --store URL, or the recordings: rolewarden explain ID PATH',
    );
  }
  if (LONG_TERM_KEY.test(id)) throw longTerm(id);
  const kept = await openFindings(choice, signingKeysOf(config.revocation, environment));
  try {
    const finding = isKeyId(id) ? await aboutKey(id, kept) : await keptFinding(id, kept);
    if (finding !== undefined) return { finding, become: await becomeOf(finding, kept) };
  } finally {
    await kept.close();
  }
  throw wrongUsage(
    `the store ${storeWords(choice)} keeps no finding ${JSON.stringify(id)}`,
    'it keeps those from medium on for 30 days; older ones: rolewarden explain ID PATH, with the recordings',
  );
}

/** A store keeps who asked for a session only where that was a session, too: what it has of a user's key is not found. */
function longTerm(key: string): RolewardenError {
  const message = `${key} is a long-term key: a store finds sessions by their own keys (ASIA...)`;
  return wrongUsage(message, eventsOf(key));
}

/**
 * The highest finding about a session of this key, about those that were requested with it, or about those behind it.
 * Throws ERR_USAGE if none is kept.
 */
async function aboutKey(key: string, kept: Pick<FindingStore, 'find' | 'sessions'>): Promise<Finding> {
  const sessions = await kept.sessions(key);
  const ids = sessions.flatMap((one) => [one, ...one.ancestors].flatMap(({ birth }) => birth.finding ?? []));
  const wanted = [...new Set(ids)];
  const values = await Promise.all(wanted.map((id) => kept.find(id)));
  const isFinding = findingCheck();
  const told = values.filter((value) => isFinding(value));
  const found = highest(told, key);
  if (found !== undefined) return found;
  const [strange] = wanted.filter((_, at) => values[at] !== undefined);
  if (strange !== undefined) throw ofAnotherVersion(strange);
  throw noneAbout(key, 'the store keeps no finding about a session of, or with,');
}

/** Asks the ledger for the finding's actions. If it cannot be asked, the story is told without that. */
async function becomeOf(
  { actions }: Finding,
  { action }: Pick<Ledger, 'action'>,
): Promise<LiveFinding['become']> {
  const known = new Map<string, Become>();
  for (const { actionId } of actions) {
    const record = actionId === null ? undefined : await action(actionId).catch(() => undefined);
    if (record !== undefined)
      known.set(record.actionId, { waits: record.state === 'pending', said: saidOf(record) });
  }
  return (actionId) => known.get(actionId);
}

function saidOf({ actionId, by, changed, detail, state }: ActionRecord): string {
  if (state === 'pending') return 'it awaits approval';
  if (state === 'ready') return `${by} has ordered it, and it is not in force yet: rolewarden pending`;
  if (state === 'failed') return `not in force: ${detail}; to try again: rolewarden approve ${actionId}`;
  return STANDING.includes(state)
    ? `in force, by ${by}; to undo: rolewarden undo ${actionId}`
    : `not in force: ${by} has ${state} it at ${utc(changed)}`;
}

/**
 * The finding that a store keeps under an id, or under the only id that begins with it; undefined if there is none.
 * Throws ERR_USAGE if several begin with it, or another version wrote it, and ERR_STORE_UNAVAILABLE.
 */
async function keptFinding(
  id: string,
  kept: Pick<KeptFindings, 'find' | 'idsLike'>,
): Promise<Finding | undefined> {
  const exact = await kept.find(id);
  const like = exact === undefined ? await kept.idsLike(id) : [];
  if (like.length > 1) throw ambiguous('findings', id, like);
  const value = exact ?? (like[0] === undefined ? undefined : await kept.find(like[0]));
  if (value === undefined || findingCheck()(value)) return value;
  throw ofAnotherVersion(like[0] ?? id);
}

/** The error for a kept finding that may lack fields of this version. */
function ofAnotherVersion(id: string): RolewardenError {
  const message = `the store keeps finding ${id}, but it was written by another version of Rolewarden`;
  return wrongUsage(message, `tell it from the recordings: rolewarden explain ${shellWord(id)} PATH`);
}
