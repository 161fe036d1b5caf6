import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultProxy, startFaults } from '../../test/support/aws-faults.ts';
import { bundled } from '../bundled.ts';
import { badDay, type Trigger, WORKERS } from './plan.ts';

/** The consumers of a run, each behind a proxy of its own, so that it is known whose call it was. */
export interface Workers {
  readonly proxies: readonly FaultProxy[];
  /** Kills one that is at work, at once or at its next call of that action; another takes its place. */
  kill(worker: number, trigger: Trigger): Promise<void>;
  /** When a worker said that Redis did not answer it. */
  readonly away: readonly number[];
  /** When somebody was killed. */
  readonly kills: readonly number[];
  /** Processes that ended though nobody killed them, with what they said last. */
  readonly deaths: readonly string[];
  stop(): Promise<void>;
}

/** A kill that waits for a call waits no longer. */
const ARMED = 4_000;

interface Run {
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly deaths: string[];
  readonly kills: number[];
  readonly away: number[];
  stopping: boolean;
}

/** The place of one worker after another. */
interface Slot {
  child: ChildProcess;
  /** Resolves once the worker that is there now asks for messages. */
  ready: Promise<unknown>;
  armed: string | undefined;
  /** Kills come one after the other. */
  turn: Promise<void>;
}

/** Starts the consumers; `args` go to every one of them. */
export async function startWorkers(
  how: { readonly upstream: string; readonly seed: number; readonly environment: NodeJS.ProcessEnv },
  args: readonly string[],
): Promise<Workers> {
  const command = [await bundled('scripts/chaos/worker.ts'), ...args];
  const run: Run = {
    command,
    environment: how.environment,
    deaths: [],
    kills: [],
    away: [],
    stopping: false,
  };
  const proxies = await Promise.all(
    Array.from({ length: WORKERS }, (_, at) => startFaults(how.upstream, how.seed * 31 + at)),
  );
  const slots = proxies.map((proxy) => slotBehind(proxy, run));
  return {
    proxies,
    deaths: run.deaths,
    async kill(worker, trigger) {
      const slot = slots[worker];
      if (slot === undefined) return;
      slot.turn = slot.turn.then(() => killed(slot, trigger, run));
      await slot.turn;
    },
    kills: run.kills,
    away: run.away,
    async stop() {
      run.stopping = true;
      await Promise.all(slots.map(({ child }) => ended(child)));
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}

async function killed(slot: Slot, trigger: Trigger, run: Run): Promise<void> {
  await slot.ready;
  const gone = once(slot.child, 'exit');
  slot.armed = trigger;
  if (trigger !== 'now') await Promise.race([gone, wait(ARMED)]);
  if (slot.armed === trigger) shoot(slot, run);
  await gone;
}

function slotBehind(proxy: FaultProxy, run: Run): Slot {
  const slot: Slot = { ...start(proxy, run), armed: undefined, turn: Promise.resolve() };
  const follow = () => {
    slot.child.once('exit', () => {
      if (run.stopping) return;
      Object.assign(slot, start(proxy, run));
      follow();
    });
  };
  follow();
  proxy.use((call) => {
    if (slot.armed !== call.action) return badDay(call);
    shoot(slot, run);
    return undefined;
  });
  return slot;
}

function start(
  proxy: FaultProxy,
  { away, command, deaths, environment }: Run,
): Pick<Slot, 'child' | 'ready'> {
  const child = spawn(process.execPath, command, {
    env: { ...environment, AWS_ENDPOINT_URL: proxy.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-600);
  });
  child.stdout.on('data', (chunk: Buffer) => {
    for (const [, at] of chunk.toString().matchAll(/away (\d+)/g)) away.push(Number(at));
  });
  child.once('exit', (code, signal) => {
    if (signal !== 'SIGKILL') deaths.push(`code ${code}: ${said}`);
  });
  return { child, ready: Promise.race([once(child.stdout, 'data'), once(child, 'exit')]) };
}

function shoot(slot: Slot, run: Run): void {
  slot.armed = undefined;
  run.kills.push(Date.now());
  slot.child.kill('SIGKILL');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
