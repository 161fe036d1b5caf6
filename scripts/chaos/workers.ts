import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FaultProxy, startFaults } from '../../test/support/aws-faults.ts';
import { badDay, type Trigger, WORKERS } from './plan.ts';

/** The consumers of a run, each behind a proxy of its own, so that it is known whose call it was. */
export interface Workers {
  readonly proxies: readonly FaultProxy[];
  /** Kills one at once, or at its next call of that action; another takes its place. */
  kill(worker: number, trigger: Trigger): void;
  /** How many were killed. */
  killed(): number;
  /** Processes that ended though nobody killed them, with what they said last. */
  readonly deaths: readonly string[];
  stop(): Promise<void>;
}

interface Slot {
  child: ChildProcess;
  armed: string[];
}

/** Starts the consumers; `args` go to every one of them. */
export async function startWorkers(
  how: { readonly upstream: string; readonly seed: number; readonly environment: NodeJS.ProcessEnv },
  args: readonly string[],
): Promise<Workers> {
  const proxies = await Promise.all(
    Array.from({ length: WORKERS }, (_, at) => startFaults(how.upstream, how.seed * 31 + at)),
  );
  const deaths: string[] = [];
  let killed = 0;
  let stopping = false;
  const start = (proxy: FaultProxy): ChildProcess => {
    const environment = { ...how.environment, AWS_ENDPOINT_URL: proxy.url };
    const command = ['--import', 'tsx', 'scripts/chaos/worker.ts', ...args];
    const child = spawn(process.execPath, command, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-600);
    });
    child.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL') deaths.push(`code ${code}: ${said}`);
      const slot = slots[proxies.indexOf(proxy)];
      if (!stopping && slot !== undefined) slot.child = start(proxy);
    });
    return child;
  };
  const slots: Slot[] = [];
  for (const proxy of proxies) slots.push({ child: start(proxy), armed: [] });
  const shoot = (slot: Slot) => {
    killed += 1;
    slot.child.kill('SIGKILL');
  };
  proxies.forEach((proxy, at) => {
    proxy.use((call) => {
      const slot = slots[at];
      const due = slot?.armed.indexOf(call.action) ?? -1;
      if (slot === undefined || due < 0) return badDay(call);
      slot.armed.splice(due, 1);
      shoot(slot);
      return undefined;
    });
  });
  return {
    proxies,
    deaths,
    kill(worker, trigger) {
      const slot = slots[worker];
      if (slot === undefined) return;
      if (trigger === 'now') shoot(slot);
      else slot.armed.push(trigger);
    },
    killed: () => killed,
    async stop() {
      stopping = true;
      const gone = slots.map(({ child }) =>
        child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined,
      );
      for (const { child } of slots) child.kill('SIGKILL');
      await Promise.all(gone);
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}
