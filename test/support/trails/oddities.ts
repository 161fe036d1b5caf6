import { among, type Case, EC2, named, numbers, ofSource, STS, trail } from './texts.ts';

const own = (more: string) => `{"eventSource":"ec2.amazonaws.com",${more}}`;
const deep = (levels: number) => own(`"a":${'['.repeat(levels)}${']'.repeat(levels)}`);
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const BYTES: readonly Case[] = [
  among('surrogates', own('"a":"😀\\ud83d\\ude00"')),
  among('half a surrogate', own('"a":"\\ud83d"')),
  among('__proto__', own('"__proto__":{"eventSource":"sts.amazonaws.com"}')),
  among('its source in __proto__', '{"__proto__":{"eventSource":"ec2.amazonaws.com"},"eventName":"x"}'),
  named('invalid UTF-8', bytes(trail(EC2).slice(0, -3), ',"a":"', [0xff, 0xc3], '"}', `,${STS}]}`)),
  named('half a letter before a quote', bytes('{"Records":[{"a":"', [0xe2, 0x82], `","b":1},${EC2}]}`)),
  named(
    'invalid UTF-8 in a source',
    bytes('{"Records":[{"eventSource":"', [0xff], `.amazonaws.com"},${STS}]}`),
  ),
  named('UTF-16', Buffer.from(trail(STS, EC2), 'utf16le')),
  ...[1, 30, 31, 32, 59, 60, 61, 62, 63, 64, 65, 66, 130, 500].map((n) => among(`${n} deep`, deep(n))),
  ...[62, 63, 64].map((n) => among(`${n} deep, spread`, deep(n).replaceAll('[', `[\n${' '.repeat(40)}`))),
];

const TOPS: readonly Case[] = [
  ...['', '{}', '[]', 'null', '7', '"Records"', '{"Records":[]}', '{"Records":[ \n]}', '{"Records":{}}'],
  ...[
    '{"Records":null}',
    '{"Records":[',
    '{"Records":[]',
    '{"Records"',
    '{"\\u0052ecords":[{}]}',
    '{"Records":[]]}',
  ],
  `{"version":1,${trail(STS, EC2).slice(1)}`,
  `${trail(STS, EC2).slice(0, -1)},"version":1}`,
  `${trail(STS, EC2).slice(0, -1)},"Records":[${STS}]}`,
  `\ufeff${trail(STS, EC2)}`,
  `${trail(STS, EC2)}\n${trail(EC2, STS)}\n`,
  `${trail(STS, EC2)}${trail()}${trail(EC2)} `,
  `${trail(STS, EC2)} trailing`,
  `${STS}\n${EC2}\n${STS}\n`,
  `[${STS},${EC2}]`,
  STS,
].map((text) => named(`document ${text.slice(0, 40)} of ${text.length}`, text));

const ELEMENTS: readonly Case[] = [
  ...['null', '7', '"text"', '"},{"', 'true', '[]', `[${STS}]`, '{}', '""', '-1e9'].map((one) =>
    among(`element ${one.slice(0, 20)}`, one),
  ),
  ...['', ',', ' ', ';', '\\', '\\"', '"', ':', '\u00a0', '\v', ',null,', ',,', '//', ',\\'].map((between) =>
    named(`between: ${JSON.stringify(between)}`, `{"Records":[${STS}${between}${EC2},${STS}]}`),
  ),
  named('a comma first', `{"Records":[,${EC2},${STS}]}`),
  named('a comma last', `{"Records":[${EC2},${STS},]}`),
  named('closed by the wrong bracket', `{"Records":[${EC2.slice(0, -1)}],${STS}]}`),
  named('opened by the wrong bracket', `{"Records":[[${EC2.slice(1)},${STS}]}`),
  named('closed too often', `{"Records":[${EC2}},${STS}]}`),
  named('a backslash outside of texts', `{"Records":[${own('\\"a":1')},${STS},${own('"a":"},{"')}]}`),
  named('a fault inside', trail(own('"a":tru'), STS, own('"a":"\n"'), own('"a" 1'), own('"a":[}'))),
];

const CUT: readonly Case[] = numbers(1, trail(EC2, STS).length - 1).map((at) =>
  named(`cut at ${at}`, trail(EC2, STS).slice(0, at)),
);

/** What must not be read byte by byte: it is too long. */
export const LARGE: readonly Case[] = [
  ...[-1, 0, 1, 70_000].flatMap((more) => {
    const record = (source: string) => own('"a":""').replace('ec2', source);
    const padded = (source: string) =>
      record(source).replace('""', `"${'x'.repeat(1_048_576 - record(source).length + more)}"`);
    return [among(`1 MiB and ${more}`, padded('ec2')), among(`sts, 1 MiB and ${more}`, padded('sts'))];
  }),
  among('1 MiB of letters of two bytes', own(`"a":"${'é'.repeat(520_000)}"`)),
  among('more than a window', own(`"a":"${'{\\"'.repeat(700_000)}"`)),
  named('100 kB between', `{"Records":[${EC2},${' '.repeat(100_000)}${STS},${EC2}]}`),
  named('100 kB before', `${' '.repeat(100_000)}${trail(EC2, STS)}`),
  named('10,000 times nothing', trail(...Array.from({ length: 10_000 }, () => '{}'))),
  named('10,000 of sts', trail(...Array.from({ length: 10_000 }, () => ofSource('"sts.amazonaws.com"')))),
  named('10,000 of ec2', trail(...Array.from({ length: 10_000 }, () => EC2))),
];

export const ODDITIES: readonly Case[] = [
  ...BYTES,
  ...TOPS,
  ...ELEMENTS,
  ...CUT,
  ...[4_000, 4_090, 4_096, 4_097, 5_000].flatMap((n) => [
    named(`${n} spaces between`, `{"Records":[${EC2},${' '.repeat(n)}${STS},\n${EC2}]}`),
    named(`${n} spaces first`, `{"Records":[${' '.repeat(n)}${EC2},${STS}]}`),
    named(`${n} spaces last`, `{"Records":[${EC2},${STS}${' '.repeat(n)}]}`),
  ]),
];
