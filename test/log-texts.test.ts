import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('src', name), 'utf8'));

/** Texts that stand elsewhere than in the call which logs them. */
const ELSEWHERE = [
  'the store is lost: rules that need histories answer unknown, and nothing is learned',
  'the store accepts no marks, it may be full: other consumers see less of the last day',
  'the store accepts no habits: what is usual is not learned',
  'a batch cannot be judged; its deliveries are judged one by one',
  'no store is configured: what is usual is lost when this process ends, and is not shared with other consumers',
  'an action was not settled; it is tried again',
  'a revocation could not be read back',
  'what was not settled is settled again, or need not be any more',
];
/** Texts that are put together, as the page writes them. */
const MADE: Readonly<Record<string, string>> = {
  'queue … ; it is tried again until it answers': '; it is tried again until it answers',
  'actions are not settled: …': 'actions are not settled: ',
  'the store is back: replay the gap to restore it': 'the store is back',
  'the store is still lost at the end: replay the gap to restore it': 'the store is still lost at the end',
};

/** Where the brackets that open at a place close again. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if ('([{'.includes(text.charAt(at))) depth++;
    if (')]}'.includes(text.charAt(at)) && --depth === 0) return at;
  }
  return text.length;
}

/** The texts that stand as the last argument of a call that warns, or logs an error. */
const said = SOURCES.flatMap((text) =>
  [...text.matchAll(/\blog\??\.(?:warn|error)\(/g)].flatMap((found) => {
    const from = found.index + found[0].length;
    const last = /'([^'\n]+)',?\s*$/.exec(text.slice(from, closing(text, from)));
    return last?.[1] ?? [];
  }),
);

describe('docs/log.md', () => {
  const page = readFileSync('docs/log.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (?:warn|error) \|/gm)].flatMap(([, text]) => text ?? []);

  it('has every warning and every error that a worker writes, and no other', () => {
    expect(said.length).toBeGreaterThan(35);
    expect([...rows].sort()).toEqual([...new Set([...said, ...ELSEWHERE, ...Object.keys(MADE)])].sort());
  });

  it('has those that stand elsewhere as they are written there', () => {
    const all = SOURCES.join('\n');
    for (const text of [...ELSEWHERE, ...Object.values(MADE)]) expect(all).toContain(text);
  });
});
