import { sweep as sweepTarget } from '../../src/actions/ending/sweep.ts';
import { settleActions } from '../../src/actions/following/settling.ts';
import { approve } from '../../src/commands/acting/approve.ts';
import { reject } from '../../src/commands/acting/reject.ts';
import { undoOne } from '../../src/commands/acting/undo.ts';
import type { ModelProcess } from './process.ts';
import { EVENTS, type ModelEvent, ROLES } from './story.ts';
import type { World } from './world.ts';

/** What a person's command ended with; undefined while it is under way, or was killed. */
export interface Said {
  readonly what: 'approve' | 'reject' | 'undo';
  readonly actionId: string;
  status: number | undefined;
}

/** What a schedule may do, and what came of it. */
export interface Deeds {
  readonly world: World;
  readonly said: Said[];
  /** Events that arrived, and how many copies of each the queue has, as they are not settled. */
  readonly arrived: Map<ModelEvent, number>;
  /** Actions on which a last word was seen in the ledger. */
  readonly over: Set<string>;
}

export function createDeeds(world: World): Deeds {
  return { world, said: [], arrived: new Map(), over: new Set() };
}

/** A copy of an event arrives at a worker: another one, or one that comes `again`. */
export async function deliver(
  { arrived, world }: Deeds,
  n: number,
  worker: number,
  again = false,
): Promise<void> {
  const event = EVENTS[n];
  if (event === undefined) return;
  const owed = () => arrived.get(event) ?? 0;
  arrived.set(event, owed() + (again ? 0 : 1));
  await world.start(`worker ${worker} takes ${event.name}`, worker, async () => {
    const [acted] = await world.worker(worker).act([event.judged]);
    if (acted?.settled === true) arrived.set(event, owed() - 1);
  });
}

/** A turn of a worker. A worker has one at a time. */
export async function settle({ world }: Deeds, worker: number): Promise<void> {
  const name = `worker ${worker} settles`;
  if (world.alive().some(({ job }) => job.name === name)) return;
  await world.start(name, worker, () => settleActions(world.worker(worker).settling));
}

/** What `rolewarden sweep` does with each role. */
export async function sweep({ world }: Deeds): Promise<void> {
  const { ledger, revoking, settling } = world.person('sweep');
  await world.start('sweep', undefined, async () => {
    const records = await ledger.actions();
    const missing = new Set<string>();
    for (const { target } of Object.values(ROLES)) {
      const own = records.filter(({ intent }) => intent.target.name === target.name);
      const recorded = { records: own, ledger, ordered: async () => undefined };
      const swept = await sweepTarget(revoking.bench, target, recorded, false);
      for (const { actionId, kind } of swept)
        if (kind === 'missing' && actionId !== undefined) missing.add(actionId);
    }
    await settleActions({ ...settling, missing });
  });
}

/** A person decides. */
export async function decide(deeds: Deeds, what: Said['what'], n: number): Promise<void> {
  const { over, said, world } = deeds;
  const event = EVENTS[n];
  if (event === undefined) return;
  const { actionId } = event.intent;
  const one: Said = { what, actionId, status: undefined };
  const person = world.person(`person ${said.length}`);
  if (what === 'approve') world.witness.decided(actionId);
  said.push(one);
  await world.start(`${what} ${event.name}`, undefined, async () => {
    one.status = await commanded(person, what, event);
    const known = await person.ledger.action(actionId);
    if (known?.state === 'undone' || known?.state === 'rejected') over.add(actionId);
  });
}

async function commanded(
  { desk, ledger, link }: ModelProcess,
  what: Said['what'],
  { intent: { actionId, target } }: ModelEvent,
): Promise<number> {
  if (what === 'undo') {
    const answers = await ledger.now().then(
      () => link,
      (thrown: unknown) => String(thrown),
    );
    return undoOne(desk, answers, actionId, target.arn);
  }
  const known = await ledger.action(actionId);
  if (known === undefined) return 2;
  return what === 'approve' ? approve(desk, link, known) : reject(desk, link, actionId, undefined);
}
