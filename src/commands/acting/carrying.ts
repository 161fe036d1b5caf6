import { ended, type Order, type Revoked, refused } from '../../actions/ending/revoked.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { endCommand } from '../../core/action/end-command.ts';
import { FINAL, type Ledger } from '../../core/action/ledger.ts';
import { REAL_TIME } from '../../core/time/waiting.ts';
import { type Desk, storeFailure } from './acting.ts';

/** What came of an order. `unrecorded`: why the ledger does not know of it. */
export interface Carried {
  readonly done: Revoked;
  readonly unrecorded?: string;
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

/**
 * Carries out a person's order, or one that follows from it. A store that is full, or a replica, can be asked and takes
 * nothing: the order is then carried out as without a store, since ending sessions may be what makes room in it.
 */
export async function carryOut(
  desk: Desk,
  { folder, link }: { readonly folder: string; readonly link: RedisLink | string },
  order: Order,
  anew = false,
): Promise<Carried> {
  const { revoke } = await import('../../actions/ending/revoking.ts');
  const executors = await desk.executors();
  if (typeof link === 'string') return unrecorded(desk, folder, order, link);
  const { ledger } = link;
  const killed = await askTwice(link, () => ledger.killed()).catch(() => undefined);
  const before = await stateOf(link, order, anew);
  try {
    return { done: await revoke(executors.revoking(ledger, folder), order, anew) };
  } catch (thrown) {
    desk.signal.throwIfAborted();
    const failure = storeFailure(thrown);
    if (failure === undefined) throw thrown;
    return before === undefined
      ? unrecorded(desk, folder, order, failure.message, { killed: async () => killed })
      : { done: before };
  }
}

/** Why an order must not be carried out without the ledger: what people decided counts, unless they name it `anew`. */
async function stateOf(link: RedisLink, { intent }: Order, anew: boolean): Promise<Revoked | undefined> {
  if (anew) return undefined;
  try {
    const known = await askTwice(link, () => link.ledger.action(intent.actionId));
    return known !== undefined && FINAL.has(known.state) ? ended(known) : undefined;
  } catch {
    const { accessKeyId, target } = intent;
    const why = 'the store does not say whether somebody has undone or rejected it';
    return refused(why, [`To end it anyway: ${endCommand(target, accessKeyId)}`]);
  }
}

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
