import { reasonOf } from '../core/errors.ts';
import type { FeedHealth } from '../core/feed.ts';
import type { Meter } from '../core/meter.ts';
import type { Log } from '../core/ports.ts';
import { codeOf, statusOf } from '../core/waiting.ts';

/** `refused`: somebody has to change rights or names; `throttled`: less would do; `unavailable`: it may pass. */
export type Trouble = 'refused' | 'throttled' | 'unavailable';

/** Whether the queue answers: said once when it stops and once when it is back, counted always. */
export interface Contact {
  failed(thrown: unknown): Trouble;
  worked(): void;
  health(): FeedHealth;
}

/** One refused call among others that work is not an outage. */
const ENOUGH = 3;

export function createContact(parts: {
  readonly name: string;
  readonly meter: Meter;
  readonly log: Log;
}): Contact {
  const { log, meter, name } = parts;
  /** Since when there is no answer, and how it fails; undefined before the first answer and while all is well. */
  let lost: { readonly since: number; readonly trouble: Trouble } | undefined;
  let reached = false;
  let inRow = 0;
  return {
    failed(thrown) {
      const trouble = troubleOf(thrown);
      meter.add('feed_errors', 1, trouble);
      inRow += 1;
      const fields = { trouble, code: codeOf(thrown), reason: reasonOf(thrown) };
      if ((reached && inRow < ENOUGH) || lost?.trouble === trouble) {
        log.debug(fields, `a call to ${name} failed; it is tried again`);
        return trouble;
      }
      lost = { since: lost?.since ?? Date.now(), trouble };
      meter.set('feed_lost', 1);
      log.error(fields, `${name} ${WORDS[trouble]}; it is tried again until it answers`);
      return trouble;
    },
    worked() {
      inRow = 0;
      reached = true;
      if (lost === undefined) return;
      const seconds = Math.round((Date.now() - lost.since) / 1_000);
      lost = undefined;
      meter.set('feed_lost', 0);
      log.info({ seconds }, `${name} answers again`);
    },
    health() {
      if (lost !== undefined) return { ok: false, detail: `${name} ${WORDS[lost.trouble]}` };
      return { ok: reached, detail: reached ? `${name} answers` : `${name} was not reached yet` };
    },
  };
}

const WORDS: Readonly<Record<Trouble, string>> = {
  refused: 'refuses what is asked',
  throttled: 'is asked too often',
  unavailable: 'does not answer',
};

function troubleOf(thrown: unknown): Trouble {
  const status = statusOf(thrown);
  if (status === 429 || /Throttl|TooMany|LimitExceeded|OverLimit|SlowDown/.test(codeOf(thrown)))
    return 'throttled';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unavailable';
}
