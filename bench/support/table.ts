/** The value below which `share` of the values lie: the median, if not said. */
export const middle = (values: readonly number[], share = 0.5): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

/** A whole number, as a table shows it. */
export const number = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Writes a row. */
export const row = (cells: readonly string[]): void =>
  void process.stdout.write(`| ${cells.join(' | ')} |\n`);

/** A title and the head of a table below it. */
export function head(title: string, columns: readonly string[]): void {
  process.stdout.write(`\n${title}\n\n`);
  row(columns);
  process.stdout.write(`|${' ---: |'.repeat(columns.length)}\n`);
}
