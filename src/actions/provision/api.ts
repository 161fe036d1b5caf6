import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type DescribeRuleResponse,
  EventBridgeClient,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { HTTP } from '../aws/settings.ts';
import { diagnose } from './failures.ts';
import { type ActualRule, type ActualTarget, MARK, RULE_STATE, TARGET_ID } from './rule.ts';
import { fromSdk, refuseFailedEntries, toSdk } from './sdk-target.ts';
import type { WantedRule } from './wanted.ts';

/** The calls about one rule of a bus. Each throws ERR_AWS, with a remedy, when AWS refuses. */
export interface RuleApi {
  read(): Promise<ActualRule>;
  /** The targets of the rule, whoever made it. */
  targets(): Promise<readonly ActualTarget[]>;
  putRule(description: string, pattern: string): Promise<void>;
  putTarget(wanted: WantedRule): Promise<void>;
  removeTarget(): Promise<void>;
  deleteRule(): Promise<void>;
  close(): void;
}

/** Milliseconds for a call: the client makes up to three tries of four seconds, with pauses between them. */
const DEADLINE = 15_000;

type Ask = <T>(
  permission: string,
  call: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/** Where a rule is. `bus`: of which bus; without it, of the default one, on which alone AWS's own events are. */
export interface RuleAddress {
  readonly region: string;
  readonly name: string;
  readonly bus?: string;
}

/** Opens a rule. The SDK may retry writes, too: each of them can safely be repeated. */
export function createRuleApi({ bus, name, region }: RuleAddress, signal: AbortSignal): RuleApi {
  const client = new EventBridgeClient({ region, maxAttempts: 3, requestHandler: HTTP });
  const ask: Ask = async (permission, call) => {
    signal.throwIfAborted();
    try {
      return await call({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]) });
    } catch (thrown) {
      signal.throwIfAborted();
      throw diagnose(thrown, { permission, region, rule: name });
    }
  };
  const at = { client, ask, name, bus };
  return {
    read: () => read(at),
    targets: () => readTargets(at),
    async putRule(description, pattern) {
      const command = new PutRuleCommand({
        Name: name,
        EventPattern: pattern,
        State: RULE_STATE,
        Description: description,
      });
      await ask('events:PutRule', (options) => client.send(command, options));
    },
    async putTarget(wanted) {
      const input = { Rule: name, Targets: [toSdk(wanted)] };
      await ask('events:PutTargets', async (options) =>
        refuseFailedEntries(await client.send(new PutTargetsCommand(input), options)),
      );
    },
    async removeTarget() {
      const input = { Rule: name, Ids: [TARGET_ID] };
      await ask('events:RemoveTargets', async (options) =>
        refuseFailedEntries(await client.send(new RemoveTargetsCommand(input), options)),
      );
    },
    async deleteRule() {
      await ask('events:DeleteRule', (options) =>
        client.send(new DeleteRuleCommand({ Name: name }), options),
      );
    },
    close: () => client.destroy(),
  };
}

interface At {
  readonly client: EventBridgeClient;
  readonly ask: Ask;
  readonly name: string;
  readonly bus: string | undefined;
}

async function read(at: At): Promise<ActualRule> {
  const { ask, bus, client, name } = at;
  const rule = await ask('events:DescribeRule', (options) =>
    client.send(new DescribeRuleCommand({ Name: name, EventBusName: bus }), options).catch(absent),
  );
  if (rule === undefined) return { kind: 'absent' };
  const {
    Arn: arn = '',
    Description: description = '',
    State: state = '',
    EventPattern: pattern = '',
  } = rule;
  const shown = { arn, description, state, pattern };
  if (!(await isOurs(client, ask, rule))) return { kind: 'foreign', ...shown };
  return { kind: 'ours', ...shown, targets: await readTargets(at) };
}

async function readTargets({ ask, bus, client, name }: At): Promise<readonly ActualTarget[]> {
  const targets: ActualTarget[] = [];
  for (let next: string | undefined, more = true; more; more = next !== undefined) {
    const asked = { Rule: name, EventBusName: bus, NextToken: next };
    const page = await ask('events:ListTargetsByRule', (options) =>
      client.send(new ListTargetsByRuleCommand(asked), options),
    );
    targets.push(...(page.Targets ?? []).map(fromSdk));
    next = page.NextToken;
  }
  return targets;
}

/** Whether a rule is Rolewarden's: by its description, or else by its tags. */
async function isOurs(client: EventBridgeClient, ask: Ask, rule: DescribeRuleResponse): Promise<boolean> {
  if (rule.ManagedBy !== undefined) return false;
  if (rule.Description?.includes(MARK) === true) return true;
  const { Tags } = await ask('events:ListTagsForResource', (options) =>
    client.send(new ListTagsForResourceCommand({ ResourceARN: rule.Arn }), options),
  );
  return (Tags ?? []).some(({ Key }) => Key === 'rolewarden');
}

function absent(thrown: unknown): undefined {
  if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return undefined;
  throw thrown;
}
