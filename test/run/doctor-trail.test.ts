import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  type EventSelector,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Field, leftOut, type Selectors, selected } from '../../src/actions/provision/selectors.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';

const bucket = 'doctor-trails';
let lab: ActingLab;
let recorder: AwsRecorder;
let cloudTrail: CloudTrailClient;

beforeAll(async () => {
  recorder = await startAwsRecorder(inject('aws'));
  lab = await actingLab(recorder.url);
  const aws = { endpoint: inject('aws'), region: 'us-east-1' };
  cloudTrail = new CloudTrailClient(aws);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  s3.destroy();
});
beforeEach(() => recorder.reset());
afterAll(async () => {
  cloudTrail.destroy();
  await recorder.close();
  await lab.close();
});

async function told(regions = 'us-east-1'): Promise<readonly string[]> {
  const { stdout } = await lab.run(`doctor --format json --regions ${regions} --name none`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ check }) => check === 'trail')
    .map(({ detail, fix, status }) => `${status}: ${detail} | ${fix}`);
}

describe('rolewarden doctor --regions, on trails', () => {
  it('tells a region without a trail, one that does not log or leaves reads out, and is content with one that does', async () => {
    expect(await told('us-east-1,eu-central-1')).toEqual([
      expect.stringMatching(
        /^fail: no trail in us-east-1, eu-central-1: EventBridge is not given the events \| have a trail that logs/,
      ),
    ]);
    const Name = 'doctor-trail';
    const create = { Name, S3BucketName: bucket, IsMultiRegionTrail: true };
    await cloudTrail.send(new CreateTrailCommand(create));
    expect(await told()).toEqual([
      expect.stringMatching(/^fail: doctor-trail is not logging \(us-east-1\): Event/),
    ]);
    await cloudTrail.send(new StartLoggingCommand({ Name }));
    expect(await told('us-east-1,eu-central-1')).toEqual([
      'ok: doctor-trail logs management events, in us-east-1, eu-central-1 | ',
    ]);
    const select = (one: EventSelector) =>
      cloudTrail.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [one] }));
    await select({ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true });
    expect(await told()).toEqual([
      expect.stringMatching(
        /^fail: doctor-trail leaves out read-only events, among them AssumeRole \(us-east-1\)/,
      ),
    ]);
    const Reads = `${Name}-reads`;
    await cloudTrail.send(new CreateTrailCommand({ ...create, Name: Reads }));
    await cloudTrail.send(new StartLoggingCommand({ Name: Reads }));
    const onlyReads = [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true } as const];
    await cloudTrail.send(new PutEventSelectorsCommand({ TrailName: Reads, EventSelectors: onlyReads }));
    expect(await told()).toEqual([
      'ok: doctor-trail and doctor-trail-reads log management events, in us-east-1 | ',
    ]);
    await cloudTrail.send(new DeleteTrailCommand({ Name: Reads }));
    await select({ ReadWriteType: 'All', IncludeManagementEvents: false });
    expect(await told()).toEqual([expect.stringMatching(/^fail: .* leaves out management events/)]);
    await cloudTrail.send(new DeleteTrailCommand({ Name }));
  });

  it('calls it unknown if it may not look', async () => {
    recorder.answer(({ operation }) =>
      operation === 'DescribeTrails'
        ? { status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized' } }
        : undefined,
    );
    expect(await told()).toEqual([
      expect.stringMatching(
        /^warn: unknown: cloudtrail:DescribeTrails failed.* \| allow cloudtrail:DescribeTrails,/,
      ),
    ]);
  });
});

describe('what the selectors of a trail leave out', () => {
  const said = (selectors: Selectors) => leftOut(selected(selectors));
  const of = (...fields: readonly (readonly Field[])[]) =>
    said({
      AdvancedEventSelectors: fields.map((more) => ({
        FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...more],
      })),
    });

  it('nothing, by default and with those that CloudTrail writes', () => {
    expect(said({})).toBeUndefined();
    expect(of([])).toBeUndefined();
    expect(of([{ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }])).toBeUndefined();
    const sides = ['true', 'false'].map((side) => [{ Field: 'readOnly', Equals: [side] }]);
    expect(of(...sides)).toBeUndefined();
    expect(
      said({ EventSelectors: [{ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }] }),
    ).toBeUndefined();
  });

  it('reads, writes, or all management events', () => {
    expect(of([{ Field: 'readOnly', Equals: ['false'] }])).toMatch(/read-only events, among them AssumeRole/);
    expect(of([{ Field: 'readOnly', Equals: ['true'] }])).toMatch(/not read-only, among them sign-ins/);
    const data = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }];
    expect(said({ AdvancedEventSelectors: data })).toBe('management events');
  });

  it('is unclear where another field decides', () => {
    expect(of([{ Field: 'eventSource', NotEquals: ['sts.amazonaws.com'] }])).toBe('unclear');
    expect(of([{ Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'iam.amazonaws.com'] }])).toBe(
      'unclear',
    );
    expect(of([{ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'], StartsWith: ['ec2'] }])).toBe(
      'unclear',
    );
    expect(of([{ Field: 'eventName', Equals: ['AssumeRole'] }])).toBe('unclear');
    expect(of([{ Field: 'eventName', Equals: ['AssumeRole'] }], [])).toBeUndefined();
  });
});
