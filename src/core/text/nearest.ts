/** A letter too many, too few, wrong, or two that changed places; in longer words two of these. */
const MOST = 2;
const SHORT = 5;

/** So many names at most are a hint; more are a list. */
const FEW = 3;

/** The known name that was most likely meant, or undefined: a guess far off would mislead. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const said = bare(written);
  let best: string | undefined;
  let least = (said.length < SHORT ? 1 : MOST) + 1;
  for (const name of known) {
    const other = bare(name);
    if (name === written || Math.abs(other.length - said.length) >= least) continue;
    const steps = stepsBetween(said, other);
    if (steps >= least) continue;
    best = name;
    least = steps;
  }
  return best;
}

/** Words to end a message with: the names that were likely meant, or nothing. A known name is no slip of the pen. */
export function meant(written: string, known: Iterable<string>): string {
  const all = [...known];
  const names = all.includes(written) ? [] : likely(written, all);
  return names.length === 0 ? '' : `: did you mean ${names.join(' or ')}?`;
}

/** The nearest name; else the names that share the most words with it (`country` is in `new-country`), if they are few. */
function likely(written: string, known: readonly string[]): readonly string[] {
  const whole = nearest(written, known);
  if (whole !== undefined) return [whole];
  const said = new Set(wordsOf(written));
  const shared = known.map((name) => {
    const count = wordsOf(name).filter((word) => said.has(word) || nearest(word, said) !== undefined).length;
    return { name, count };
  });
  const most = Math.max(1, ...shared.map(({ count }) => count));
  const names = shared.filter(({ count }) => count === most).map(({ name }) => name);
  return names.length > FEW ? [] : names;
}

/** Without the dashes of an option: they are no letters that somebody may mistype. */
const bare = (name: string) => name.toLowerCase().replace(/^-+/, '');

/** Without the little ones, such as `no`: to have these in common means nothing. */
const wordsOf = (name: string) =>
  bare(name)
    .split('-')
    .filter(({ length }) => length > 2);

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
