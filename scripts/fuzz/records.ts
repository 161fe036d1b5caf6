import type { Draw } from './draw.ts';

/** Values that a record's eventSource may have, as they are written. */
export const SOURCES = [
  '"sts.amazonaws.com"',
  '"ec2.amazonaws.com"',
  '"s3.amazonaws.com"',
  '"iam.amazonaws.com.cn"',
  '"sts.amazonaws.com.cn"',
  '"signin.amazonaws.com"',
  '"sso.amazonaws.com"',
  '"sso-directory.amazonaws.com"',
  '"xsts.amazonaws.com"',
  '"sts.amazonaws.com.amazonaws.com"',
  '"amazonaws.com"',
  '".amazonaws.com"',
  '"a.amazonaws.com "',
  '"aws:sqs"',
  '"ec2\\u002eamazonaws.com"',
  '"\\u0073ts.amazonaws.com"',
  '"ec2.amazonaws.com\\n"',
  '"ec2\\/.amazonaws.com"',
  '"é.amazonaws.com"',
  `"${'long'.repeat(20)}.amazonaws.com"`,
  '""',
  'null',
  '7',
  '["ec2.amazonaws.com"]',
  '{"eventSource":"ec2.amazonaws.com"}',
] as const;
const NAMES = [
  '"AssumeRole"',
  '"StopLogging"',
  '"Stop\\u004cogging"',
  '"DeleteTrail"',
  '"GetObject"',
  '"UpdateFunctionConfiguration20150331v2"',
  `"${'N'.repeat(70)}"`,
  '"St\\"op"',
  'null',
  '{}',
] as const;
const TEXTS = [
  'a',
  '\\"',
  '\\\\',
  '\\\\\\"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'eventSource',
  '\\"eventSource\\":\\"sts.amazonaws.com\\"',
  'eventName',
  'sts.amazonaws.com',
  'ec2.amazonaws.com',
  'ASIA',
  '},{',
  'é\u2028😀',
  '0123456789012345678901234567890123456789',
] as const;
const ESCAPED = ['\\u0022', '\\u0041SIA', '\\\\u0041', '\\ud800', '\\\\\\u0041'] as const;
const LAYOUTS = [':', ': '] as const;
const ODD_LAYOUTS = [' : ', ' :', ':  ', ':\t', ':\n'] as const;
const GAPS = ['', '', '', '', ' ', '\n    ', '\r\n\t'] as const;
const IDENTITIES = [
  '{"accessKeyId":"ASIAEXAMPLE"}',
  '{"accessKeyId":"AKIAEXAMPLE"}',
  '{"accessKeyId":"\\u0041SIAEXAMPLE"}',
  '"{\\"accessKeyId\\":\\"ASIAEXAMPLE\\"}"',
  '"{\\"accessKeyId\\": \\"\\\\u0041SIAEXAMPLE\\"}"',
  'null',
] as const;

/** The text of a record: any fields in any order, also twice, and its layout. */
export function recordText(draw: Draw): string {
  const colon = draw.of(draw.often(80) ? LAYOUTS : ODD_LAYOUTS);
  const gap = draw.of(GAPS);
  const field = (name: string, value: string) => `"${name}"${colon}${value}`;
  const fields = [
    ...draw.many(2, () =>
      field(draw.of(['a', 'requestParameters', '__proto__', ' eventSource']), value(draw, 3)),
    ),
    ...(draw.often(92) ? [field(keyOf(draw, 'eventSource'), sourceOf(draw))] : []),
    ...(draw.often(85) ? [field(keyOf(draw, 'eventName'), draw.of(NAMES))] : []),
    ...(draw.often(40) ? [field('userIdentity', draw.of(IDENTITIES))] : []),
    ...(draw.often(8) ? [field('eventSource', sourceOf(draw))] : []),
    ...(draw.often(8) ? [field('eventName', draw.of(NAMES))] : []),
    ...(draw.often(5) ? [field('eventType', '"AwsServiceEvent"')] : []),
    ...(draw.often(4) ? [field(draw.of(['kinesis', 'Sns', 's3', 'Records', 'body']), value(draw, 3))] : []),
  ];
  const order = fields.map((one) => ({ one, at: draw.below(1_000) })).sort((a, b) => a.at - b.at);
  return `{${gap}${order.map(({ one }) => one).join(`${draw.often(5) ? ' ' : ''},${gap}`)}${gap}}`;
}

function keyOf(draw: Draw, name: string): string {
  if (draw.often(93)) return name;
  return draw.of([name.replace('e', '\\u0065'), name.toUpperCase(), `${name} `, `\\"${name}`]);
}

function sourceOf(draw: Draw): string {
  return draw.often(70)
    ? draw.of(['"ec2.amazonaws.com"', '"sts.amazonaws.com"', '"s3.amazonaws.com"'])
    : draw.of(SOURCES);
}

/** Any value: texts that look like structure, numbers, lists, objects with keys like the record's. */
function value(draw: Draw, levels: number): string {
  const kind = draw.below(levels === 0 ? 5 : 9);
  if (kind < 4)
    return `"${draw.many(6, () => (draw.often(3) ? draw.of(ESCAPED) : draw.of(TEXTS))).join('')}"`;
  if (kind === 4)
    return draw.of(['null', 'true', '-0', '1e9', '""', '{}', '[]', '"eventSource"', '"eventName"']);
  const inner = draw.many(3, () => value(draw, levels - 1));
  if (kind < 6) return `[${inner.join(',')}]`;
  const key = () => draw.of(['eventSource', 'eventName', 'k', 'Records', '__proto__', draw.of(TEXTS)]);
  return `{${inner.map((one) => `"${key()}":${draw.often(30) ? draw.of(SOURCES) : one}`).join(',')}}`;
}
