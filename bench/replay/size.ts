const UNITS = new Map([
  ['', 1],
  ['KiB', 1_024],
  ['MiB', 1_024 ** 2],
  ['GiB', 1_024 ** 3],
]);

/** `1GiB`, `4MiB` or plain bytes as a number. Throws on anything else. */
export function sizeOf(text: string): number {
  const [, amount, unit] = /^(\d+)(|KiB|MiB|GiB)$/.exec(text) ?? [];
  const factor = UNITS.get(unit ?? 'none');
  if (factor === undefined)
    throw new Error(`${JSON.stringify(text)} is not a size: use bytes, KiB, MiB or GiB`);
  return Number(amount) * factor;
}
