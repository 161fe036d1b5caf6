import { mayWrite } from '../../core/action/acting.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import { type RevocationRules, SKEW } from '../../core/action/guards.ts';
import { type Intent, roleWideIntent } from '../../core/action/intent.ts';
import type { ActionRecord, Ledger } from '../../core/action/ledger.ts';
import { whence } from '../../core/event/describe.ts';
import type { StsEvent } from '../../core/event/event.ts';
import { fieldOf, jsonIn } from '../../core/text/json.ts';
import { utc } from '../../core/time/days.ts';
import type { Order } from './revoked.ts';

/** How long it may be tried (ms), if a person approves it at once. */
const PATIENCE = 15 * 60_000;

/** The first sighting by any worker; the proposal follows from it. */
interface Sighted {
  readonly time: number;
  readonly words: string;
}

/**
 * The proposal to end all sessions of the target that were issued up to the call that should not have succeeded. All
 * workers make the same one, since the first sighting counts. Undefined if the configuration no longer lets anything be
 * done to the target.
 */
export async function proposalFor(
  action: ActionRecord,
  event: StsEvent,
  {
    ledger,
    now,
    rules,
  }: {
    readonly ledger: Ledger;
    readonly now: number;
    readonly rules: Pick<RevocationRules, 'mode' | 'isProtected' | 'digest'>;
  },
): Promise<Order | undefined> {
  const { accessKeyId, heldBy, target } = action.intent;
  if (rules.isProtected(target.arn) || !isWanted(action, rules)) return undefined;
  const { time, words } = await firstSighted(action, event, { ledger, now });
  const intent: Intent = { ...roleWideIntent(target, time, rules.digest), accessKeyId, heldBy };
  const { finding } = action;
  return { intent, mode: 'confirm', by: 'rolewarden', finding, notes: [words], deadline: now + PATIENCE };
}

/** What a person should know before approving it. */
export function stepsFor({ target, until }: Intent): readonly string[] {
  const command = `rolewarden revoke --${target.kind} ${target.arn}`;
  return [
    `It ends every session of ${target.kind} ${target.name} issued up to ${utc(until)}, other callers’ included.`,
    `To end those issued up to now instead, or to preview: ${command} [--dry-run]`,
    'If sessions stay active after that, no policy on the role stops them: deny the role by an SCP, and cut off whoever assumes it.',
  ];
}

/** Whether the configuration still allows the action. One that a person ordered needs no permission. */
function isWanted({ finding, intent }: ActionRecord, { mode }: Pick<RevocationRules, 'mode'>): boolean {
  return finding === null || mayWrite(mode(finding, intent.target.accountId));
}

async function firstSighted(
  action: ActionRecord,
  event: StsEvent,
  { ledger, now }: { readonly ledger: Ledger; readonly now: number },
): Promise<Sighted> {
  const name = `lives|${action.actionId}`;
  const seen: Sighted = { time: event.time, words: wordsOf(action, event) };
  await ledger.decide(name, JSON.stringify(seen));
  const first = parse((await ledger.decided(name)) ?? '');
  // a sighting from the future is none: the deny would end sessions that are yet to be issued
  return first === undefined || first.time > now + SKEW ? seen : first;
}

function wordsOf({ actionId, intent }: ActionRecord, { actor, eventName, origin, source, time }: StsEvent) {
  const whose = actor.accessKeyId === intent.accessKeyId ? '' : ', issued before it';
  return `${policyName(actionId)} is in place and was read back, yet ${actor.accessKeyId}${whose} called ${source}:${eventName} ${whence(origin)} at ${utc(time)}, and succeeded: end all sessions`;
}

/** Undefined if it is damaged; only this module writes such text. */
function parse(text: string): Sighted | undefined {
  const value = jsonIn(text);
  const [time, words] = [fieldOf(value, 'time'), fieldOf(value, 'words')];
  return typeof time === 'number' && typeof words === 'string' ? { time, words } : undefined;
}
