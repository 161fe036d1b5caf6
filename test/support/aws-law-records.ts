import { LAB } from './iam-lab.ts';

/** A session that was issued. */
export interface Issued {
  readonly role: string;
  readonly userid: string;
  readonly at: number;
  readonly policy: string;
}

const COMMON = {
  eventVersion: '1.08',
  eventSource: 'sts.amazonaws.com',
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  managementEvent: true,
  readOnly: true,
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-sdk-js/3.0',
  recipientAccountId: LAB,
};

const iso = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** The record of an AssumeRole by which a key was issued. */
export function assumed({
  at,
  key,
  role,
  userid,
}: { readonly key: string } & Omit<Issued, 'policy'>): object {
  const name = userid.split(':')[1];
  return {
    ...COMMON,
    eventName: 'AssumeRole',
    eventID: crypto.randomUUID(),
    eventTime: iso(at),
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAZZZZZZZZEXAMPLE',
      arn: `arn:aws:iam::${LAB}:user/operator`,
      accountId: LAB,
      accessKeyId: 'AKIAZZZZZZZZEXAMPLE',
      userName: 'operator',
    },
    requestParameters: { roleArn: `arn:aws:iam::${LAB}:role/${role}`, roleSessionName: name },
    responseElements: {
      credentials: { accessKeyId: key, expiration: iso(at + 900_000) },
      assumedRoleUser: { assumedRoleId: userid, arn: `arn:aws:sts::${LAB}:assumed-role/${role}/${name}` },
    },
  };
}

/** The record of a GetCallerIdentity by the session of a key. */
export function identified(key: string, { role, userid }: Issued): object {
  return {
    ...COMMON,
    eventName: 'GetCallerIdentity',
    eventID: crypto.randomUUID(),
    eventTime: iso(Date.now()),
    userIdentity: {
      type: 'AssumedRole',
      principalId: userid,
      arn: `arn:aws:sts::${LAB}:assumed-role/${role}/${userid.split(':')[1]}`,
      accountId: LAB,
      accessKeyId: key,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: userid.split(':')[0],
          arn: `arn:aws:iam::${LAB}:role/${role}`,
          accountId: LAB,
          userName: role,
        },
      },
    },
    requestParameters: null,
    responseElements: null,
  };
}
