/**
 * Calls that blind or change a detector, open a role or change an identity provider, by service: read with
 * `sessions: watch`, whoever makes them.
 */
export const CHANGES: Readonly<Record<string, readonly string[]>> = {
  cloudtrail: [
    'StopLogging',
    'DeleteTrail',
    'UpdateTrail',
    'PutEventSelectors',
    'DeleteEventDataStore',
    'StopEventDataStoreIngestion',
  ],
  events: ['DisableRule', 'DeleteEventBus', 'DeleteRule', 'PutRule', 'RemoveTargets'],
  iam: [
    'DeleteRolePolicy',
    'PutRolePolicy',
    'DetachRolePolicy',
    'AttachRolePolicy',
    'UpdateAssumeRolePolicy',
    'CreateRole',
    'PutRolePermissionsBoundary',
    'DeleteRole',
    'DeleteUserPolicy',
    'PutUserPolicy',
    'DetachUserPolicy',
    'AttachUserPolicy',
    'DeleteUser',
    'TagRole',
    'UntagRole',
    'TagUser',
    'UntagUser',
    'CreateVirtualMFADevice',
    'EnableMFADevice',
    'CreatePolicyVersion',
    'CreateSAMLProvider',
    'UpdateSAMLProvider',
    'CreateOpenIDConnectProvider',
  ],
  rolesanywhere: ['CreateTrustAnchor', 'UpdateTrustAnchor'],
  lambda: [
    'DeleteFunction20150331',
    'UpdateFunctionConfiguration20150331v2',
    'UpdateFunctionCode20150331v2',
    'PutFunctionConcurrency20171031',
    'DeleteEventSourceMapping20150331',
    'UpdateEventSourceMapping20150331',
  ],
  sqs: ['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes'],
  sns: ['DeleteTopic', 'SetSubscriptionAttributes', 'Unsubscribe'],
  kinesis: ['StopStream', 'DeleteStream'],
  logs: ['DeleteSubscriptionFilter', 'DeleteLogGroup'],
  monitoring: [
    'DeleteAlarms',
    'DisableAlarmActions',
    'PutAlarmMuteRule',
    'PutCompositeAlarm',
    'PutMetricAlarm',
  ],
  kms: ['DisableKey', 'ScheduleKeyDeletion'],
  ecs: ['StopTask', 'UpdateService', 'DeleteService'],
};

const NAMES: ReadonlySet<string> = new Set(Object.values(CHANGES).flat());

/** Whether a call by this name is one of `CHANGES`, of whatever service. */
export function isChange(eventName: string): boolean {
  return NAMES.has(eventName);
}
