import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createRuleApi } from '../../src/actions/provision/api.ts';
import { parseDeadLetterQueue, parseRole, parseTarget } from '../../src/actions/provision/arn.ts';
import {
  provideJob,
  type RegionReport,
  type RuleJob,
  removeJob,
  runJobs,
} from '../../src/actions/provision/run.ts';
import { type ProvisionRequest, wantedRules } from '../../src/actions/provision/wanted.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';

const ACCOUNT = '123456789012';
const STATE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
const PATTERN = '{"source":["aws.sts","aws.signin","aws.sso"]}';
const queue = (name: string, region = 'eu-central-1') => `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;

let aws: AwsRecorder;
let name: string;
let counter = 0;

beforeAll(async () => {
  aws = await startAwsRecorder(inject('aws'));
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});
beforeEach(() => {
  aws.reset();
  name = `provision-actions-${counter++}`;
});

const direct = (region = 'eu-central-1') => new EventBridgeClient({ region, endpoint: inject('aws') });

function jobs(change: Partial<ProvisionRequest> = {}): readonly RuleJob[] {
  const base = { role: undefined, deadLetterQueues: [parseDeadLetterQueue(queue('dead'))], watch: false };
  const targets = [parseTarget(queue('events'))];
  return wantedRules({ name, regions: ['eu-central-1'], targets, ...base, ...change }).map(provideJob);
}

async function run(of: readonly RuleJob[], dryRun = false, signal = new AbortController().signal) {
  const told: RegionReport[] = [];
  const reports = await runJobs(of, {
    open: (place) => createRuleApi({ region: place.region, name: place.name }, signal),
    dryRun,
    signal,
    tell: (report) => told.push(report),
  });
  expect(told).toEqual(reports);
  return reports;
}

const removal = () => [removeJob({ region: 'eu-central-1', name })];
const body = (operation: string) => aws.calls.find((call) => call.operation === operation)?.body;
const failing = (operation: string, type: string, message: string) =>
  aws.answer((call) =>
    call.operation === operation ? { status: 400, body: { __type: type, message } } : undefined,
  );

describe('creating', () => {
  it('asks for the exact state, pattern, target, dead-letter queue and retries', async () => {
    const [report] = await run(jobs());
    expect(report).toMatchObject({ action: 'create', outcome: 'done', region: 'eu-central-1', rule: name });
    expect(body('PutRule')).toEqual({
      Name: name,
      State: STATE,
      EventPattern: PATTERN,
      Description: expect.stringContaining('managed by rolewarden provision'),
    });
    expect(body('PutTargets')).toEqual({
      Rule: name,
      Targets: [
        {
          Id: 'rolewarden',
          Arn: queue('events'),
          DeadLetterConfig: { Arn: queue('dead') },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  it('is done once: a second run changes nothing', async () => {
    await run(jobs());
    aws.reset();
    expect(await run(jobs())).toMatchObject([{ action: 'unchanged', outcome: 'nothing', changes: [] }]);
    expect(aws.mutations()).toEqual([]);
  });

  it('makes a rule through which an event of STS arrives in the queue', async () => {
    // a region of its own: the rules of the other tests send to queues that are not there
    const region = 'eu-west-3';
    const sqs = new SQSClient({ region, endpoint: inject('aws') });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const targets = [parseTarget(queue(name, region))];
    await run(jobs({ regions: [region], targets, deadLetterQueues: [] }));
    const event = { DetailType: 'AWS API Call via CloudTrail', Detail: '{"eventName":"AssumeRole"}' };
    const entries = ['aws.sts', 'aws.ec2'].map((Source) => ({ Source, ...event }));
    await direct(region).send(new PutEventsCommand({ Entries: entries }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => JSON.parse(Body ?? '').source)).toEqual(['aws.sts']);
  });

  it('with sessions: watch, makes one that also passes changes, and reads of secrets still not', async () => {
    const region = 'eu-west-2';
    const sqs = new SQSClient({ region, endpoint: inject('aws') });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const targets = [parseTarget(queue(name, region))];
    const watching = () => jobs({ regions: [region], targets, deadLetterQueues: [], watch: true });
    await run(watching());
    expect(await run(watching())).toMatchObject([{ action: 'unchanged' }]);
    const event = (Source: string, eventName: string, readOnly: boolean) => ({
      Source,
      DetailType: 'AWS API Call via CloudTrail',
      Detail: JSON.stringify({ eventName, readOnly }),
    });
    const Entries = [
      event('aws.sts', 'AssumeRole', true),
      event('aws.iam', 'CreateSAMLProvider', false),
      event('aws.iam', 'ListRoles', true),
      event('aws.ec2', 'RunInstances', false),
      event('aws.ec2', 'DescribeInstances', true),
      event('aws.secretsmanager', 'GetSecretValue', true),
      // anybody may write such a source
      event('iam', 'DeleteRolePolicy', false),
    ];
    await direct(region).send(new PutEventsCommand({ Entries }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    const got = Messages?.map(({ Body }) => JSON.parse(Body ?? '').detail.eventName);
    expect(got?.sort()).toEqual(['AssumeRole', 'CreateSAMLProvider', 'RunInstances']);
  });

  it('gives a bus its role, and the region of the queue the queue', async () => {
    const bus = `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`;
    const role = parseRole(`arn:aws:iam::${ACCOUNT}:role/events`);
    const targets = [parseTarget(queue('events')), parseTarget(bus)];
    const reports = await run(jobs({ regions: ['eu-central-1', 'us-east-1'], targets, role }));
    expect(reports.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    const puts = aws.calls.filter(({ operation }) => operation === 'PutTargets');
    expect(puts).toMatchObject([
      { region: 'eu-central-1', body: { Targets: [{ Arn: queue('events') }] } },
      { region: 'us-east-1', body: { Targets: [{ Arn: bus, RoleArn: role.text }] } },
    ]);
    expect(JSON.stringify(puts[0]?.body)).not.toContain('RoleArn');
  });

  it('plans only, when dry', async () => {
    expect(await run(jobs(), true)).toMatchObject([{ action: 'create', outcome: 'planned' }]);
    expect(aws.mutations()).toEqual([]);
  });
});

describe('repairing', () => {
  it('mends a rule that was set to ENABLED, and leaves the target and the description', async () => {
    await run(jobs());
    const Description = 'edited; managed by rolewarden provision';
    await direct().send(
      new PutRuleCommand({ Name: name, State: 'ENABLED', EventPattern: PATTERN, Description }),
    );
    aws.reset();
    expect(await run(jobs())).toMatchObject([
      { action: 'update', outcome: 'done', changes: [`state ENABLED -> ${STATE}`] },
    ]);
    expect(aws.mutations()).toEqual(['PutRule']);
    expect(body('PutRule')).toMatchObject({ State: STATE, Description });
  });

  it('mends a pattern; another order of its sources is no difference', async () => {
    await run(jobs());
    const Description = 'managed by rolewarden provision';
    const drift = (EventPattern: string) =>
      direct().send(new PutRuleCommand({ Name: name, State: STATE, EventPattern, Description }));
    await drift('{"source":["aws.sso","aws.sts","aws.signin"]}');
    expect(await run(jobs())).toMatchObject([{ action: 'unchanged' }]);
    await drift('{"source":["aws.sts"]}');
    expect(await run(jobs())).toMatchObject([{ action: 'update', outcome: 'done' }]);
    await drift('{"source":["aws.sts","aws.signin","aws.sso"],"detail":{"eventName":["AssumeRole"]}}');
    expect(await run(jobs())).toMatchObject([{ action: 'update', outcome: 'done' }]);
    expect(await run(jobs({ watch: true }))).toMatchObject([{ action: 'update', outcome: 'done' }]);
    expect(body('PutRule')).toMatchObject({ EventPattern: PATTERN });
    expect(await run(jobs())).toMatchObject([{ action: 'update', outcome: 'done' }]);
  });

  it('replaces a target that changed, and one whose events are reshaped', async () => {
    await run(jobs());
    aws.reset();
    const moved = jobs({ targets: [parseTarget(queue('other'))], deadLetterQueues: [] });
    const [report] = await run(moved);
    expect(report?.changes).toEqual([
      `target ${queue('events')} -> ${queue('other')}`,
      `dead-letter queue ${queue('dead')} -> none`,
    ]);
    expect(aws.mutations()).toEqual(['PutTargets']);
    const Targets = [{ Id: 'rolewarden', Arn: queue('other'), InputPath: '$.detail.userIdentity' }];
    await direct().send(new PutTargetsCommand({ Rule: name, Targets }));
    const [again] = await run(moved);
    expect(again?.changes).toContain('an input transformation -> the whole event');
    expect(await run(moved)).toMatchObject([{ action: 'unchanged' }]);
  });
});

describe('what is not ours', () => {
  it('never touches a rule of the same name without the mark, and does the other regions', async () => {
    await direct().send(new PutRuleCommand({ Name: name, EventPattern: '{"source":["aws.ec2"]}' }));
    const targets = [parseTarget(queue('events')), parseTarget(queue('events', 'us-east-1'))];
    const reports = await run(jobs({ regions: ['eu-central-1', 'us-east-1'], targets }));
    expect(reports).toMatchObject([{ action: 'refuse', outcome: 'failed' }, { outcome: 'done' }]);
    expect(reports[0]?.error?.remedy).toContain('choose another --name');
    expect(aws.calls.filter(({ region }) => region === 'eu-central-1').map((call) => call.operation)).toEqual(
      ['DescribeRule', 'ListTagsForResource'],
    );
    expect(await run(removal())).toMatchObject([{ action: 'refuse', outcome: 'failed' }]);
  });

  it('takes the tag for a mark, and keeps the description that goes with it', async () => {
    const template = { Name: name, EventPattern: PATTERN, Description: 'of a template' };
    const { RuleArn } = await direct().send(new PutRuleCommand(template));
    const Tags = [{ Key: 'rolewarden', Value: 'yes' }];
    await direct().send(new TagResourceCommand({ ResourceARN: RuleArn, Tags }));
    expect(await run(jobs())).toMatchObject([{ action: 'update', outcome: 'done' }]);
    expect(body('PutRule')).toMatchObject({ Description: 'of a template' });
  });

  it("removes nothing when somebody else's target is on the rule", async () => {
    await run(jobs());
    const Targets = [{ Id: 'theirs', Arn: queue('theirs') }];
    await direct().send(new PutTargetsCommand({ Rule: name, Targets }));
    aws.reset();
    const [report] = await run(removal());
    expect(report).toMatchObject({ action: 'refuse', outcome: 'failed' });
    expect(report?.error?.message).toContain(queue('theirs'));
    expect(aws.mutations()).toEqual([]);
    expect(await run(jobs())).toMatchObject([{ action: 'unchanged' }]);
  });
});

describe('removing', () => {
  it('takes the target, then the rule; a second time there is nothing', async () => {
    await run(jobs());
    aws.reset();
    expect(await run(removal(), true)).toMatchObject([{ action: 'remove', outcome: 'planned' }]);
    expect(aws.mutations()).toEqual([]);
    expect(await run(removal())).toMatchObject([{ action: 'remove', outcome: 'done' }]);
    expect(aws.mutations()).toEqual(['RemoveTargets', 'DeleteRule']);
    expect(await run(removal())).toMatchObject([{ action: 'absent', outcome: 'nothing' }]);
  });
});

describe('failures', () => {
  const entries = (ErrorCode: string, ErrorMessage: string) => ({
    status: 200,
    body: { FailedEntryCount: 1, FailedEntries: [{ TargetId: 'rolewarden', ErrorCode, ErrorMessage }] },
  });

  it('takes a failed entry of PutTargets for the failure that it is; the next run goes on from there', async () => {
    aws.answer(({ operation }) =>
      operation === 'PutTargets' ? entries('ConcurrentModificationException', 'busy') : undefined,
    );
    const [report] = await run(jobs());
    expect(report).toMatchObject({ action: 'create', outcome: 'failed' });
    expect(report?.error?.message).toMatch(/events:PutTargets .*busy.*the rule itself was written/);
    expect(report?.error?.remedy).toContain('run the same command again');
    aws.reset();
    expect(await run(jobs())).toMatchObject([{ action: 'update', outcome: 'done' }]);
    expect(aws.mutations()).toEqual(['PutTargets']);
  });

  it('keeps the rule when its target cannot be removed', async () => {
    await run(jobs());
    aws.reset();
    aws.answer(({ operation }) =>
      operation === 'RemoveTargets' ? entries('InternalFailure', 'x') : undefined,
    );
    expect(await run(removal())).toMatchObject([{ action: 'remove', outcome: 'failed' }]);
    expect(aws.mutations()).toEqual(['RemoveTargets']);
  });

  it.each([
    [
      'DescribeRule',
      'not authorized to perform: events:DescribeRule',
      'allow the caller events:DescribeRule on',
    ],
    ['PutRule', 'with an explicit deny in a service control policy', 'lift the explicit deny'],
    [
      'PutTargets',
      'not authorized to perform: iam:PassRole on resource: x',
      'allow the caller iam:PassRole on',
    ],
  ])('says which permission %s lacks', async (operation, said, remedy) => {
    failing(operation, 'AccessDeniedException', said);
    const [report] = await run(jobs());
    expect(report?.outcome).toBe('failed');
    expect(report?.error?.message).toContain(
      `events:${operation} failed in eu-central-1: AccessDeniedException`,
    );
    expect(report?.error?.remedy).toContain(remedy);
  });

  it('says what unknown credentials and a full bus mean', async () => {
    failing('DescribeRule', 'UnrecognizedClientException', 'The security token is invalid');
    expect((await run(jobs()))[0]?.error?.remedy).toContain('eu-central-1 is switched on');
    failing('PutRule', 'LimitExceededException', 'too many');
    expect((await run(jobs()))[0]?.error?.remedy).toContain('300 rules');
  });

  it('believes no success that cannot be read back', async () => {
    aws.answer(({ operation }) =>
      operation === 'PutRule' ? { status: 200, body: { RuleArn: 'arn:aws:events:x:1:rule/x' } } : undefined,
    );
    await direct().send(
      new PutRuleCommand({
        Name: name,
        State: 'DISABLED',
        EventPattern: PATTERN,
        Description: 'managed by rolewarden provision',
      }),
    );
    const [report] = await run(jobs());
    expect(report?.error?.message).toContain(`does not show it: state DISABLED -> ${STATE}`);
  });

  it('stops at once when it is interrupted while a call hangs', async () => {
    const abort = new AbortController();
    aws.answer(() => {
      abort.abort(new Error('interrupted'));
      return 'hang';
    });
    await expect(run(jobs(), false, abort.signal)).rejects.toThrow('interrupted');
    // the call's own limit would have it tried again
    expect(aws.calls).toHaveLength(1);
  });

  it('gives a call that hangs up after three tries of four seconds, and says so', async () => {
    aws.answer(({ operation }) => (operation === 'DescribeRule' ? 'hang' : undefined));
    const [report] = await run(jobs());
    expect(report?.error?.message).toContain('events:DescribeRule failed in eu-central-1: ETIMEDOUT');
    expect(report?.error?.remedy).toContain('the network');
  });
});
