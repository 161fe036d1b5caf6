import type { Config } from '../config/schema.ts';
import { RolewardenError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { KeptFindings } from '../core/ports.ts';
import { configuredStore, namedStore, openFindings, storeWords } from '../store.ts';
import type { Surroundings } from './command.ts';
import { findingCheck } from './findings.ts';

/** A finding of the live line. Throws ERR_USAGE if the store has none, or there is no store. */
export async function fromStore(
  id: string,
  store: string | undefined,
  config: Config,
  environment: Surroundings['environment'],
): Promise<Finding> {
  const choice =
    store === undefined
      ? configuredStore(config.store, environment)
      : namedStore(store, config.store, environment);
  if (choice.kind === 'memory') {
    throw new RolewardenError(
      'ERR_USAGE',
      'no store is configured that could have kept the finding',
      'name one with --store URL, or the recordings: rolewarden explain ID PATH',
    );
  }
  const kept = await openFindings(choice);
  try {
    const finding = await keptFinding(id, kept);
    if (finding !== undefined) return finding;
  } finally {
    await kept.close();
  }
  throw new RolewardenError(
    'ERR_USAGE',
    `the store ${storeWords(choice)} keeps no finding ${JSON.stringify(id)}`,
    'it keeps those from medium on for 30 days; older ones: rolewarden explain ID PATH, with the recordings',
  );
}

/**
 * The finding that a store has kept under an id, or under the one id that begins so; undefined if there is none. Throws
 * ERR_USAGE where several begin so, and ERR_STORE_UNAVAILABLE.
 */
async function keptFinding(
  id: string,
  kept: Pick<KeptFindings, 'find' | 'idsLike'>,
): Promise<Finding | undefined> {
  const exact = await kept.find(id);
  const like = exact === undefined ? await kept.idsLike(id) : [];
  if (like.length > 1) {
    throw new RolewardenError(
      'ERR_USAGE',
      `${like.length} findings begin with ${id}`,
      `give more of it: ${like.slice(0, 5).join(', ')}`,
    );
  }
  const value = exact ?? (like[0] === undefined ? undefined : await kept.find(like[0]));
  return value === undefined || !findingCheck()(value) ? undefined : value;
}
