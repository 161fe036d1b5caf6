/** A letter too many, too few, wrong, or two that changed places; in longer words two of these. */
const MOST = 2;
const SHORT = 5;

/** The known name that was most likely meant, or undefined: a guess far off would mislead. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const said = written.toLowerCase();
  let best: string | undefined;
  let least = (said.length < SHORT ? 1 : MOST) + 1;
  for (const name of known) {
    if (name === written || Math.abs(name.length - said.length) >= least) continue;
    const steps = stepsBetween(said, name.toLowerCase());
    if (steps >= least) continue;
    best = name;
    least = steps;
  }
  return best;
}

/** Words to end a message with: the name that was likely meant, or nothing. */
export function meant(written: string, known: Iterable<string>): string {
  const name = nearest(written, known);
  return name === undefined ? '' : `: did you mean ${name}?`;
}

/** Edit distance in which two neighbours that changed places are one step. */
function stepsBetween(from: string, to: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = [...Array(to.length + 1).keys()];
  for (let row = 1; row <= from.length; row++) {
    const here = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const at = (line: readonly number[], place: number) => line[place] ?? Number.POSITIVE_INFINITY;
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      here.push(
        Math.min(
          at(above, column) + 1,
          at(here, column - 1) + 1,
          at(above, column - 1) + (same ? 0 : 1),
          swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = above;
    above = here;
  }
  return above[to.length] ?? Number.POSITIVE_INFINITY;
}
