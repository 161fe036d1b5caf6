import type { Draw } from './draw.ts';
import { late } from './late.ts';
import { recordText, SOURCES } from './records.ts';

/** A document to be read, how it was made, and in what pieces it comes. */
export interface Document {
  readonly bytes: Buffer;
  readonly kind: 'grammar' | 'mutated' | 'alphabet';
  readonly size: number;
  readonly watch: boolean;
}

const SIZES = [1, 2, 3, 7, 17, 63, 64, 65, 100, 191, 192, 193, 1_000, 4_093] as const;
const HEADS = ['{"Records":[', '{"Records":[', '{"Records": [', ' {\n "Records" :\t[\r\n'] as const;
const ODD_HEADS = ['\ufeff{"Records":[', '{"version":1,"Records":[', '[', '{"records":[', ''] as const;
const TAILS = [']}', ']}', ']}', ']\n}\n', ' ] } '] as const;
const ODD_TAILS = [
  '',
  ']',
  ']]',
  ']}}',
  '],"k":1}',
  '],"Records":[]}',
  ']}x',
  ']}\n{"Records":[{}]}',
  '}',
] as const;
const BETWEEN = [',', ',', ',', ',\n', ' , ', ',\r\n\t'] as const;
const ODD_BETWEEN = [
  '',
  ',,',
  ';',
  ',null,',
  ',"},{",',
  '\n',
  ',[],',
  ',\\',
  ',\u00a0',
  `,${' '.repeat(4_200)}`,
] as const;
const ALPHABET = [
  '"',
  '"',
  '"',
  '\\',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  'a',
  'u',
  '"eventSource"',
  '"eventSource":',
  '"eventName":',
  '"Records":[',
  'ASIA',
  '\\u0041',
  '\xff',
  '\x00',
  '{"eventSource":"ec2.amazonaws.com"}',
  '{"eventSource":"sts.amazonaws.com"},',
  ',{',
  '},{',
  ']}',
  ...SOURCES,
] as const;

function kindOf(draw: Draw): 'grammar' | 'mutated' | 'alphabet' {
  if (draw.often(55)) return 'grammar';
  return draw.often(75) ? 'mutated' : 'alphabet';
}

/** One document: by the grammar, by the grammar and then damaged, or of letters that matter. */
export function documentOf(draw: Draw): Document {
  const kind = kindOf(draw);
  const text = kind === 'alphabet' ? alphabetText(draw) : trailText(draw);
  const bytes = Buffer.from(text, draw.often(kind === 'grammar' ? 5 : 15) ? 'latin1' : 'utf8');
  const made = kind === 'mutated' ? mutated(bytes, draw) : bytes;
  return {
    bytes: draw.often(50) ? late(made) : made,
    kind,
    size: draw.often(25) ? 10_000 : draw.of(SIZES),
    watch: draw.often(50),
  };
}

function trailText(draw: Draw): string {
  const records = draw.many(draw.often(3) ? 60 : 6, () => recordText(draw));
  const odd = draw.often(15);
  const between = () => (odd && draw.often(20) ? draw.of(ODD_BETWEEN) : draw.of(BETWEEN));
  const list = records.map((record, at) => (at === 0 ? record : between() + record)).join('');
  // slides every token over the borders of blocks
  const padding = ' '.repeat(draw.below(66));
  const head = draw.often(4) ? draw.of(ODD_HEADS) : draw.of(HEADS);
  return head + padding + list + (draw.often(8) ? draw.of(ODD_TAILS) : draw.of(TAILS));
}

function alphabetText(draw: Draw): string {
  return `{"Records":[${draw.many(60, () => draw.of(ALPHABET)).join('')}${draw.often(50) ? ']}' : ''}`;
}

/** A few bytes changed, put in, taken out or told twice. */
function mutated(bytes: Buffer, draw: Draw): Buffer {
  let result = bytes;
  for (let times = 1 + draw.below(3); times > 0; times--) {
    const at = draw.below(result.length + 1);
    const length = draw.often(70) ? 1 : draw.below(40);
    const before = result.subarray(0, at);
    const after = result.subarray(at);
    const put = Buffer.from(draw.of(ALPHABET), 'latin1');
    const parts = draw.of<readonly Buffer[]>([
      [before, put, after],
      [before, put, after.subarray(length)],
      [before, after.subarray(length)],
      [before, after.subarray(0, length), after],
    ]);
    result = Buffer.concat([...parts]);
  }
  return draw.often(5) ? result.subarray(0, draw.below(result.length + 1)) : result;
}
