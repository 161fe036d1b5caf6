import type { Fault, Seen } from '../../test/support/aws-faults.ts';
import type { Told } from './story.ts';

/** A blow that a run has dealt, and when. `away`: a worker says that Redis did not answer it in time. */
export interface Dealt {
  readonly kind: 'kill' | 'loss' | 'away';
  readonly at: number;
}

/** What was heard of one event. */
export interface Alarm {
  readonly told: Told;
  /** A critical finding of which nobody was told, or whose end nobody was told. */
  readonly missing: boolean;
  /** An alert says that a person has to act. */
  readonly handedOver: boolean;
}

/** How a finding of each kind must end, in the words of its alerts. Quiet and denied ones need not alert. */
const ENDS: Readonly<Record<Told['kind'], readonly string[]>> = {
  revoke: ['applied', 'pending', 'failed'],
  'protected-tag': ['refused'],
  'protected-config': ['refused'],
  'not-opted-in': ['pending'],
  old: ['refused'],
  denied: [],
  quiet: [],
};

/** A revocation of an old event may have been begun when it was new: without Redis no worker can tell. */
const UNREAD: readonly string[] = ['refused', 'failed'];

/** What was heard of every event that had to be heard of. */
export function alarmsOf(
  alerts: readonly string[],
  events: readonly Told[],
  dealt: readonly Dealt[],
): readonly Alarm[] {
  const unread = dealt.some(({ kind }) => kind === 'away' || kind === 'loss');
  const heard = new Map<string, string[]>();
  for (const text of alerts) {
    const { id, outcomes } = read(text);
    heard.set(id, [...(heard.get(id) ?? []), outcomes]);
  }
  return events
    .filter(({ kind }) => kind !== 'quiet')
    .map((told) => {
      const said = heard.get(told.id) ?? [];
      const ends = told.kind === 'old' && unread ? UNREAD : ENDS[told.kind];
      return {
        told,
        missing: ends.length > 0 && !said.some((outcomes) => ends.some((end) => outcomes.includes(end))),
        handedOver: said.some((outcomes) => /pending|failed/.test(outcomes)),
      };
    });
}

/** Why an alert was sent that says the same of the same finding as one before. */
export type Why = 'answer lost' | 'kill' | 'loss' | 'away' | 'nothing';

/**
 * Every alert that AWS took once more, and why: the answer to the one before was lost, or else, between the two, a
 * worker was killed, or Redis was emptied or did not answer.
 */
export function repeatsOf(
  seen: readonly Seen[],
  dealt: readonly Dealt[],
): readonly { readonly id: string; readonly why: Why }[] {
  const taken = new Map<string, { readonly id: string; readonly calls: Seen[] }>();
  for (const call of seen) {
    if (call.action !== 'Publish' || !TAKEN.has(call.fault)) continue;
    const message = JSON.parse(new URLSearchParams(call.body).get('Message') ?? '{}');
    const { id, outcomes } = read(String(message.sqs));
    const same = taken.get(`${id} ${outcomes}`) ?? { id, calls: [] };
    taken.set(`${id} ${outcomes}`, { id, calls: [...same.calls, call] });
  }
  return [...taken.values()].flatMap(({ calls, id }) => {
    const inOrder = calls.sort((a, b) => a.at - b.at);
    return inOrder.slice(1).map((again, at) => ({ id, why: whyOf(inOrder[at], again, dealt) }));
  });
}

/** With these AWS has it all the same. */
const TAKEN: ReadonlySet<Fault | undefined> = new Set([undefined, 'then-reset', 'then-hang', 'slow']);
const LOST: ReadonlySet<Fault | undefined> = new Set(['then-reset', 'then-hang']);

/** Whether AWS has done what the call asked, and the caller does not know: by a fault, or since it waited too long. */
export function isUnheard({ fault, unheard }: Pick<Seen, 'fault' | 'unheard'>): boolean {
  return LOST.has(fault) || (TAKEN.has(fault) && unheard === true);
}

/** What happens while an alert is on its way counts: the claim comes before it. */
const SENDING = 5_000;

function whyOf(before: Seen | undefined, again: Seen, dealt: readonly Dealt[]): Why {
  if (before === undefined || isUnheard(before)) return 'answer lost';
  const between = dealt.filter(({ at }) => before.at - SENDING <= at && at <= again.at);
  const kinds = ['loss', 'kill', 'away'] as const;
  return kinds.find((kind) => between.some((one) => one.kind === kind)) ?? 'nothing';
}

/** An alert's finding, and what it says became of it. */
export function read(alert: string): { readonly id: string; readonly outcomes: string } {
  const { actions = [], id, level } = JSON.parse(alert);
  const outcomes = Array.isArray(actions) ? actions.map((action) => String(action?.outcome)) : [];
  return { id: String(id), outcomes: [String(level), ...outcomes].join(' ') };
}
