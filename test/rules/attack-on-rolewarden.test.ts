import { service, session, user } from '../../scripts/callers.ts';
import type { PlaceName } from '../../scripts/places.ts';
import type { Call } from '../../scripts/records.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/attack-on-rolewarden.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const QUEUE = `https://sqs.eu-central-1.amazonaws.com/${A}/rolewarden-events`;
const by = (call: string, asked: unknown, how: Partial<Call> = {}) => ({
  name: `${call}${how.error === undefined ? '' : `, ${how.error}`} ${JSON.stringify(asked)} by ${String(how.by?.['type'] ?? 'a session')}`,
  tell: (stage: Stage) => watched(stage, call, asked, how),
  config: WATCH,
});
const trail = { name: `arn:aws:cloudtrail:eu-central-1:${A}:trail/all` };
/** The same in an organisation with history, from some place. */
const from = (place: PlaceName, call: string, asked: unknown) => ({
  name: `${call} from ${place}`,
  tell: (stage: Stage) => {
    quietDays(stage, PEOPLE);
    return watched(stage, call, asked, { by: dave, place });
  },
  config: WATCH,
});
const dave = user(A, 'dave');
/** A session of a role that AWS makes for its services, or of one that is only called so. */
const linked = (name: string, path: string) =>
  session({ role: { account: A, name, path }, session: 's', key: 'ASIAEXAMPLEEXAMPLE12', issuedAt: '' });
const us = sessionOf('rolewarden-reader');
/** A session of another role under a name that its caller chose to look like ours. */
const named = (key = 'ASIAEXAMPLEEXAMPLE13') =>
  session({ role: { account: A, name: 'Ops' }, session: 'rolewarden-sweep', key, issuedAt: '' });
const gone = { roleName: 'Victim', policyName: 'rolewarden-revoked' };
const tags = (...keys: readonly string[]) => keys.map((key) => ({ key, value: 'true' }));

cases(rule, {
  fires: [
    { ...by('events:DisableRule', { name: 'rolewarden-sts' }), points: 95 },
    { ...by('iam:DeleteRolePolicy', { roleName: 'RolewardenRevoker', policyName: 'p' }), points: 95 },
    { ...by('sqs:PurgeQueue', { queueUrl: QUEUE }, { by: dave }), points: 95 },
    {
      ...by('monitoring:DeleteAlarms', { alarmNames: ['orders', 'rolewarden-silence'] }, { by: dave }),
      points: 95,
    },
    {
      ...by('monitoring:DisableAlarmActions', { alarmNames: ['rolewarden-silence'] }, { by: dave }),
      points: 95,
    },
    {
      ...by(
        'monitoring:PutAlarmMuteRule',
        { name: 'nightly', muteTargets: { alarmNames: ['orders', 'rolewarden-silence'] } },
        { by: dave },
      ),
      points: 95,
    },
    ...['monitoring:PutMetricAlarm', 'monitoring:PutCompositeAlarm'].map((call) => ({
      ...by(call, { alarmName: 'rolewarden-silence', actionsEnabled: false }, { by: dave }),
      points: 95,
    })),
    { ...by('events:DeleteEventBus', { name: 'rolewarden' }, { by: dave }), points: 95 },
    {
      ...by(
        'sns:SetSubscriptionAttributes',
        {
          subscriptionArn: `arn:aws:sns:eu-central-1:${A}:rolewarden:1`,
          attributeName: 'FilterPolicy',
          attributeValue: '{"level":["none"]}',
        },
        { by: dave },
      ),
      points: 95,
    },
    {
      ...by('lambda:UpdateFunctionCode20150331v2', null, {
        error: 'AccessDenied',
        message: `User: arn:aws:sts::${A}:assumed-role/Ops/work is not authorized to perform: lambda:UpdateFunctionCode on resource: arn:aws:lambda:eu-central-1:${A}:function:rolewarden`,
      }),
      points: 95,
    },
    { ...by('iam:DeleteRolePolicy', { roleName: 'Victim', policyName: 'rolewarden-revoked' }), points: 95 },
    {
      ...by('iam:DeleteUserPolicy', { userName: 'eve', policyName: 'rolewarden-revoked' }, { by: dave }),
      points: 95,
    },
    {
      ...by(
        'iam:PutRolePermissionsBoundary',
        { roleName: 'rolewarden-worker', permissionsBoundary: 'p' },
        { by: dave },
      ),
      points: 95,
    },
    { ...by('dynamodb:DeleteItem', { tableName: 'rolewarden-state' }), points: 95 },
    {
      ...by('sns:Unsubscribe', { subscriptionArn: `arn:aws:sns:eu-central-1:${A}:rolewarden:1` }, { by: us }),
      points: 95,
    },
    {
      ...by('iam:DeleteRolePolicy', gone, { by: named() }),
      name: 'a deny removed by a session that its caller named like ours',
      points: 95,
    },
    {
      ...by('iam:DeleteRolePolicy', gone, {
        by: {
          type: 'FederatedUser',
          arn: `arn:aws:sts::${A}:federated-user/rolewarden`,
          principalId: `${A}:rolewarden`,
          accountId: A,
          accessKeyId: 'ASIAEXAMPLEEXAMPLE14',
        },
      }),
      name: 'the same with a federation token of such a name',
      points: 95,
    },
    {
      name: 'the queue taken away from our function',
      tell: (stage) => ({
        ...watched(
          stage,
          'lambda:UpdateEventSourceMapping20150331',
          { uuid: '0f1e', enabled: false },
          { by: dave },
        ),
        responseElements: {
          functionArn: `arn:aws:lambda:eu-central-1:${A}:function:rolewarden`,
          eventSourceArn: `arn:aws:sqs:eu-central-1:${A}:events`,
        },
      }),
      config: WATCH,
      points: 95,
    },
    { ...by('iam:TagRole', { roleName: 'Ops', tags: tags('team', 'rolewarden:protected') }), points: 60 },
    {
      ...by('iam:UntagUser', { userName: 'eve', tagKeys: ['rolewarden:revocable'] }, { by: dave }),
      points: 60,
    },
    {
      ...by('iam:TagRole', { roleName: 'Ops', tags: tags('keep') }),
      config: { ...WATCH, revocation: { tags: { protected: 'keep' } } },
      points: 60,
    },
    ...[
      'StopLogging',
      'DeleteTrail',
      'UpdateTrail',
      'PutEventSelectors',
      'DeleteEventDataStore',
      'StopEventDataStoreIngestion',
    ].map((call) => ({ ...by(`cloudtrail:${call}`, trail), points: 60 })),
    ...['StopLogging', 'DeleteTrail', 'DeleteEventDataStore', 'StopEventDataStoreIngestion'].map((call) => ({
      ...from('hoster', `cloudtrail:${call}`, trail),
      points: 75,
      says: 'which may feed Rolewarden, from a strange place',
    })),
    { ...from('berlinHome', 'cloudtrail:StopLogging', trail), points: 60 },
    { ...from('hoster', 'cloudtrail:PutEventSelectors', trail), points: 60 },
    { ...from('hoster', 'events:DisableRule', { name: 'nightly' }), points: 60 },
    { ...by('events:DisableRule', { name: 'nightly' }, { by: dave }), points: 60 },
    {
      ...by('cloudtrail:StopLogging', trail, { by: linked('AWSServiceRoleForBackdoor', '/') }),
      name: 'a role that is only called like a service-linked one',
      points: 60,
    },
    {
      ...by('cloudtrail:StopLogging', trail, {
        by: { ...linked('AWSServiceRoleForBackdoor', '/'), sessionContext: {} },
      }),
      name: 'the same, where the record does not say the path',
      points: 60,
    },
    { ...by('events:DeleteRule', { name: 'nightly' }), points: 20 },
    { ...by('events:RemoveTargets', { rule: 'nightly', ids: ['1'] }), points: 20 },
    {
      ...by('sqs:PurgeQueue', { queueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/watcher' }),
      config: { ...WATCH, self: ['*/watcher'] },
      points: 95,
    },
  ],
  silent: [
    by('monitoring:DeleteAlarms', { alarmNames: ['orders-latency'] }, { by: dave }),
    by('monitoring:PutAlarmMuteRule', { muteTargets: { alarmNames: ['orders-latency'] } }, { by: dave }),
    by('monitoring:PutMetricAlarm', { alarmName: 'orders-latency' }, { by: dave }),
    by('cloudtrail:UpdateTrail', trail, {
      by: linked('AWSServiceRoleForCloudTrail', '/aws-service-role/cloudtrail.amazonaws.com/'),
    }),
    by('events:DescribeRule', { name: 'rolewarden-sts' }),
    by('lambda:GetFunction20150331v2', { functionName: 'rolewarden' }),
    by('sqs:SendMessage', { queueUrl: QUEUE }),
    by('s3:DeleteBucket', { bucketName: 'anything' }),
    by('iam:TagRole', { roleName: 'Ops', tags: tags('team', 'keep') }),
    by('iam:CreateRole', { roleName: 'Ops', tags: tags('rolewarden:revocable') }),
  ],
  almost: [
    by('lambda:DeleteFunction20150331', null, {
      error: 'AccessDenied',
      message: `User: arn:aws:sts::${A}:assumed-role/rolewarden-fan/work is not authorized to perform: lambda:DeleteFunction on resource: arn:aws:lambda:eu-central-1:${A}:function:shop`,
    }),
    by('lambda:CreateFunction20150331', { functionName: 'rolewarden' }),
    by('events:PutRule', { name: 'nightly' }),
    by('lambda:TagResource20170331v2', { resource: 'f', tags: { 'rolewarden:protected': 'true' } }),
    by('cloudformation:UpdateStack', { stackName: 'shop', tags: tags('rolewarden:revocable') }),
    ...['PutRolePolicy', 'DeleteRolePolicy', 'PutUserPolicy', 'DeleteUserPolicy'].map((call) =>
      by(`iam:${call}`, { roleName: 'Victim', policyName: 'rolewarden-revoked' }, { by: us }),
    ),
    by(
      'iam:PutRolePolicy',
      { roleName: 'Victim', policyName: 'rolewarden-revoked' },
      { by: user(A, 'rolewarden') },
    ),
    ...['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'].map((call) =>
      by(`dynamodb:${call}`, { tableName: 'rolewarden-state' }, { by: us }),
    ),
    ...['DeleteMessage', 'ChangeMessageVisibility'].map((call) =>
      by(`sqs:${call}`, { queueUrl: QUEUE }, { by: us }),
    ),
    by('s3:PutObject', { bucketName: 'rolewarden-audit' }, { by: us }),
    by('iam:DeleteUserPolicy', { userName: 'eve', policyName: 'of-hers' }, { by: dave }),
    by('cloudtrail:StopLogging', trail, { error: 'TrailNotFoundException' }),
    by('cloudtrail:UpdateTrail', trail, { by: service('controltower.amazonaws.com') }),
  ],
});
