import { codeOf, reasonOf } from '../../core/errors.ts';
import type { FeedHealth } from '../../core/ports/feed.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { lacksLogin, type Trouble, troubleOf } from '../../core/ports/trouble.ts';

/** The kinds of calls. One can be refused while the others work, since each has its own permission. */
export type CallKind = 'receive' | 'delete' | 'extend';

/**
 * Whether the queue answers. Logs once when a step stops working and once when it works again; counts every failure.
 */
export interface Contact {
  failed(step: CallKind, thrown: unknown): Trouble;
  worked(step: CallKind): void;
  health(): FeedHealth;
}

/** So many failures of a step in a row are an outage, or a single one if nothing has worked yet. */
const ENOUGH = 3;

/** `name` is how the queue is called in the log and in `health`. */
export function createContact(parts: {
  readonly name: string;
  readonly meter: Meter;
  readonly log: Log;
}): Contact {
  const { log, meter, name } = parts;
  const lost = new Map<
    CallKind,
    { readonly since: number; readonly trouble: Trouble; readonly said: string }
  >();
  const inRow = new Map<CallKind, number>();
  let reached = false;
  return {
    failed(step, thrown) {
      const trouble = troubleOf(thrown);
      meter.add('feed_errors', 1, trouble);
      const times = (inRow.get(step) ?? 0) + 1;
      inRow.set(step, times);
      const before = lost.get(step);
      const fields = { step, trouble, code: codeOf(thrown), reason: reasonOf(thrown) };
      if ((reached && times < ENOUGH) || before?.trouble === trouble) {
        log.debug(fields, `a call to ${name} failed; it is tried again`);
        return trouble;
      }
      const said = lacksLogin(thrown)
        ? 'cannot be asked: the process has no AWS credentials'
        : WORDS[trouble];
      lost.set(step, { since: before?.since ?? performance.now(), trouble, said });
      meter.set('feed_lost', 1);
      log.error(fields, `${name} ${said}; it is tried again until it answers`);
      return trouble;
    },
    worked(step) {
      reached = true;
      inRow.set(step, 0);
      const before = lost.get(step);
      if (before === undefined) return;
      lost.delete(step);
      meter.set('feed_lost', lost.size > 0 ? 1 : 0);
      log.info(
        { step, seconds: Math.round((performance.now() - before.since) / 1_000) },
        `${name} answers again`,
      );
    },
    health() {
      const [first] = lost;
      if (first === undefined) {
        return { ok: reached, detail: reached ? `${name} answers` : `${name} was not reached yet` };
      }
      const [step, { said }] = first;
      return { ok: false, detail: `${step}: ${name} ${said}` };
    },
  };
}

const WORDS: Readonly<Record<Trouble, string>> = {
  refused: 'refuses what is asked',
  throttled: 'is asked too often',
  unavailable: 'does not answer',
};
