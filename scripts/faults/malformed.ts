/** Texts that a record may be in a queue, none of which is one that can be judged as it is: the same for the same seed. */
export function malformed(record: object, count: number, random: () => number): readonly string[] {
  const text = JSON.stringify(record);
  const names = Object.keys(record);
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)];
  return Array.from({ length: count }, (_, n) => {
    const name = pick(names) ?? 'eventID';
    const at = Math.floor(random() * text.length);
    switch (n % 7) {
      case 0:
        return text.slice(0, Math.max(1, at));
      case 1:
        return `${text.slice(0, at)}${pick(['{', '"', '\\', '\\u0000', ']', '\\ud800'])}${text.slice(at)}`;
      case 2:
        return JSON.stringify({ ...record, [name]: pick(VALUES) });
      case 3:
        return text.replace(
          '{',
          `{"__proto__":{"polluted":${n}},"constructor":{"prototype":{"polluted":1}},`,
        );
      case 4:
        return JSON.stringify({ Records: [{ ...record, [name]: 'x'.repeat(20_000) }, pick(VALUES)] });
      case 5:
        return JSON.stringify({ ...record, extra: nested(30 + Math.floor(random() * 200)) });
      default:
        return text.replace('{', `{"${name}":${JSON.stringify(pick(VALUES))},`);
    }
  });
}

const VALUES = [
  null,
  0,
  -1,
  1e308,
  '',
  [],
  {},
  true,
  'not a time',
  [[]],
  { a: 1 },
  '\u202e\u001b]0;x',
  '9'.repeat(400),
];

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
