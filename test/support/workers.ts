import { type ChildProcess, fork } from 'node:child_process';
import { bundled } from '../../scripts/bundled.ts';
import { randomOf } from '../../scripts/random.ts';
import type { RawCloudTrail } from '../../scripts/records.ts';

/** Records that a worker takes as one message. */
export interface Parcel {
  readonly id: string;
  readonly records: readonly RawCloudTrail[];
}

/** How the run went. */
export interface Consumed {
  readonly killed: number;
  readonly redelivered: number;
}

interface Said {
  readonly id?: string;
  readonly learned?: boolean;
}

/**
 * Two worker processes share a list of deliveries, each holding two at a time; one is killed now and then, `kills`
 * times, in the middle of what it does, and its deliveries go to whoever lives. Ends when all were acknowledged.
 */
export async function consumed(
  parcels: readonly Parcel[],
  { port, kills, seed }: { readonly port: number; readonly kills: number; readonly seed: number },
): Promise<Consumed> {
  const script = await bundled('test/support/worker.ts');
  const random = randomOf(seed);
  const queue = [...parcels];
  const open = new Set(parcels.map(({ id }) => id));
  const workers = new Set<ChildProcess>();
  // so that the last falls before the end, whatever is drawn
  const every = parcels.length / (1.5 * kills + 2);
  let killed = 0;
  let redelivered = 0;
  let next = every / 2;
  const start = (done: () => void, failed: (reason: Error) => void) => {
    const worker = fork(script, [String(port)], { execArgv: [] });
    const held: Parcel[] = [];
    workers.add(worker);
    const settle = ({ id, learned }: Said) => {
      const at = held.findIndex((parcel) => parcel.id === id);
      const [parcel] = at < 0 ? [] : held.splice(at, 1);
      if (parcel === undefined) return;
      if (learned) open.delete(parcel.id);
      else queue.push(parcel);
    };
    const feed = () => {
      for (const parcel of queue.splice(0, 2 - held.length)) {
        held.push(parcel);
        worker.send(parcel);
      }
    };
    const mayKill = () => {
      if (killed >= kills || held.length === 0 || parcels.length - open.size < next) return;
      killed++;
      next += every * (0.5 + random());
      setTimeout(() => worker.kill('SIGKILL'), random() * 8);
    };
    worker.on('message', (said: Said) => {
      settle(said);
      if (open.size === 0) return done();
      feed();
      mayKill();
    });
    worker.once('exit', (code, signal) => {
      workers.delete(worker);
      redelivered += held.length;
      queue.push(...held);
      if (signal === 'SIGKILL') start(done, failed);
      else failed(new Error(`a worker ended by itself: ${code}`));
    });
  };
  return new Promise<Consumed>((resolve, reject) => {
    const done = () => resolve({ killed, redelivered });
    start(done, reject);
    start(done, reject);
  }).finally(() => {
    for (const worker of workers) worker.removeAllListeners('exit').kill('SIGKILL');
  });
}
