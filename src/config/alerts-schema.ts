import * as z from 'zod';
import { LEVELS } from '../core/finding/finding.ts';
import { isReference } from './secrets.ts';
import { ownName, secretName } from './texts.ts';

const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/;
const BUS = /^(arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/;
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

const common = {
  name: z
    .string()
    .regex(/^[\w.-]{1,80}$/, 'letters, digits, dots, dashes and underscores, at most 80')
    .optional()
    .describe('Unique. Left out: the type.'),
  level: z.enum(LEVELS).default('high').describe('The lowest level that is sent here.'),
};
const region = z
  .string()
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1')
  .optional()
  .describe('Left out: the region that Rolewarden runs in.');
const format = z
  .enum(['rolewarden', 'ocsf'])
  .default('rolewarden')
  .describe('rolewarden: the finding as in NDJSON. ocsf: a Detection Finding of OCSF (class 2004).');
const url = z
  .string()
  .refine(
    (text) => isReference(text) || isHttps(text),
    `expected an https address without user or password, or \${env:NAME}`,
  )
  .describe(`An https address, or \${env:NAME}: the address of a webhook is a secret.`);
const hosts = z
  .array(z.string().regex(HOST, 'expected a host name in lower case, without port'))
  .min(1)
  .optional();
const secret = secretName.optional();

const log = z
  .strictObject({ type: z.literal('log'), ...common })
  .describe('One line in Rolewarden’s own log.');

const sns = z
  .strictObject({
    type: z.literal('sns'),
    ...common,
    topic: z
      .string()
      .regex(TOPIC, 'expected the ARN of an SNS topic')
      .describe('ARN; the region is the ARN’s. A .fifo topic cannot deliver to e-mail.'),
  })
  .describe('An SNS topic: text for people, JSON for queues, functions and webhooks.');

const eventbridge = z
  .strictObject({
    type: z.literal('eventbridge'),
    ...common,
    bus: z
      .string()
      .regex(BUS, 'expected the name or the ARN of an event bus')
      .default('default')
      .describe('Name or ARN. Events have the source rolewarden.'),
    region: region.describe('Left out: the bus ARN’s, else the region that Rolewarden runs in.'),
    format,
  })
  .describe('An EventBridge bus.');

const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    ...common,
    url,
    hosts: hosts.describe(`Hosts that may be called. Left out: the address’s own; needed with \${env:NAME}.`),
    token: secret.describe(`Sent as a bearer token; \${env:NAME}.`),
    secret: secret.describe(`Signs the document: HMAC-SHA256 in X-Rolewarden-Signature; \${env:NAME}.`),
    format,
  })
  .refine((w) => w.token === undefined || w.secret === undefined, 'takes a token or a secret, not both')
  .refine((w) => w.hosts !== undefined || !isReference(w.url), {
    path: ['hosts'],
    message: `needed where the address is \${env:NAME}`,
  })
  .refine(ownHostListed, { path: ['hosts'], message: 'must hold the address’s own host' })
  .describe('Any https address that takes JSON.');

const slack = z
  .strictObject({
    type: z.literal('slack'),
    ...common,
    url,
    hosts: hosts.default(['hooks.slack.com']).describe('Hosts that may be called.'),
  })
  .refine(ownHostListed, { path: ['hosts'], message: 'must hold the address’s own host' })
  .describe('A Slack incoming webhook.');

const securityHub = z
  .strictObject({ type: z.literal('security-hub'), ...common, region })
  .describe('Security Hub of the account that Rolewarden runs in.');

const sink = z.discriminatedUnion('type', [log, sns, eventbridge, webhook, slack, securityHub]);

/** The `alerts` section: where alerts go. Each sink has a unique name, by default its type. */
export const alertsSchema = z
  .array(sink.transform((one) => ({ ...one, name: one.name ?? one.type })))
  .max(20)
  .superRefine(ownName('name', 'alerts', ({ name }) => name))
  .prefault([{ type: 'log' }])
  .describe('Where alerts go. Left out: to the log. An empty list: nowhere.');

/** The `alerts` section with every default filled in. */
export type AlertsConfig = z.infer<typeof alertsSchema>;

function ownHostListed({
  url: text,
  hosts: listed,
}: {
  readonly url: string;
  readonly hosts?: readonly string[] | undefined;
}): boolean {
  return (
    listed === undefined ||
    isReference(text) ||
    !URL.canParse(text) ||
    listed.includes(new URL(text).hostname)
  );
}

function isHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}
