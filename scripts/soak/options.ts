import { parseArgs } from 'node:util';

/** How long a soak is, and how hard. */
export interface Options {
  readonly minutes: number;
  /** Events a second. */
  readonly rate: number;
  readonly seed: number;
  /** Seconds between two faults. */
  readonly every: number;
  /** MiB an hour that memory may grow after the warm-up. */
  readonly slope: number;
  readonly out: string | undefined;
}

/** What the fault matrix asks for (F57). */
const FULL = { minutes: 240, rate: 500, seed: 1, every: 120, slope: 0.5 } as const;

/** Reads the command line. Throws for an option that is not known, or is no number above nothing. */
export function optionsOf(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const options = { minutes: text, rate: text, seed: text, every: text, slope: text, out: text } as const;
  const { values } = parseArgs({ args: [...args], options });
  const number = (name: keyof typeof FULL) => {
    const value = Number(values[name] ?? FULL[name]);
    if (!(value > 0))
      throw new Error(`--${name} cannot be ${JSON.stringify(values[name])}: a number above 0`);
    return value;
  };
  return {
    minutes: number('minutes'),
    rate: number('rate'),
    seed: number('seed'),
    every: number('every'),
    slope: number('slope'),
    out: values.out,
  };
}
