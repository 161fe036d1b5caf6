import type { Case, Left } from './case.ts';
import { judge, repeatsOf } from './oracle.ts';

/** What came of a case, as it stands in the table. */
export interface Result {
  readonly id: string;
  readonly matrix: string;
  readonly what: string;
  readonly seed: number;
  /** In words; empty if every promise was kept. */
  readonly broken: readonly string[];
  readonly events: number;
  readonly revocations: number;
  readonly fired: Readonly<Record<string, number>>;
  /** Alerts that came again under their id. */
  readonly repeated: number;
  readonly mayRepeat: number;
  readonly mib: number | undefined;
  readonly seconds: number;
}

/** What a run of the fault matrix is given; `aws`: the address of the emulator, `logs`: a folder. */
export interface RunOptions {
  readonly aws: string;
  readonly seed: number;
  readonly full: boolean;
  readonly logs?: string | undefined;
  /** Cases at a time: most of them mostly wait. */
  readonly atOnce: number;
  readonly tell: (result: Result) => void;
}

/** Runs cases, some at a time; each is there as a promise at once. A case that throws is broken by what it threw. */
export function runCases(cases: readonly Case[], options: RunOptions): ReadonlyMap<string, Promise<Result>> {
  const slots = Array.from({ length: options.atOnce }, () => Promise.resolve());
  const results = new Map<string, Promise<Result>>();
  let free = Promise.race(slots.map(async (slot, at) => slot.then(() => at)));
  for (const [place, one] of cases.entries()) {
    const result = free.then(async (at) => {
      const running = runOne(one, place, options);
      slots[at] = running.then(() => undefined);
      return { running };
    });
    free = result.then(() => Promise.race(slots.map((slot, at) => slot.then(() => at))));
    results.set(
      one.id,
      result.then(({ running }) => running),
    );
  }
  return results;
}

async function runOne(one: Case, place: number, { tell, ...ground }: RunOptions): Promise<Result> {
  const began = performance.now();
  const { id, matrix, what } = one;
  const about = { id, matrix, what, seed: ground.seed };
  let result: Result;
  try {
    const left = await one.run({ ...ground, place });
    result = { ...about, broken: judge(left), ...figures(left), seconds: since(began) };
  } catch (thrown) {
    const broken = [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)];
    const none = { events: 0, revocations: 0, fired: {}, repeated: 0, mayRepeat: 0, mib: undefined };
    result = { ...about, broken, ...none, seconds: since(began) };
  }
  tell(result);
  return result;
}

function figures({ alerts, events, fired, mayRepeat, memory, standing }: Left) {
  const mib = memory === undefined ? undefined : Math.round(memory.mib);
  const repeated = repeatsOf(alerts).length;
  return { events: events.length, revocations: standing.length, fired, repeated, mayRepeat, mib };
}

function since(began: number): number {
  return (performance.now() - began) / 1_000;
}
