import { type Fields, get, textAt } from '../json/fields.ts';

/** Results of Rolewarden, as it writes them: what they are called where they lie among recordings. */
const RESULTS: readonly { readonly name: string; matches(value: Fields): boolean }[] = [
  {
    name: 'findings',
    matches: (value) =>
      /^rolewarden\.(finding|difference)\//.test(textAt(value, 'schema') ?? '') ||
      get(get(get(value, 'metadata'), 'product'), 'name') === 'Rolewarden',
  },
  {
    name: 'a baseline',
    matches: (value) =>
      ['owner', 'dimension', 'value'].every((name) => typeof get(value, name) === 'string') &&
      Array.isArray(get(value, 'days')),
  },
  {
    name: 'a summary',
    matches: (value) =>
      ['records', 'stsEvents', 'signIns'].every((name) => typeof get(value, name) === 'number'),
  },
];

/** What to say of a result of Rolewarden itself; undefined for anything else. */
export function ownResult(value: Fields): string | undefined {
  const result = RESULTS.find(({ matches }) => matches(value));
  return result && `${result.name} of Rolewarden, not CloudTrail`;
}
