import { parseTarget, type RuleTarget } from './arn.ts';
import { type Flaw, type Sender, unknown, weak, wrong } from './flaw.ts';
import { addPermission } from './needs.ts';
import { ofQueue } from './queue-way.ts';
import { type ActualTarget, RETRIES, TARGET_ID } from './rule.ts';

/** The queue (by its URL) and the stream (by name or ARN) that doctor was told of; undefined if it was not. */
export interface Feeds {
  readonly queue: FeedNamed | undefined;
  readonly stream: FeedNamed | undefined;
}

interface FeedNamed {
  readonly region: string;
  readonly text: string;
}

/** What is wrong with a rule's targets, and where they send. */
export interface Sent {
  readonly flaws: readonly Flaw[];
  readonly to: readonly string[];
  /** The buses among them: a rule there has to pass the events on. */
  readonly buses: readonly RuleTarget[];
}

/** Rolewarden's own target, or else all: a rule that somebody made by hand has another id. */
export async function sentTo(sender: Sender, targets: readonly ActualTarget[], feeds: Feeds): Promise<Sent> {
  const ours = targets.filter(({ id }) => id === TARGET_ID);
  const looked = ours.length > 0 ? ours : targets;
  if (looked.length === 0) {
    const words = `${sender.words} has no target: what it matches goes nowhere`;
    return { flaws: [wrong('rule-target', words, sender.mend)], to: [], buses: [] };
  }
  const flaws: Flaw[] = [];
  const kinds = looked.map((target) => whereTo(target.arn));
  for (const [at, target] of looked.entries()) {
    flaws.push(...(await ofTarget(sender, target, kinds[at], feeds)));
    flaws.push(...(await ofDeadLetters(sender, target)));
  }
  const buses = kinds.filter((kind) => kind !== undefined).filter(({ kind }) => kind === 'bus');
  return { flaws, to: looked.map(goes), buses };
}

/** By a role: whether it may send is not looked at. */
function goes({ arn, roleArn }: ActualTarget): string {
  return roleArn === undefined ? arn : `${arn} (whether ${roleArn} may send there is not looked at)`;
}

function whereTo(arn: string): RuleTarget | undefined {
  try {
    return parseTarget(arn);
  } catch {
    return undefined;
  }
}

async function ofTarget(
  sender: Sender,
  target: ActualTarget,
  goal: RuleTarget | undefined,
  feeds: Feeds,
): Promise<readonly Flaw[]> {
  const words = `${sender.words}: its target ${target.arn}`;
  const flaws: Flaw[] = [];
  if (target.reshaped) {
    const cut = 'is sent a part of the event, or something else (Input, InputPath, InputTransformer)';
    flaws.push(wrong('rule-target', `${words} ${cut}: Rolewarden needs the whole`, sender.mend));
  }
  if (goal === undefined) {
    const not = 'is no standard queue, function, stream or bus';
    return [...flaws, weak('rule-target', `${words} ${not}: nothing here reads it`, sender.mend)];
  }
  const other = elsewhere(goal, feeds);
  if (other !== undefined) flaws.push(wrong('rule-target', `${words} is not ${other}`, sender.mend));
  if (goal.kind === 'function' && target.roleArn === undefined) {
    const not = 'whether its policy lets the rule call it is not looked at';
    return [
      ...flaws,
      unknown('rule-target', `${words}: ${not}`, `if it does not: ${addPermission(sender, goal)}`),
    ];
  }
  if (goal.kind !== 'queue') return flaws;
  const way = { part: 'rule-target', words, arn: target.arn, role: target.roleArn } as const;
  return [...flaws, ...(await ofQueue(way, sender))];
}

/** What was named on the command line instead of this target; undefined if nothing was, in its region. */
function elsewhere(goal: RuleTarget, { queue, stream }: Feeds): string | undefined {
  const { kind, name, region, text } = goal;
  if (kind === 'queue' && queue?.region === region) {
    return isQueue(queue.text, goal) ? undefined : `--queue ${queue.text}`;
  }
  if (kind !== 'stream' || stream?.region !== region) return undefined;
  return stream.text === text || stream.text === name ? undefined : `--stream ${stream.text}`;
}

/** Emulators may write another word in place of the account. */
function isQueue(url: string, { account, name }: RuleTarget): boolean {
  const [, owner = '', itsName] = new URL(url).pathname.split('/');
  return itsName === name && (owner === account || !/^\d{12}$/.test(owner));
}

async function ofDeadLetters(sender: Sender, target: ActualTarget): Promise<readonly Flaw[]> {
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: tries } = RETRIES;
  const { deadLetterArn, maximumAge = age, maximumRetries = tries } = target;
  const early = maximumAge < age || maximumRetries < tries;
  const given = `gives up after ${maximumRetries} retries or ${maximumAge} s`;
  const retries = early
    ? [weak('rule-retries', `${sender.words} ${given}, not ${tries} or ${age}`, sender.mend)]
    : [];
  if (deadLetterArn === undefined) {
    const words = `${sender.words} has no dead-letter queue: what cannot be delivered within ${maximumAge} s is lost`;
    const fix = 'deploy again what made the rule, or provision it with --dlq ARN';
    return [...retries, weak('rule-dlq', words, fix)];
  }
  const words = `${sender.words}: its dead-letter queue ${deadLetterArn}`;
  const way = { part: 'rule-dlq', words, arn: deadLetterArn, role: undefined } as const;
  return [...retries, ...(await ofQueue(way, sender))];
}
