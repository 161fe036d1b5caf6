import { randomUUID } from 'node:crypto';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Feeds, sentTo } from '../../src/actions/provision/delivery.ts';
import { eventPattern } from '../../src/actions/provision/pattern.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
let lab: ActingLab;
let recorder: AwsRecorder;
let events: EventBridgeClient;
let sqs: SQSClient;
let name = '';

beforeAll(async () => {
  recorder = await startAwsRecorder(inject('aws'));
  lab = await actingLab(recorder.url);
  const aws = { endpoint: inject('aws'), region: REGION };
  events = new EventBridgeClient(aws);
  sqs = new SQSClient(aws);
});
beforeEach(() => {
  recorder.reset();
  name = `doctor-${randomUUID()}`;
});
afterAll(async () => {
  events.destroy();
  sqs.destroy();
  await recorder.close();
  await lab.close();
});

/** The ARN of a queue that lets the rule send. */
async function queue(more: Readonly<Record<string, string>> = {}, rule = ruleArn()): Promise<string> {
  const QueueName = randomUUID();
  const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${QueueName}`;
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn,
        Condition: { ArnEquals: { 'aws:SourceArn': rule } },
      },
    ],
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy, ...more } }));
  return arn;
}

const ruleArn = () => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;

async function rule(targets: readonly Target[], bus?: string): Promise<void> {
  const at = { EventBusName: bus };
  const State = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  const Description = 'for Rolewarden, by CDK';
  await events.send(
    new PutRuleCommand({ Name: name, Description, EventPattern: eventPattern(false), State, ...at }),
  );
  if (targets.length > 0)
    await events.send(new PutTargetsCommand({ Rule: name, Targets: [...targets], ...at }));
}

/** The lines about rules, with the fix behind each. */
async function told(more = ''): Promise<readonly string[]> {
  const { stdout } = await lab.run(`doctor --format json --regions ${REGION} --name ${name} ${more}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ check }) => String(check).startsWith('rule'))
    .map(({ check, detail, fix, status }) => `${status} ${check}: ${detail} | ${fix}`);
}

/** What is said of a target on its way, without a look at its dead-letter queue. */
async function elsewhereSaid(arn: string, feeds: Feeds): Promise<readonly string[]> {
  const sender = { arn: ruleArn(), name, words: name, mend: 'mend it' };
  const none = {
    roleArn: undefined,
    deadLetterArn: undefined,
    maximumAge: undefined,
    maximumRetries: undefined,
  };
  const { flaws } = await sentTo(sender, [{ id: 'rolewarden', arn, reshaped: false, ...none }], feeds);
  return flaws.filter(({ part }) => part === 'rule-target').map(({ words }) => words);
}

const toward = (Arn: string, dead: string, more: Partial<Target> = {}): Target => ({
  Id: 'rolewarden',
  Arn,
  DeadLetterConfig: { Arn: dead },
  ...more,
});

describe('rolewarden doctor --regions, on targets', () => {
  it('says one line of a rule whose target and dead-letter queue take what it sends', async () => {
    const to = await queue();
    await rule([toward(to, await queue())]);
    expect(await told()).toEqual([`ok rule: ${name} in ${REGION} -> ${to} | `]);
    const url = `${inject('aws')}/${ACCOUNT}/${to.split(':').at(-1)}`;
    expect(await told(`--queue ${url}`)).toHaveLength(1);
    expect((await told(`--queue ${url}-other`)).join()).toMatch(
      /^fail rule-target: .*its target arn:aws:sqs:\S+ is not --queue http:/,
    );
  });

  it('compares a target with --queue and --stream only where those are', async () => {
    const dead = await queue();
    const to = await queue();
    await rule([toward(to, dead)]);
    const away = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/other`;
    expect(await told(`--stream arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/s`)).toHaveLength(1);
    const other = { queue: { text: away, region: 'eu-west-1' }, stream: undefined };
    expect(await elsewhereSaid(to, other)).toEqual([]);
    const stream = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/events`;
    const named = (text: string) =>
      elsewhereSaid(stream, { queue: undefined, stream: { text, region: REGION } });
    expect(await named('events')).toEqual([]);
    expect(await named(stream)).toEqual([]);
    expect(await named('others')).toEqual([expect.stringMatching(/is not --stream others$/)]);
    const local = { text: 'http://localhost:9324/queue/events', region: REGION };
    const ours = `arn:aws:sqs:${REGION}:${ACCOUNT}:events`;
    expect(await elsewhereSaid(ours, { queue: local, stream: undefined })).not.toContainEqual(
      expect.stringContaining('--queue'),
    );
  });

  it('tells a rule without a target, which looks healthy in every other way', async () => {
    await rule([]);
    expect(await told()).toEqual([
      expect.stringMatching(
        /^fail rule-target: doctor-\S+ in us-east-1 has no target: .*goes nowhere \| deploy/,
      ),
    ]);
  });

  it('tells a target that is gone, one of another kind, and one that gets a part', async () => {
    const dead = await queue();
    await rule([toward(`arn:aws:sqs:${REGION}:${ACCOUNT}:gone-${name}`, dead)]);
    expect(await told()).toEqual([expect.stringMatching(/^fail rule-target: .*:gone-\S+ does not exist \|/)]);
    await rule([toward(`arn:aws:sns:${REGION}:${ACCOUNT}:topic`, dead)]);
    expect(await told()).toEqual([expect.stringMatching(/^warn rule-target: .*no standard queue, function/)]);
    await rule([toward(await queue(), dead, { InputPath: '$.detail.userIdentity' })]);
    expect(await told()).toEqual([expect.stringMatching(/^fail rule-target: .*a part of the event/)]);
    // CloudTrail's record is all that is read
    await rule([toward(await queue(), dead, { InputPath: '$.detail' })]);
    expect(await told()).toEqual([expect.stringMatching(/^ok rule: /)]);
  });

  it('tells a policy that lets another rule in, and gives the statement that is missing', async () => {
    const to = await queue({}, `${ruleArn()}-of-old`);
    await rule([toward(to, await queue())]);
    const [line = ''] = await told();
    expect(line).toMatch(/^fail rule-target: .* does not let the rule send \| add to its policy: \{/);
    expect(JSON.parse(line.slice(line.indexOf('{')))).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Resource: to,
      Condition: { ArnEquals: { 'aws:SourceArn': ruleArn() } },
    });
    const role = `arn:aws:iam::${ACCOUNT}:role/rolewarden-events`;
    await rule([toward(to, await queue(), { RoleArn: role })]);
    expect(await told()).toEqual([expect.stringMatching(/^ok rule: /)]);
  });

  it('tells the key that EventBridge may not use', async () => {
    await rule([toward(await queue({ KmsMasterKeyId: 'alias/aws/sqs' }), await queue())]);
    expect(await told()).toEqual([
      expect.stringMatching(
        /^fail rule-target: .*alias\/aws\/sqs, which EventBridge may not use \| use SSE-SQS/,
      ),
    ]);
  });

  it('is content with AWS’s key where a role of the account sends', async () => {
    const role = (account: string) => ({ RoleArn: `arn:aws:iam::${account}:role/rolewarden-events` });
    await rule([toward(await queue({ KmsMasterKeyId: 'alias/aws/sqs' }), await queue(), role(ACCOUNT))]);
    expect(await told()).toEqual([
      expect.stringMatching(/^ok rule: .*\(whether arn:aws:iam:\S+ may send there is not looked at\)/),
    ]);
    await rule([
      toward(await queue({ KmsMasterKeyId: 'alias/aws/sqs' }), await queue(), role('999988887777')),
    ]);
    expect((await told())[0]).toMatch(/^fail rule-target: .*alias\/aws\/sqs, which the role may not use/);
  });

  it('calls a key of somebody’s own unknown: its policy is not looked at', async () => {
    const key = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${randomUUID()}`;
    await rule([toward(await queue({ KmsMasterKeyId: key }), await queue())]);
    expect(await told()).toEqual([
      expect.stringMatching(
        /^warn rule-target: unknown: .*is encrypted with arn:aws:kms:\S+ whose policy is not looked at \| .*kms:GenerateDataKey and kms:Decrypt for events\.amazonaws\.com/,
      ),
    ]);
    const role = `arn:aws:iam::${ACCOUNT}:role/rolewarden-events`;
    await rule([toward(await queue({ KmsMasterKeyId: key }), await queue(), { RoleArn: role })]);
    expect((await told()).join()).toMatch(/kms:GenerateDataKey and kms:Decrypt for the role/);
  });

  it('does not take a queue for whole whose policy has to let a role of another account in', async () => {
    const to = await queue();
    await rule([toward(to, await queue(), { RoleArn: 'arn:aws:iam::999988887777:role/rolewarden-events' })]);
    expect(await told()).toEqual([
      expect.stringMatching(/^warn rule-target: unknown: .*lets the role arn:aws:iam::999988887777:role/),
    ]);
  });

  it('calls a function’s policy unknown, and gives the command that lets the rule in', async () => {
    const to = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:rolewarden:live`;
    await rule([toward(to, await queue())]);
    expect(await told()).toEqual([
      expect.stringMatching(
        /^warn rule-target: unknown: .*function:rolewarden:live: whether its policy lets the rule call it .* \| .*aws lambda add-permission .*--qualifier 'live'.*--source-arn arn:aws:events:/,
      ),
    ]);
  });

  it('looks at the dead-letter queue in the same way, and misses one', async () => {
    await rule([toward(await queue(), await queue({}, 'arn:aws:events:us-east-1:123456789012:rule/other'))]);
    expect(await told()).toEqual([expect.stringMatching(/^fail rule-dlq: .*does not let the rule send/)]);
    await rule([{ Id: 'rolewarden', Arn: await queue(), RetryPolicy: { MaximumRetryAttempts: 0 } }]);
    expect(await told()).toEqual([
      expect.stringMatching(/^warn rule-retries: .*gives up after 0 retries/),
      expect.stringMatching(/^warn rule-dlq: .*no dead-letter queue: .*lost/),
    ]);
  });

  it('follows a bus of the same account to the rule on it, and says when none is there', async () => {
    const bus = `hub-${randomUUID()}`;
    const { EventBusArn = '' } = await events.send(new CreateEventBusCommand({ Name: bus }));
    const role = `arn:aws:iam::${ACCOUNT}:role/forward`;
    await rule([toward(EventBusArn, await queue(), { RoleArn: role })]);
    expect(await told()).toEqual([
      expect.stringMatching(/^ok rule: .*event-bus/),
      expect.stringMatching(
        /^fail rule: doctor-\S+ on the bus hub-\S+ in us-east-1: absent \| deploy the hub/,
      ),
    ]);
    const onBus = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus}/${name}`;
    await rule([toward(await queue({}, onBus), await queue({}, onBus))], bus);
    expect(await told()).toEqual([
      expect.stringMatching(/^ok rule: .*event-bus/),
      expect.stringMatching(/^ok rule: .*on the bus hub-\S+ in us-east-1 -> arn:aws:sqs/),
    ]);
    await rule([toward(EventBusArn.replace(ACCOUNT, '999988887777'), await queue(), { RoleArn: role })]);
    expect(await told()).toEqual([
      expect.stringMatching(/^ok rule: /),
      expect.stringMatching(
        /^warn rule: unknown: .*another account's.* \| there: rolewarden doctor --regions/,
      ),
    ]);
  });

  it('calls what it may not look at unknown, with the action to allow', async () => {
    const to = await queue();
    await rule([toward(to, await queue())]);
    const refuse = (refused: string) =>
      recorder.answer(({ operation }) =>
        operation === refused
          ? { status: 403, body: { __type: 'AccessDeniedException', message: 'not authorized' } }
          : undefined,
      );
    refuse('GetQueueAttributes');
    expect(await told()).toContainEqual(
      expect.stringMatching(
        /^warn rule-target: unknown: .*not authorized \| allow sqs:GetQueueAttributes on arn:/,
      ),
    );
    refuse('ListTargetsByRule');
    expect(await told()).toEqual([
      expect.stringMatching(
        /^warn rule: unknown: events:ListTargetsByRule failed.* \| allow the caller events:/,
      ),
    ]);
  });
});
