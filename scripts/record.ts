import { createHash } from 'node:crypto';
import type { Caller } from './callers.ts';

/** A raw CloudTrail record in the real shape. Never holds a session token. */
export type RawCloudTrail = Readonly<Record<string, unknown>>;

/** What every call has. Times are ISO 8601 without milliseconds, as CloudTrail writes them. */
export interface Call {
  readonly at: string;
  readonly by: Caller;
  readonly from: string;
  readonly with?: string;
  readonly account: string;
  readonly region?: string;
  /** Wire code, for instance AccessDenied: then nothing was granted. */
  readonly error?: string;
  readonly message?: string;
  /** Both copies of a cross-account call carry it. */
  readonly shared?: string;
  /** Makes the ids of calls that are otherwise alike differ. */
  readonly nonce?: string | number;
}

/** The user agent of the AWS CLI on Linux: that of a call which names no other. */
export const CLI = 'aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.6';

/** What every record has, whatever the call. */
export function record(eventName: string, call: Call, asked: unknown, answered: unknown): RawCloudTrail {
  const id = (kind: string, with_: readonly unknown[]) =>
    uuid(JSON.stringify([kind, eventName, call.at, call.by, call.nonce, ...with_]));
  return {
    eventVersion: '1.11',
    userIdentity: call.by,
    eventTime: call.at,
    eventSource: 'sts.amazonaws.com',
    eventName,
    awsRegion: call.region ?? 'eu-central-1',
    sourceIPAddress: call.from,
    userAgent: call.with ?? CLI,
    ...given('errorCode', call.error),
    ...given('errorMessage', call.message),
    requestParameters: asked,
    responseElements: answered,
    requestID: call.shared === undefined ? id('request', []) : uuid(`request ${call.shared}`),
    eventID: id('event', [call.account, asked, call.message]),
    readOnly: !WRITES.has(eventName),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.account,
    ...given('resources', resourcesOf(asked)),
    ...given('sharedEventID', call.shared === undefined ? undefined : uuid(call.shared)),
    eventCategory: 'Management',
    ...(call.by['type'] === 'AWSService'
      ? {}
      : {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: `sts.${call.region ?? 'eu-central-1'}.amazonaws.com`,
          },
        }),
  };
}

/** Write events, whatever their names suggest. */
const WRITES: ReadonlySet<string> = new Set(['AssumeRoot', 'GetFederationToken', 'GetSessionToken']);

function resourcesOf(asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null || !('roleArn' in asked)) return undefined;
  const accountId = String(asked.roleArn).split(':')[4];
  return [{ accountId, type: 'AWS::IAM::Role', ARN: asked.roleArn }];
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A field that is left out where there is no value. */
export function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}
