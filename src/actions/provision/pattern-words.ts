import { jsonIn } from '../../core/text/json.ts';
import { eventPattern, patternOf, samePattern } from './pattern.ts';

/** So many names are written out: a pattern has a hundred. */
const NAMED = 12;

/**
 * How a rule's pattern differs from ours, in words; undefined if it does not. Two patterns of two thousand characters,
 * side by side, say nothing to anybody: what one has and the other lacks does.
 */
export function patternDifference(actual: string, watch: boolean): string | undefined {
  if (samePattern(actual, watch)) return undefined;
  if (samePattern(actual, !watch)) {
    return watch
      ? 'pattern without changes in other services -> with them (sessions: watch)'
      : 'pattern with changes in other services -> without them (sessions: off)';
  }
  const [has, wanted] = [names(jsonIn(actual)), names(patternOf(watch))];
  const lacks = [...wanted].filter((name) => !has.has(name));
  const more = [...has].filter((name) => !wanted.has(name));
  if (lacks.length === 0 && more.length === 0) return `pattern ${actual || 'none'} -> ${eventPattern(watch)}`;
  const parts = [
    ...(lacks.length === 0 ? [] : [`lacks ${listed(lacks)}`]),
    ...(more.length === 0 ? [] : [`has ${listed(more)}, which it should not have`]),
  ];
  return `pattern ${parts.join('; ')}`;
}

/** Every value in a pattern, at any depth. */
function names(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set(value === undefined ? [] : [String(value)]);
  return new Set(Object.values(value).flatMap((one) => [...names(one)]));
}

function listed(all: readonly string[]): string {
  const rest = all.length - NAMED;
  return rest > 0 ? `${all.slice(0, NAMED).join(', ')} and ${rest} more` : all.join(', ');
}
