import { application, arn, type Deed, type Ground, type Kind } from './estate.ts';

const bucketOf = (ground: Ground) => `acme-${application(ground)}-${ground.account}`;

function bucketCall(ground: Ground, name: string, query: Readonly<Record<string, string>>): Deed {
  const { account, dice, region } = ground;
  const bucketName = bucketOf(ground);
  const Host = `${bucketName}.s3.${region}.amazonaws.com`;
  return {
    source: 's3.amazonaws.com',
    name,
    asked: { bucketName, Host, ...query },
    added: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': `${dice.base64(75)}=`,
      bytesTransferredOut: 300 + dice.below(900),
    },
    resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` }],
  };
}

function bucketPolicy(ground: Ground): Deed {
  const { account } = ground;
  const bucketName = bucketOf(ground);
  const Resource = [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`];
  const deny = { Sid: 'OnlyTls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource };
  const allow = (name: string) => ({
    Sid: `Allow${name}`,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:role/${name}` },
    Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:ListBucket'],
    Resource,
  });
  const Statement = [{ ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }];
  const bucketPolicy = {
    Version: '2012-10-17',
    Statement: [...Statement, ...['OrdersWorker', 'LedgerJob', 'SearchPod', 'ReportsData'].map(allow)],
  };
  const deed = bucketCall(ground, 'PutBucketPolicy', { policy: '' });
  return { ...deed, asked: { bucketPolicy, bucketName, Host: `${bucketName}.s3.amazonaws.com`, policy: '' } };
}

function keyCall(ground: Ground, name: string, more: Readonly<Record<string, unknown>>): Deed {
  const { account, dice, estate } = ground;
  const ARN = arn(ground, 'kms', `key/${dice.pick(estate.keys)}`);
  const encryptionContext = dice.pick([
    { 'aws:s3:arn': `arn:aws:s3:::${bucketOf(ground)}` },
    { PARAMETER_ARN: arn(ground, 'ssm', `parameter/${application(ground)}/database/password`) },
    { 'aws:lambda:FunctionArn': arn(ground, 'lambda', `function:${application(ground)}-worker`) },
    { SecretARN: arn(ground, 'secretsmanager', `secret:${application(ground)}/api-token-a1b2c3`) },
  ]);
  return {
    source: 'kms.amazonaws.com',
    name,
    asked: { encryptionContext, ...more, keyId: ARN },
    added: { keyMaterialId: dice.pick(estate.keys).replaceAll('-', '').repeat(2) },
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN }],
  };
}

function parameters(ground: Ground): Deed {
  const place = `/${application(ground)}`;
  const leaves = ['database/host', 'database/password', 'queue/url', 'feature-flags', 'tracing/endpoint'];
  const names = leaves.slice(ground.dice.below(4)).map((leaf) => `${place}/${leaf}`);
  return { source: 'ssm.amazonaws.com', name: 'GetParameters', asked: { names, withDecryption: true } };
}

function report(ground: Ground): Deed {
  const { dice, estate } = ground;
  const asked = {
    instanceId: dice.pick(estate.instances),
    agentVersion: '3.3.1345.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    iPAddress: `10.${dice.below(8)}.${dice.below(250)}.${1 + dice.below(250)}`,
    computerName: `ip-10-0-${dice.below(250)}.${ground.region}.compute.internal`,
    agentName: 'amazon-ssm-agent',
    availabilityZone: `${ground.region}a`,
    sSMConnectionChannel: 'ssmmessages',
  };
  return { source: 'ssm.amazonaws.com', name: 'UpdateInstanceInformation', asked, answered: null };
}

function table(ground: Ground): Deed {
  const tableName = `${application(ground)}-events`;
  const ARN = arn(ground, 'dynamodb', `table/${tableName}`);
  return {
    source: 'dynamodb.amazonaws.com',
    name: 'DescribeTable',
    asked: { tableName },
    resources: [{ accountId: ground.account, type: 'AWS::DynamoDB::Table', ARN }],
    apiVersion: '2012-08-10',
  };
}

function secret(ground: Ground): Deed {
  const secretId = arn(ground, 'secretsmanager', `secret:${application(ground)}/api-token-a1b2c3`);
  return { source: 'secretsmanager.amazonaws.com', name: 'GetSecretValue', asked: { secretId } };
}

/** Calls of services that keep data. */
export const DATA: readonly Kind[] = [
  { weight: 50, make: (ground) => bucketCall(ground, 'GetBucketAcl', { acl: '' }) },
  { weight: 20, make: (ground) => bucketCall(ground, 'GetBucketLocation', { location: '' }) },
  { weight: 20, make: (ground) => bucketCall(ground, 'GetBucketEncryption', { encryption: '' }) },
  { weight: 14, make: bucketPolicy },
  {
    weight: 130,
    make: (ground) => keyCall(ground, 'Decrypt', { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }),
  },
  { weight: 50, make: (ground) => keyCall(ground, 'GenerateDataKey', { keySpec: 'AES_256' }) },
  { weight: 50, make: parameters },
  { weight: 60, make: report },
  { weight: 45, make: table },
  { weight: 45, make: secret },
];
