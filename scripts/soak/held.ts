import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Consumer } from '../faults/process.ts';
import { until } from '../faults/waiting.ts';

/** What a process held at one moment. */
export interface Held {
  /** Timers, sockets and whatever else libuv keeps for it, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Open descriptors. */
  readonly descriptors: number;
  /** MiB in use after a collection. */
  readonly heap: number;
}

/** Pooled connections, and the timers of their idleness, come and go: so many more are none that leaked. */
const SLACK = 4;

/** What makes a consumer answer `heldBy`. */
export function probed(path: string): Readonly<Record<string, string>> {
  const probe = new URL('./probe.mjs', import.meta.url).href;
  return { NODE_OPTIONS: `--import ${probe}`, SOAK_PROBE: path };
}

/** Asks a consumer that was started with `probed` what it holds. */
export async function heldBy({ child }: Consumer, path: string): Promise<Held> {
  rmSync(path, { force: true });
  child.kill('SIGUSR2');
  await until('the consumer says what it holds', () => existsSync(path), 30);
  const { heap, resources } = JSON.parse(readFileSync(path, 'utf8'));
  const counts: Record<string, number> = {};
  for (const name of Array.isArray(resources) ? resources.map(String) : []) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const descriptors = readdirSync(`/proc/${child.pid}/fd`).length;
  return { resources: counts, descriptors, heap: Number(heap) / 2 ** 20 };
}

/** What there is more of than at first, in words. */
export function leaked(before: Held, after: Held): readonly string[] {
  const counts = (held: Held) => ({ ...held.resources, descriptors: held.descriptors });
  const first = new Map(Object.entries(counts(before)));
  return Object.entries(counts(after)).flatMap(([name, now]) => {
    const then = first.get(name) ?? 0;
    return now > then + SLACK ? [`leaked: ${now} of ${name}, ${then} at first`] : [];
  });
}
