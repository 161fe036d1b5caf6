import { among, type Case, EC2, named, numbers, ofSource, STS, trail } from './texts.ts';

const FIELDS = [
  ['eventSource', 'ec2.amazonaws.com'],
  ['eventName', 'RunInstances'],
  ['requestParameters', { a: [{ b: '}{"\\' }] }],
  ['eventID', '7'],
] as const;

/** Where the source stands in its record. */
function ordered(at: number, source: string): object {
  const [, ...rest] = FIELDS;
  return Object.fromEntries([...rest.slice(0, at), ['eventSource', source], ...rest.slice(at)]);
}

const documents = (source: string, at: number) => ({ Records: [ordered(at, source), ordered(0, source)] });

/** The same records in every order and every style of printing. */
export const LAYOUTS: readonly Case[] = ['ec2.amazonaws.com', 'sts.amazonaws.com'].flatMap((source) =>
  numbers(0, 3).flatMap((at) => {
    const compact = JSON.stringify(documents(source, at));
    const pretty = JSON.stringify(documents(source, at), null, 2);
    const name = `${source}, field ${at}`;
    return [
      named(`${name}, compact`, compact),
      named(`${name}, pretty`, pretty),
      named(`${name}, tabs`, JSON.stringify(documents(source, at), null, '\t')),
      named(`${name}, CRLF`, pretty.replaceAll('\n', '\r\n')),
      named(`${name}, as Python prints`, compact.replaceAll('":', '": ').replaceAll(',"', ', "')),
      named(`${name}, spaces before colons`, compact.replaceAll('":', '" : ')),
      named(`${name}, a line before each value`, compact.replaceAll('":', '":\n')),
    ];
  }),
);

/** Every token of a file at every place of a block. */
export const PADDED: readonly Case[] = numbers(0, 130).map((n) =>
  named(`${n} bytes before`, trail(`${' '.repeat(n)}${EC2}`, STS, ofSource('"s3.amazonaws.com"'), EC2, STS)),
);

/** Runs of backslashes that end where a quote begins: of an odd run the quote is no border. */
export const BACKSLASHES: readonly Case[] = numbers(0, 70).map((n) => {
  const text = '\\'.repeat(n);
  const quoted = n % 2 === 0 ? `"${text}"` : `"${text}"},{"`;
  return among(`${n} backslashes`, `{"a":${quoted},"b":"${text}${text}","eventSource":"ec2.amazonaws.com"}`);
});

/** The letters of key and value, each one escaped. */
export const ESCAPED: readonly Case[] = [...'eventSource'].flatMap((_, at) => [
  among(`key, letter ${at}`, `{"${escapedAt('eventSource', at)}":"sts.amazonaws.com","eventID":"3"}`),
  among(
    `second key, letter ${at}`,
    `{"eventSource":"ec2.amazonaws.com","${escapedAt('eventSource', at)}":"sts.amazonaws.com"}`,
  ),
  among(`value, letter ${at}`, ofSource(`"${escapedAt('sts.amazonaws.com', at)}"`)),
  among(`other value, letter ${at}`, ofSource(`"${escapedAt('ec2.amazonaws.com', at)}"`)),
]);

function escapedAt(text: string, at: number): string {
  const code = text.charCodeAt(at).toString(16).padStart(4, '0');
  return `${text.slice(0, at)}\\u${at % 2 === 0 ? code : code.toUpperCase()}${text.slice(at + 1)}`;
}
