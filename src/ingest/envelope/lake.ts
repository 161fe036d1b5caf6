import { type Fields, get, listAt } from '../json/fields.ts';
import type { Inner } from './inner.ts';

const UNFINISHED: Inner = { kind: 'refused', reason: 'a query of CloudTrail Lake that has not finished' };
const WITHOUT: Inner = {
  kind: 'refused',
  reason: 'rows of CloudTrail Lake without the whole record (SELECT eventJson)',
};
const ALONE = 'a row of CloudTrail Lake without its record (eventJson)';
const PAGE =
  'only one page of what CloudTrail Lake answered: ask for the others with --next-token, and replay them too';

/**
 * Rows of an answer of CloudTrail Lake: each is a list of columns, one of which may hold the whole record. Where none
 * does, the query did not ask for it. The command line shows one page of them (at most 1,000 rows), and does not ask on.
 */
export function ofLake(answer: Fields): Inner {
  if (get(answer, 'QueryStatus') !== 'FINISHED') return UNFINISHED;
  const rows = listAt(answer, 'QueryResultRows');
  const more = typeof get(answer, 'NextToken') === 'string';
  const parts = rows.flatMap((row) => wholeRecord(row) ?? []);
  if (parts.length === 0 && rows.length > 0) return WITHOUT;
  const lacks = [...rows.slice(parts.length).map(() => ALONE), ...(more ? [PAGE] : [])];
  return { kind: 'inside', parts, lacks };
}

function wholeRecord(row: unknown): string | undefined {
  const columns: readonly unknown[] = Array.isArray(row) ? row : [row];
  const texts = columns.map((column) => get(column, 'eventJson') ?? get(column, 'eventjson'));
  return texts.find((text) => typeof text === 'string');
}
