/** Whether heavier variants run: `npm run test:full`. */
export const FULL = process.env['ROLEWARDEN_FULL'] === '1';

/** A number that the default run keeps small. */
export const often = (few: number, many: number): number => (FULL ? many : few);

/** The seed of a random test: a new one each run, or the one that ROLEWARDEN_SEED names. It is printed. */
export function seedOf(test: string): number {
  const seed = Number(process.env['ROLEWARDEN_SEED'] ?? Math.floor(Math.random() * 1_000_000));
  console.log(`${test}: ROLEWARDEN_SEED=${seed}`);
  return seed;
}
