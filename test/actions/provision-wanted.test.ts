import { describe, expect, it } from 'vitest';
import { parseDeadLetterQueue, parseRole, parseTarget } from '../../src/actions/provision/arn.ts';
import { needsOf } from '../../src/actions/provision/needs.ts';
import { notesOn, type WantedRule, wantedRules } from '../../src/actions/provision/wanted.ts';

const HERE = '111122223333';
const THERE = '444455556666';
const queue = (region = 'us-east-1', account = HERE) => `arn:aws:sqs:${region}:${account}:events`;
const bus = (region = 'us-east-1', account = HERE) => `arn:aws:events:${region}:${account}:event-bus/default`;
const ROLE = `arn:aws:iam::${HERE}:role/service/events`;
const STREAM = `arn:aws:kinesis:us-east-1:${HERE}:stream/events`;
const FUNCTION = `arn:aws:lambda:us-east-1:${HERE}:function:rolewarden:live`;

interface Asked {
  readonly targets: readonly string[];
  readonly role?: string;
  readonly dlq?: readonly string[];
  readonly regions?: readonly string[];
}

const wanted = ({ targets, role, dlq = [], regions = ['us-east-1'] }: Asked) =>
  wantedRules({
    name: 'rolewarden-sts',
    regions,
    targets: targets.map(parseTarget),
    role: role === undefined ? undefined : parseRole(role),
    deadLetterQueues: dlq.map(parseDeadLetterQueue),
    watch: false,
  });

const needs = (asked: Asked) => wanted(asked).map(needsOf)[0];
const RULE = `arn:aws:events:us-east-1:${HERE}:rule/rolewarden-sts`;
const EVENTS = { Service: 'events.amazonaws.com' };
const send = (on: string) => ({
  kind: 'policy',
  on,
  statement: {
    Sid: 'rolewardensts',
    Effect: 'Allow',
    Principal: EVENTS,
    Action: 'sqs:SendMessage',
    Resource: on,
    Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
  },
});
const trust = {
  kind: 'trust',
  on: ROLE,
  statement: {
    Effect: 'Allow',
    Principal: EVENTS,
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': HERE } },
  },
};

describe('what delivery needs', () => {
  it('of a queue and a dead-letter queue: that EventBridge may send, for this rule alone', () => {
    const dead = `${queue()}-dead`;
    expect(needs({ targets: [queue()], dlq: [dead] })).toEqual([send(queue()), send(dead)]);
  });

  it('of a function: one command, with its alias', () => {
    const [need] = needs({ targets: [FUNCTION] }) ?? [];
    expect(need).toMatchObject({ kind: 'command', on: FUNCTION });
    const command = need?.kind === 'command' ? need.command : '';
    expect(command).toBe(
      `aws lambda add-permission --region us-east-1 --function-name rolewarden --qualifier 'live' --statement-id rolewardensts --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn ${RULE}`,
    );
  });

  it('of a stream: a role that EventBridge may take, and that may put records', () => {
    const put = { Effect: 'Allow', Action: 'kinesis:PutRecord', Resource: STREAM };
    expect(needs({ targets: [STREAM], role: ROLE })).toEqual([
      trust,
      { kind: 'policy', on: ROLE, statement: put },
    ]);
  });

  it("of another account's queue or bus: the role, and their own policy for it", () => {
    const theirs = queue('us-east-1', THERE);
    const [, , policy] = needs({ targets: [theirs], role: ROLE }) ?? [];
    expect(policy).toMatchObject({
      on: theirs,
      statement: { Principal: { AWS: ROLE }, Action: 'sqs:SendMessage', Resource: theirs },
    });
    const [, , open, further] = needs({ targets: [bus('us-east-1', THERE)], role: ROLE }) ?? [];
    expect(open).toMatchObject({ statement: { Principal: { AWS: ROLE }, Action: 'events:PutEvents' } });
    expect(further).toMatchObject({
      kind: 'rule',
      words: expect.stringContaining('run provision for us-east-1'),
    });
  });
});

describe('the target of a region', () => {
  it('is its own queue, else the bus; only the bus gets the role', () => {
    const rules = wanted({ targets: [queue(), bus()], role: ROLE, regions: ['us-east-1', 'eu-west-1'] });
    const shown = ({ region, target, role }: WantedRule) => [region, target.kind, role?.text];
    expect(rules.map(shown)).toEqual([
      ['us-east-1', 'queue', undefined],
      ['eu-west-1', 'bus', ROLE],
    ]);
  });

  it('notes what is weaker than it could be', () => {
    const [rule] = wanted({ targets: [FUNCTION] });
    expect(rule === undefined ? [] : notesOn(rule)).toEqual([
      expect.stringContaining('no --dlq in us-east-1'),
      expect.stringContaining('a queue in front of it keeps the events'),
    ]);
  });

  it.each<[string, Asked, string]>([
    ['none', { targets: [queue('eu-west-1')], regions: ['us-east-1'] }, 'no --target serves us-east-1'],
    ['two', { targets: [queue(), FUNCTION] }, 'us-east-1 has two targets'],
    ['one that serves none', { targets: [queue(), queue('eu-west-1')] }, 'serves none of the regions'],
    ['a stream without a role', { targets: [STREAM] }, 'needs --target-role'],
    ['a bus without a role', { targets: [bus('eu-west-1')] }, 'needs --target-role'],
    ['the bus that it is on', { targets: [bus()], role: ROLE }, 'cannot deliver to itself'],
    ['a role for nothing', { targets: [queue()], role: ROLE }, 'is not needed'],
    [
      'a far dead-letter queue',
      { targets: [queue()], dlq: [queue('eu-west-1')] },
      'serves none of the regions',
    ],
  ])('cannot be %s', (_, asked, words) => {
    expect(() => wanted(asked)).toThrow(words);
  });
});

describe('an ARN', () => {
  it.each([
    ['arn:aws-us-gov:sqs:us-gov-west-1:111122223333:events', 'queue'],
    ['arn:aws-cn:kinesis:cn-north-1:111122223333:stream/events', 'stream'],
    [FUNCTION, 'function'],
    [bus(), 'bus'],
  ])('%s is a %s', (text, kind) => expect(parseTarget(text)).toMatchObject({ kind, text }));

  it.each([
    `${queue()}.fifo`,
    'arn:aws:sns:us-east-1:111122223333:events',
    'arn:aws:sqs:us-east-1:1111:events',
    `${queue()}\n`,
    'events',
    '',
  ])('%j is refused as a target and as a dead-letter queue', (text) => {
    expect(() => parseTarget(text)).toThrow('--target cannot be');
    expect(() => parseDeadLetterQueue(text)).toThrow('--dlq cannot be');
    expect(() => parseRole(text)).toThrow('--target-role cannot be');
  });
});
