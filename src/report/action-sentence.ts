import type { Finding } from '../core/finding/finding.ts';
import type { ActionOutcome } from '../core/finding/outcomes.ts';
import { encodeText } from './encode.ts';
import { short } from './words.ts';

const WORDS: Readonly<Record<ActionOutcome, string>> = {
  'would-apply': 'would have been applied',
  'would-wait': 'would have waited for approval',
  'would-refuse': 'would have been refused',
  applied: 'done',
  pending: 'waiting for approval',
  refused: 'not done',
  rewritten: 'was tampered with, and restored by Rolewarden',
  tampered: 'was tampered with, and is not in force',
  retrying: 'not done yet, will be retried',
  failed: 'failed',
  impossible: 'cannot be done by a policy',
  advised: 'needs a person',
};

const WORDS_OF: ReadonlyMap<string, string> = new Map(Object.entries(WORDS));

/** An action in words: what was done, or would have been. */
export function actionSentence({
  action,
  actionId,
  detail,
  mode,
  outcome,
}: Finding['actions'][number]): string {
  const id = actionId === null ? '' : ` ${short(actionId)}`;
  const words = WORDS_OF.get(outcome) ?? short(outcome);
  // some details begin with the same words
  const rest = detail?.startsWith(`${words}: `) ? detail.slice(words.length + 2) : detail;
  const about = rest === null ? '' : `: ${encodeText(rest, 400)}`;
  return `${short(action)}${id} ${words} (${modeWords(mode, outcome)})${about}`;
}

/** Who acts. Of what cannot be done by a policy the detail says why. */
function modeWords(mode: string, outcome: string): string {
  if (mode === 'person') return 'a person’s order';
  if (mode !== 'by-hand') return short(mode);
  return outcome === 'advised' ? 'by hand, as the record names no new session' : 'by hand';
}

/** Whether what is said of an action is ours to the last word, every value in it checked: others may quote the event. */
export function isOurs({ outcome }: Finding['actions'][number]): boolean {
  return outcome === 'advised';
}
