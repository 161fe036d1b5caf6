import { isoTime, type Millis } from './calendar.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** One call as CloudTrail sees it; `recordOf` adds what every record has. */
export interface Call {
  readonly time: Millis;
  readonly name: string;
  readonly source?: 'signin.amazonaws.com';
  readonly type?: 'AwsConsoleSignIn';
  readonly region: string;
  /** `sourceIPAddress`: an address, a service's name, or `AWS Internal`. */
  readonly from: string;
  readonly agent: string;
  readonly identity: JsonObject;
  readonly error?: { readonly code: string; readonly message: string };
  readonly request: Json;
  readonly response: Json;
  readonly additional?: JsonObject;
  readonly readOnly: boolean;
  readonly resources?: readonly { readonly arn: string; readonly account: string; readonly type: string }[];
  /** In whose trail the record stands. */
  readonly recipient: string;
  readonly requestId: string;
  readonly eventId: string;
  readonly sharedEventId?: string;
  /** Calls over the network have TLS details; what AWS does for itself has none. */
  readonly tls: boolean;
}

/** The record, its keys in the order in which CloudTrail writes them. Session tokens are left out, always. */
export function recordOf(call: Call): JsonObject {
  const { error, additional, resources, sharedEventId } = call;
  const signIn = call.source === 'signin.amazonaws.com';
  const host = signIn ? `${call.region}.signin.aws.amazon.com` : `sts.${call.region}.amazonaws.com`;
  return {
    eventVersion: '1.11',
    userIdentity: call.identity,
    eventTime: isoTime(call.time),
    eventSource: call.source ?? 'sts.amazonaws.com',
    eventName: call.name,
    awsRegion: call.region,
    sourceIPAddress: call.from,
    userAgent: call.agent,
    ...(error === undefined ? {} : { errorCode: error.code, errorMessage: error.message }),
    requestParameters: call.request,
    responseElements: call.response,
    ...(additional === undefined ? {} : { additionalEventData: additional }),
    ...(signIn ? {} : { requestID: call.requestId }),
    eventID: call.eventId,
    readOnly: call.readOnly,
    ...(resources === undefined
      ? {}
      : { resources: resources.map(({ arn, account, type }) => ({ accountId: account, type, ARN: arn })) }),
    eventType: call.type ?? 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.recipient,
    ...(sharedEventId === undefined ? {} : { sharedEventID: sharedEventId }),
    eventCategory: 'Management',
    ...(call.tls
      ? {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: host,
          },
        }
      : {}),
  };
}
