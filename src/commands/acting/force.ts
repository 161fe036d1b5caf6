import type { Descendants } from '../../actions/ending/descendants.ts';
import type { Left } from '../../actions/ending/left.ts';
import type { Order } from '../../actions/ending/revoked.ts';
import { digest } from '../../app.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { MET } from '../../core/action/guards.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Finding } from '../../core/finding/finding.ts';
import { type Desk, storeFailure } from './acting.ts';
import { askTwice, carryOut } from './carrying.ts';
import { say } from './revoked-words.ts';
import { recordOf, safe, steps, subjectOf } from './words.ts';

/** How long one revocation is tried, in milliseconds. */
const PATIENCE = 60_000;

/**
 * A revocation that a person wants in force. `link`: the store, or why it cannot be asked. `anew`: the person has named
 * the session itself, so it may be ended again even after an undo.
 */
export interface Wish {
  readonly intent: Intent;
  readonly finding: Finding | null;
  readonly link: RedisLink | string;
  readonly anew: boolean;
}

/**
 * Puts a revocation in force as a person's decision, then ends the live sessions that were issued with the denied one.
 * Says what was done and how to take it back. Returns the exit status: 0 if all of it is in force and stays so, else 1.
 */
export async function putInForce(desk: Desk, { anew, finding, intent, link }: Wish): Promise<number> {
  const folder = desk.auditFolder();
  const by = await desk.who();
  const order = (one: Intent, notes: readonly string[]) => ({
    intent: one,
    mode: 'person' as const,
    by,
    finding,
    notes,
    deadline: Date.now() + PATIENCE,
  });
  const first = await carryOut(desk, { folder, link }, order(intent, []), anew);
  say(desk, intent, first, folder);
  if (first.done.outcome !== 'applied') return 1;
  const failed = typeof link === 'string' ? 0 : await endChildren(desk, intent, order, { folder, link });
  return failed === 0 && first.against === undefined ? 0 : 1;
}

/** Ends the live sessions that were issued with a denied one. Returns how many of them were not ended. */
async function endChildren(
  desk: Desk,
  intent: Intent,
  order: (one: Intent, notes: readonly string[]) => Order,
  place: { readonly folder: string; readonly link: RedisLink },
): Promise<number> {
  const found = await lookedUp(intent, place.link);
  if (typeof found === 'string') {
    const words = `NOT looked up: sessions issued with ${subjectOf(intent)}\n  ${safe(found)}\n`;
    process.stderr.write(`${words}${steps(['When the store answers, run the same command again.'])}`);
    return 1;
  }
  let failed = 0;
  for (const { bystander, intent: child } of found.children) {
    desk.signal.throwIfAborted();
    const notes = [`issued with the session of ${intent.target.name}`];
    const plain = { ...order(child, notes), behind: intent.actionId };
    const careful = { ...plain, mode: 'confirm' as const, notes: [...plain.notes, MET] };
    const carried = await carryOut(desk, place, bystander ? careful : plain);
    say(desk, child, carried, place.folder);
    if (carried.done.outcome !== 'applied') failed += 1;
  }
  const left = await sayLeft(desk, intent, found);
  if (left === undefined) return failed;
  const { auditLeft } = await import('../../actions/ending/left.ts');
  const { audit } = (await desk.executors()).unrecorded(place.folder);
  await auditLeft(audit, intent, left, Date.now());
  return failed + 1;
}

/** The sessions that were issued with a denied one, or why the store does not say. */
async function lookedUp(intent: Intent, link: RedisLink): Promise<Descendants | string> {
  try {
    return await askTwice(link, () => childrenOf(intent, link));
  } catch (thrown) {
    const failure = storeFailure(thrown);
    if (failure === undefined) throw thrown;
    return failure.message;
  }
}

/** Says which sessions issued with a denied one are still good, and what ends them. Undefined if none is known. */
export async function sayLeft(desk: Desk, intent: Intent, found: Descendants): Promise<Left | undefined> {
  const { leftOf } = await import('../../actions/ending/left.ts');
  const left = leftOf(intent, found, Number.POSITIVE_INFINITY);
  if (left === undefined) return undefined;
  const { detail, procedure } = left;
  const words = `NOT revoked: what was issued with ${subjectOf(intent)}\n  ${safe(detail)}\n${steps(procedure)}`;
  desk.tell({ ...recordOf('revoke', intent), outcome: 'left', detail, whatToDo: procedure }, words);
  return left;
}

/** The sessions that were issued with a denied one and have not ended. */
export async function childrenOf(intent: Intent, link: RedisLink): Promise<Descendants> {
  const { descendantsOf } = await import('../../actions/ending/descendants.ts');
  return descendantsOf(intent, link.store, { digest, now: Date.now() });
}
