import { ended, type Order, type Revoked, refused } from '../../actions/ending/revoked.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { endCommand } from '../../core/action/end-command.ts';
import { type ActionRecord, FINAL, type Ledger } from '../../core/action/ledger.ts';
import { REAL_TIME } from '../../core/time/waiting.ts';
import { type Desk, storeFailure } from './acting.ts';
import { takesNothing } from './open.ts';

/** What came of an order. */
export interface Carried {
  readonly done: Revoked;
  /** Why the ledger does not know of it. */
  readonly unrecorded?: string;
  /** By the ledger it is over for good, so that a sweep removes the policy: the person has ordered it anew. */
  readonly against?: ActionRecord;
}

/** After a failure the store is not asked for half a second; a new connection may take a little longer (ms). */
const PAUSE = 600;
const PATIENCE = 2_000;

/** Asks the store, and once more after a moment: a connection to a replica is left at its first refusal. */
export async function askTwice<T>(link: RedisLink, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch {
    await REAL_TIME.sleep(PAUSE);
    await link.ready(PATIENCE);
    return ask();
  }
}

type PersonsOrder = Order & { readonly mode: 'person' };

interface Place {
  readonly folder: string;
  readonly link: RedisLink | string;
}

/**
 * Carries out a person's order, or one that follows from it. A store that is full, or a replica, can be asked and takes
 * nothing: the order is then carried out as without a store, since ending sessions may be what makes room in it. Any other
 * failure of a store that was there is thrown: what it knows against the order is then not known.
 */
export async function carryOut(
  desk: Desk,
  { folder, link }: Place,
  order: Order,
  anew = false,
): Promise<Carried> {
  const { revoke } = await import('../../actions/ending/revoking.ts');
  const executors = await desk.executors();
  if (typeof link === 'string') return unrecorded(desk, folder, order, link);
  try {
    return { done: await revoke(executors.revoking(link.ledger, folder), order, anew) };
  } catch (thrown) {
    desk.signal.throwIfAborted();
    const why = storeFailure(thrown)?.message;
    if (why === undefined || takesNothing(why) === undefined) throw thrown;
    return withFullStore(desk, { folder, link }, order, { anew, why });
  }
}

/** For a store that can be asked and takes nothing. What people decided counts, unless the session is named `anew`. */
async function withFullStore(
  desk: Desk,
  { folder, link }: Place & { readonly link: RedisLink },
  order: Order,
  { anew, why }: { readonly anew: boolean; readonly why: string },
): Promise<Carried> {
  const { ledger } = link;
  const { intent } = order;
  try {
    const known = await askTwice(link, () => ledger.action(intent.actionId));
    const against = known !== undefined && FINAL.has(known.state) ? known : undefined;
    if (against !== undefined) {
      const { repeatable } = await import('../../actions/ending/known-actions.ts');
      if (!anew || !repeatable(intent).includes(against.state)) return { done: ended(against) };
    }
    const killed = () => askTwice(link, () => ledger.killed());
    const carried = await unrecorded(desk, folder, order, why, { killed });
    return against === undefined ? carried : { ...carried, against };
  } catch (thrown) {
    desk.signal.throwIfAborted();
    if (storeFailure(thrown) === undefined) throw thrown;
    return { done: refused(UNASKED, [`To end it anyway: ${endCommand(intent.target, intent.accessKeyId)}`]) };
  }
}

const UNASKED =
  'the store takes no writes, and does not say whether somebody has undone or rejected it, or stopped all actions';

async function unrecorded(
  desk: Desk,
  folder: string,
  order: Order,
  why: string,
  ledger?: Pick<Ledger, 'killed'>,
): Promise<Carried> {
  if (!isPersons(order)) {
    const { accessKeyId, target } = order.intent;
    const detail = [...order.notes, `no approval can be awaited: ${why}`].join('; ');
    return { done: refused(detail, [`To end it anyway: ${endCommand(target, accessKeyId)}`]) };
  }
  const { revokeUnrecorded } = await import('../../actions/ending/unrecorded.ts');
  const parts = (await desk.executors()).unrecorded(folder);
  return { done: await revokeUnrecorded({ ...parts, ledger }, order), unrecorded: why };
}

const isPersons = (order: Order): order is PersonsOrder => order.mode === 'person';
