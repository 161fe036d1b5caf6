import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { alertsSchema } from '../../src/config/alerts-schema.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alerts';
const HOOK = 'https://hooks.slack.com/services/T0/B0/x';
const env = (name: string) => `\${env:${name}}`;
const faults = (value: unknown) => {
  const { error } = alertsSchema.safeParse(value);
  return (
    error?.issues.map(
      ({ path, message, code }) =>
        `${path.map(String).join('.')}: ${code === 'unrecognized_keys' ? code : message}`,
    ) ?? []
  );
};

describe('the alerts section', () => {
  it('is the log if it is left out', () => {
    expect(alertsSchema.parse(undefined)).toEqual([{ type: 'log', name: 'log', level: 'high' }]);
    expect(alertsSchema.parse([])).toEqual([]);
  });

  it('fills in names, levels and hosts', () => {
    const parsed = alertsSchema.parse([
      { type: 'sns', topic: TOPIC },
      { type: 'eventbridge', level: 'low' },
      { type: 'webhook', name: 'soar', url: 'https://soar.example.com/in', secret: env('SOAR') },
      { type: 'slack', url: env('SLACK') },
      { type: 'security-hub', region: 'eu-central-1' },
    ]);
    expect(parsed).toEqual([
      { type: 'sns', name: 'sns', level: 'high', topic: TOPIC },
      { type: 'eventbridge', name: 'eventbridge', level: 'low', bus: 'default', format: 'rolewarden' },
      {
        type: 'webhook',
        name: 'soar',
        level: 'high',
        url: 'https://soar.example.com/in',
        secret: env('SOAR'),
        format: 'rolewarden',
      },
      { type: 'slack', name: 'slack', level: 'high', url: env('SLACK'), hosts: ['hooks.slack.com'] },
      { type: 'security-hub', name: 'security-hub', level: 'high', region: 'eu-central-1' },
    ]);
  });

  it.each([
    ['a topic that is none', { type: 'sns', topic: 'alerts' }, '0.topic: expected the ARN of an SNS topic'],
    ['a queue for a topic', { type: 'sns', topic: TOPIC.replace('sns', 'sqs') }, '0.topic: expected the ARN'],
    ['a bus that is none', { type: 'eventbridge', bus: 'a b' }, '0.bus: expected the name or the ARN'],
    ['an unknown key', { type: 'log', topik: 1 }, '0: unrecognized_keys'],
    ['a level that is none', { type: 'log', level: 'loud' }, '0.level: Invalid option'],
    ['http', { type: 'webhook', url: 'http://a.example/' }, '0.url: expected an https address'],
    ...['a:b', 'a', ':b'].map((login): [string, unknown, string] => [
      `${login} before the host`,
      { type: 'webhook', url: `https://${login}@a.example/` },
      '0.url: expected an https address',
    ]),
    ['half a reference', { type: 'slack', url: `x${env('A')}` }, '0.url: expected an https address'],
    [
      'a secret in the file',
      { type: 'webhook', url: 'https://a.example/', token: 's3cret' },
      '0.token: write',
    ],
    [
      'an address of the environment without hosts',
      { type: 'webhook', url: env('A') },
      '0.hosts: needed where',
    ],
    [
      'a host that is not the address’s',
      { type: 'webhook', url: 'https://a.example/', hosts: ['b.example'] },
      '0.hosts: must hold',
    ],
    ['a Slack address elsewhere', { type: 'slack', url: 'https://a.example/x' }, '0.hosts: must hold'],
    [
      'a host with a port',
      { type: 'webhook', url: env('A'), hosts: ['a.example:1'] },
      '0.hosts.0: expected a host',
    ],
    ['localhost', { type: 'webhook', url: env('A'), hosts: ['localhost'] }, '0.hosts.0: expected a host'],
  ])('refuses %s', (_, sink, said) => {
    const found = faults([sink]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(said);
  });

  it('refuses a token and a secret at once, and two sinks of one name', () => {
    const both = { type: 'webhook', url: 'https://a.example/', token: env('A'), secret: env('B') };
    expect(faults([both])).toEqual(['0: takes a token or a secret, not both']);
    expect(
      faults([
        { type: 'slack', url: HOOK },
        { type: 'slack', url: HOOK },
      ]),
    ).toEqual(['1: has the name of alerts.0, "slack": give each its own']);
    expect(
      faults([
        { type: 'slack', url: HOOK },
        { type: 'slack', name: 'ops', url: HOOK },
      ]),
    ).toEqual([]);
  });

  it('has a JSON Schema for editors', () => {
    const schema = JSON.stringify(z.toJSONSchema(alertsSchema, { io: 'input' }));
    for (const type of ['log', 'sns', 'eventbridge', 'webhook', 'slack', 'security-hub'])
      expect(schema).toContain(`"${type}"`);
  });
});
