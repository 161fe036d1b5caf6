import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { drained, leftIn, sendAll } from './queues.ts';
import type { RoleOf } from './story.ts';

const REGION = 'us-east-1';
const HUB = '123456789012';

/** An inline policy as it stands at the end. */
export interface Standing {
  readonly account: string;
  readonly role: string;
  readonly policy: string;
  readonly document: string;
}

/** Moto as an organisation: roles in many accounts, the queue of events, the topic of alerts and who hears it. */
export interface Cloud {
  readonly queue: { readonly url: string; readonly arn: string };
  readonly topic: string;
  role(role: Omit<RoleOf, 'uniqueId'>, tags: Readonly<Record<string, string>>): Promise<RoleOf>;
  send(bodies: readonly string[]): Promise<void>;
  /** Messages that nobody has deleted yet. */
  left(): Promise<number>;
  /** Every alert that arrived. To be called when nobody publishes any more. */
  alerts(): Promise<readonly string[]>;
  policies(role: RoleOf): Promise<readonly Standing[]>;
  close(): void;
}

/** Makes the queues and the topic in moto. `attributes` are those of the queue of events. */
export async function openCloud(
  endpoint: string,
  run: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<Cloud> {
  const common = { endpoint, region: REGION };
  const sqs = new SQSClient(common);
  const sns = new SNSClient(common);
  const sts = new STSClient(common);
  const queueOf = async (QueueName: string, Attributes: Readonly<Record<string, string>> = {}) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return { url: QueueUrl, arn: `arn:aws:sqs:${REGION}:${HUB}:${QueueName}` };
  };
  const queue = await queueOf(`events-${run}`, attributes);
  const heard = await queueOf(`heard-${run}`);
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: `alerts-${run}` }));
  const Attributes = { RawMessageDelivery: 'true' };
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: heard.arn, Attributes }));
  const accounts = iamOfAccounts(common, sts);
  return {
    queue,
    topic,
    role: async ({ account, kind, name }, tags) => {
      const iam = await accounts.of(account);
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { Role } = await iam.send(
        new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument, Tags }),
      );
      return { account, kind, name, uniqueId: Role?.RoleId ?? '' };
    },
    send: (bodies) => sendAll(sqs, queue.url, bodies),
    left: () => leftIn(sqs, queue.url),
    alerts: () => drained(sqs, heard.url),
    policies: async (role) => policiesOf(await accounts.of(role.account), role),
    close: () => {
      for (const client of [sqs, sns, sts]) client.destroy();
      accounts.close();
    },
  };
}

/** IAM of each account, through a role there. */
function iamOfAccounts(common: { readonly endpoint: string; readonly region: string }, sts: STSClient) {
  const known = new Map<string, IAMClient>();
  return {
    async of(account: string): Promise<IAMClient> {
      const found = known.get(account);
      if (found !== undefined) return found;
      const RoleArn = `arn:aws:iam::${account}:role/oracle`;
      const RoleSessionName = 'oracle';
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
      const credentials = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
      const made = new IAMClient({ ...common, credentials });
      known.set(account, made);
      return made;
    },
    close() {
      for (const client of known.values()) client.destroy();
    },
  };
}

async function policiesOf(iam: IAMClient, { account, name }: RoleOf): Promise<readonly Standing[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: name }));
  const standing: Standing[] = [];
  for (const policy of PolicyNames) {
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName: name, PolicyName: policy }),
    );
    standing.push({ account, role: name, policy, document: decodeURIComponent(PolicyDocument) });
  }
  return standing;
}
