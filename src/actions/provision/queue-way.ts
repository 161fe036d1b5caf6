import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { codeOf, reasonOf } from '../../core/errors.ts';
import { HTTP } from '../aws/settings.ts';
import { type Flaw, type Sender, unknown, wrong } from './flaw.ts';
import { letsIn } from './lets-in.ts';
import { sendStatement } from './needs.ts';

/** AWS's own key for SQS: its policy lets in nobody but callers of the account, and cannot be changed. */
const AWS_KEY = /(?:^|:)alias\/aws\/sqs$/;

/** A queue that a rule sends to. `role`: as which role; within an account its policy decides then, not the queue's. */
interface Way {
  readonly part: Flaw['part'];
  readonly words: string;
  readonly arn: string;
  readonly role: string | undefined;
}

/** Whether the queue is there, and its key and its policy let the rule send. */
export async function ofQueue(way: Way, sender: Sender): Promise<readonly Flaw[]> {
  const { arn, part, words } = way;
  try {
    const { KmsMasterKeyId = '', Policy } = await attributesOf(arn);
    return [...ofKey(way, KmsMasterKeyId), ...ofPolicy(way, Policy, sender)];
  } catch (thrown) {
    const code = codeOf(thrown);
    if (/NonExistent|DoesNotExist/.test(code)) {
      return [wrong(part, `${words} does not exist`, `create it, or name another: ${sender.mend}`)];
    }
    const refused = /^AccessDenied|NotAuthorized/.test(code);
    const fix = refused ? `allow sqs:GetQueueAttributes on ${arn}` : 'run doctor again when SQS answers';
    return [unknown(part, `${words}: ${reasonOf(thrown)}`, fix)];
  }
}

function ofKey({ arn, part, role, words }: Way, key: string): readonly Flaw[] {
  if (key === '') return [];
  const who = role === undefined ? 'events.amazonaws.com' : `the role ${role}`;
  const may = `kms:GenerateDataKey and kms:Decrypt for ${who}`;
  const is = `${words} is encrypted with ${key}`;
  if (!AWS_KEY.test(key)) {
    return [unknown(part, `${is}, whose policy is not looked at`, `see that it has ${may}`)];
  }
  const fix = `use SSE-SQS, or a key of your own with ${may}`;
  if (role !== undefined && accountOf(role) === accountOf(arn)) return [];
  return [wrong(part, `${is}, which ${role === undefined ? 'EventBridge' : 'the role'} may not use`, fix)];
}

function ofPolicy(way: Way, policy: string | undefined, sender: Sender): readonly Flaw[] {
  const { arn, part, role, words } = way;
  if (role !== undefined) return ofRole(way, role);
  const found = letsIn(policy, sender.arn, arn);
  if (found === 'yes') return [];
  const fix = `add to its policy: ${JSON.stringify(sendStatement(sender, arn))}`;
  if (found === 'no') return [wrong(part, `${words} does not let the rule send`, fix)];
  if (found === 'denied') {
    return [wrong(part, `${words} denies what the rule sends`, 'correct the Deny statements of its policy')];
  }
  const unclear = 'whether its policy lets the rule send turns on its conditions';
  return [unknown(part, `${words}: ${unclear}`, `if it does not, ${fix}`)];
}

/** Across accounts the queue's policy has to let the role in, too. */
function ofRole({ arn, part, words }: Way, role: string): readonly Flaw[] {
  if (accountOf(arn) === accountOf(role)) return [];
  const fix = `see that its policy allows ${role} sqs:SendMessage`;
  return [unknown(part, `${words}: whether its policy lets the role ${role} send`, fix)];
}

const accountOf = (arn: string) => arn.split(':')[4];

async function attributesOf(arn: string): Promise<Readonly<Record<string, string>>> {
  const [, partition = '', , region = '', account = '', name = ''] = arn.split(':');
  // SQS takes account and name from the path, whatever the host
  const QueueUrl = `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${name}`;
  const client = new SQSClient({
    region,
    maxAttempts: 2,
    useQueueUrlAsEndpoint: false,
    requestHandler: HTTP,
  });
  try {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes = {} } = await client.send(asked, { abortSignal: AbortSignal.timeout(5_000) });
    return Attributes;
  } finally {
    client.destroy();
  }
}
