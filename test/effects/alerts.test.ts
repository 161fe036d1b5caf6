import { randomUUID } from 'node:crypto';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import { createApp } from '../../src/app.ts';
import { alertsSchema } from '../../src/config/alerts-schema.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Alert } from '../../src/core/action/alert.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { createSinks } from '../../src/effects/alerts.ts';
import { alertFields, alertLogFields } from '../../src/report/alert-fields.ts';
import { alertSubject } from '../../src/report/alert-headline.ts';
import { fitAlert } from '../../src/report/alert-json.ts';
import { createOcsfWriter } from '../../src/report/alert-ocsf.ts';
import { alertSlack } from '../../src/report/alert-slack.ts';
import { alertText } from '../../src/report/alert-text.ts';
import { toAsff } from '../../src/report/asff.ts';
import { createLog } from '../../src/run/log.ts';
import { anAlert } from '../actions/an-alert.ts';

const A = '111122223333';
const CANARY = 'CANARYc4n4ry';
const signal = new AbortController().signal;
const said: [fields: object, message: string][] = [];
const hear = (fields: object, message: string) => void said.push([fields, message]);
const log: Log = { debug: hear, info: hear, warn: hear, error: hear };
const env = (name: string) => `\${env:${name}}`;
const sinksOf = (config: unknown, environment: Readonly<Record<string, string>> = {}) =>
  createSinks(alertsSchema.parse(config), environment, log);

beforeAll(() => {
  process.env['AWS_ENDPOINT_URL'] = inject('aws');
});
afterAll(() => {
  delete process.env['AWS_ENDPOINT_URL'];
});

/** What the product makes of a record that holds every secret that a record may hold. */
async function alertOfSecrets(): Promise<Alert> {
  const call = {
    account: A,
    role: { account: A, name: 'BreakGlassAdmin' },
    session: 's',
    externalId: `${CANARY}ext`,
  };
  const at = '2026-03-02T09:00:00Z';
  const record = assumeRole({ ...call, at, by: user(A, 'dave'), from: address('berlinHome') });
  const response = { ...Object(record['responseElements']) };
  const credentials = {
    ...response.credentials,
    sessionToken: `${CANARY}token`,
    secretAccessKey: `${CANARY}key`,
  };
  const request = {
    ...Object(record['requestParameters']),
    tokenCode: `${CANARY}code`,
    webIdentityToken: `${CANARY}jwt`,
    sAMLAssertion: `${CANARY}saml`,
  };
  const poisoned = {
    ...record,
    requestParameters: request,
    responseElements: { ...response, credentials },
    password: `${CANARY}pw`,
  };
  const app = await createApp({ config: parseConfig({}, 'test'), log: createLog('silent') });
  const outcomes = await app.analyzer.analyze([{ id: 'd', body: { Records: [poisoned] } }]);
  await app.close();
  const [finding] = outcomes.flatMap(({ findings }) => findings);
  if (finding === undefined) throw new Error('no finding');
  return { finding, more: 1, procedure: [], effect: '' };
}

describe('the sinks of a configuration', () => {
  it('without one are the log, for high and above', async () => {
    const [sink] = sinksOf(undefined);
    expect([sink?.name, sink?.level]).toEqual(['log', 'high']);
    await sink?.send(anAlert(), signal);
    expect(said.at(-1)).toMatchObject([
      {
        alert: {
          ...{ level: 'critical', score: 90, role: 'ProdAdmin', actor: 'DeployRole', more: 41 },
          actions: ['revoke-session rw-7Q2M done (auto): ProdAdmin/fix until 03:14'],
          steps: [
            ...anAlert().procedure,
            // impossible-travel; new-network weighs too little to be heard
            ...[
              'Of two places, the stolen session is in the one where the person is not: it may be the earlier.',
            ],
            'Rotate the credential both sessions came from.',
          ],
        },
      },
      'alert',
    ]);
  });

  it('publish to a topic, in the region of its ARN', async () => {
    const name = `alerts-${randomUUID()}`;
    const sns = new SNSClient({ region: 'eu-west-1' });
    const sqs = new SQSClient({ region: 'eu-west-1' });
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const Endpoint = `arn:aws:sqs:eu-west-1:123456789012:${name}`;
    const Attributes = { RawMessageDelivery: 'true' };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
    const [sink] = sinksOf([{ type: 'sns', topic: TopicArn }]);
    await sink?.send(anAlert(), signal);
    sink?.close();
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
      ...{ score: 90, more: 41 },
      steps: expect.arrayContaining(['Rotate the credential both sessions came from.']),
    });
  });

  it('put on a bus, and import into the Security Hub of the account they run in', async () => {
    const region = 'eu-west-1';
    const sinks = sinksOf([
      { type: 'eventbridge', region },
      {
        type: 'eventbridge',
        name: 'lake',
        bus: `arn:aws:events:${region}:123456789012:event-bus/default`,
        format: 'ocsf',
      },
      { type: 'security-hub', region },
    ]);
    const id = randomUUID();
    for (const sink of sinks) await sink.send(anAlert({ id }), signal);
    for (const sink of sinks) sink.close();
    const { Findings = [] } = await new SecurityHubClient({ region }).send(new GetFindingsCommand({}));
    const found = Findings.find(({ Id }) => Id === id);
    expect(found?.ProductArn).toBe(`arn:aws:securityhub:${region}:123456789012:product/123456789012/default`);
  });

  it('call the region that their environment names, by either variable', async () => {
    const region = 'eu-central-1';
    const sinks = sinksOf([{ type: 'eventbridge' }, { type: 'security-hub' }], {
      AWS_REGION: '',
      AWS_DEFAULT_REGION: region,
    });
    const id = randomUUID();
    for (const sink of sinks) await sink.send(anAlert({ id }), signal);
    for (const sink of sinks) sink.close();
    const { Findings = [] } = await new SecurityHubClient({ region }).send(new GetFindingsCommand({}));
    expect(Findings.find(({ Id }) => Id === id)?.ProductArn).toContain(`:${region}:`);
  });

  it('call nothing inside, even if an address of the environment says so', async () => {
    const sinks = sinksOf(
      [
        { type: 'slack', url: env('SLACK') },
        { type: 'webhook', url: env('HOOK'), hosts: ['hook.example.com'], token: env('TOKEN') },
        { type: 'webhook', name: 'metadata', url: 'https://169.254.169.254/latest' },
      ],
      {
        SLACK: `https://169.254.169.254/${CANARY}`,
        HOOK: `https://localhost/${CANARY}`,
        TOKEN: `${CANARY}t`,
      },
    );
    const errors = await Promise.all(
      sinks.map((sink) => sink.send(anAlert(), signal).catch((error: unknown) => error)),
    );
    expect(errors.map(String)).toEqual([
      expect.stringContaining('169.254.169.254 is not on the list of hosts'),
      expect.stringContaining('localhost is not on the list of hosts'),
      expect.stringContaining('which is linkLocal: only public addresses are called'),
    ]);
    expect(
      JSON.stringify(errors.map((error) => (error instanceof Error ? [error.stack, error] : error))),
    ).not.toContain(CANARY);
  });

  it('say which variable is missing or is no address, and never its value', () => {
    const slack = [{ type: 'slack', url: env('SLACK') }];
    expect(() => sinksOf(slack)).toThrow(
      'alerts.0.url names the environment variable SLACK, which is not set',
    );
    for (const value of [`http://${CANARY}.example/`, CANARY, `ftp://${CANARY}`]) {
      expect(() => sinksOf(slack, { SLACK: value })).toThrow(/^alerts\.0\.url is not an https address$/);
    }
    const hook = { type: 'webhook', url: 'https://hook.example.com/', secret: env('KEY') };
    expect(() => sinksOf([hook])).toThrow('alerts.0.secret names the environment variable KEY');
  });
});

describe('secrets of a record', () => {
  it('are in no form of an alert', async () => {
    const alert = await alertOfSecrets();
    const product = { version: '0.1.0', techniques: () => [] };
    const hub = { partition: 'aws', region: 'eu-west-1', accountId: A };
    const forms = {
      text: alertText(alert),
      subject: alertSubject(alert),
      json: fitAlert(alert, 1_000_000),
      cut: fitAlert(alert, 100),
      ocsf: fitAlert(alert, 1_000_000, createOcsfWriter(product)),
      slack: alertSlack(alert),
      asff: JSON.stringify(toAsff(alert, hub, new Date())),
      fields: JSON.stringify([alertFields(alert), alertLogFields(alert)]),
    };
    expect(alert.finding.role?.name).toBe('BreakGlassAdmin');
    expect(
      Object.entries(forms)
        .filter(([, form]) => form.includes(CANARY))
        .map(([name]) => name),
    ).toEqual([]);
  });
});
