/** The value of each metric in one period; one that was not written is missing. */
export type Values = Readonly<Record<string, number | undefined>>;

type Value = number | undefined;

/** An operator is missing if one of its sides is, as in CloudWatch. */
const both = (one: Value, other: Value, of: (a: number, b: number) => number): Value =>
  one === undefined || other === undefined ? undefined : of(one, other);

const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { OR: (a, b) => Number(a !== 0 || b !== 0) },
  { AND: (a, b) => Number(a !== 0 && b !== 0) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

const FUNCTIONS: Readonly<Record<string, (...given: readonly Value[]) => Value>> = {
  FILL: (value, otherwise) => value ?? otherwise,
  IF: (when, yes, no) => {
    if (when === undefined) return undefined;
    return when === 0 ? no : yes;
  },
  MAX: (...all) => {
    const known = all.filter((one) => one !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  },
};

/**
 * What CloudWatch's metric math makes of an expression in one period: the part of the grammar that the alarms use. Throws
 * for all else.
 */
export function metricMath(expression: string, values: Values): Value {
  const words = expression.match(/\w+|<=|>=|[^\s\w]/g) ?? [];
  let at = 0;
  const next = (wanted?: string) => {
    const word = words[at++];
    if (word === undefined || (wanted !== undefined && word !== wanted))
      throw new Error(`${word ?? 'the end'} instead of ${wanted ?? 'a value'} in ${expression}`);
    return word;
  };
  const list = (end: string): readonly Value[] => {
    const all: Value[] = [];
    while (true) {
      if (words[at] === '[') {
        at++;
        all.push(...list(']'));
      } else all.push(level(0));
      if (next() === end) return all;
      if (words[at - 1] !== ',') throw new Error(`no list in ${expression}`);
    }
  };
  const single = (): Value => {
    const word = next();
    if (word === '(') {
      const value = level(0);
      next(')');
      return value;
    }
    if (words[at] === '(') {
      at++;
      const call = FUNCTIONS[word];
      if (call === undefined) throw new Error(`no function ${word}`);
      return call(...list(')'));
    }
    if (/^\d+$/.test(word)) return Number(word);
    if (!Object.hasOwn(values, word)) throw new Error(`no metric ${word} in ${expression}`);
    return values[word];
  };
  const level = (depth: number): Value => {
    const operators = OPERATORS[depth];
    if (operators === undefined) return single();
    let value = level(depth + 1);
    for (let of = operators[words[at] ?? '']; of !== undefined; of = operators[words[at] ?? '']) {
      at++;
      value = both(value, level(depth + 1), of);
    }
    return value;
  };
  const value = level(0);
  if (at < words.length) throw new Error(`${words[at]} is left over in ${expression}`);
  return value;
}
