import { reasonOf, storeFailed } from '../core/errors.ts';
import type { StsEvent } from '../core/event/event.ts';
import { type Meter, NO_METER } from '../core/ports/meter.ts';
import type { Lessons, Log, Recalled, RecallRequest, Store } from '../core/ports/ports.ts';
import { iso } from '../core/time/days.ts';
import { createOutage, type OutageNews, type StoreStep } from './outage.ts';

/** What the store said to one request, or why it could not. */
export type Remembered =
  | { readonly request: RecallRequest; readonly recalled: Recalled }
  | { readonly request: RecallRequest; readonly lost: string };

/**
 * The line's dealings with its store: what fails is announced once, counted, and never stops the line unless strict.
 */
export interface Keeping {
  recall(request: RecallRequest): Promise<Remembered>;
  /** Teaches what events showed: nothing where recall failed. */
  learn(events: readonly StsEvent[], remembered: Remembered, lessons: Lessons): Promise<void>;
  close(): Promise<void>;
}

/** `strict`: a failure is thrown as ERR_STORE_UNAVAILABLE, for a caller that can begin again, as a replay can. */
export function createKeeping(parts: {
  readonly store: Store;
  readonly log: Log;
  readonly meter?: Meter | undefined;
  readonly strict?: boolean;
}): Keeping {
  const { store, log, meter = NO_METER, strict = false } = parts;
  const outage = createOutage();
  const lost = createLostTime(meter);
  const failed = (step: StoreStep, reason: string, events: readonly StsEvent[], unlearned: number) => {
    const from = events.reduce((first, { time }) => Math.min(first, time), Number.POSITIVE_INFINITY);
    const to = events.reduce((last, { time }) => Math.max(last, time), Number.NEGATIVE_INFINITY);
    const degraded = step === 'learn' ? 0 : events.length;
    log.debug({ step, reason, events: events.length, unlearned }, 'the store failed a batch');
    meter.add('store_errors', 1, step);
    meter.add('degraded_events', degraded);
    meter.add('unlearned', unlearned);
    lost.goesOn();
    announce(log, outage.failed(step, reason, { from, to, degraded, unlearned }));
  };
  const worked = (steps: readonly StoreStep[]) => {
    for (const step of steps) {
      const news = outage.worked(step);
      if (news !== undefined) lost.ends();
      announce(log, news);
    }
  };
  const teach = async (events: readonly StsEvent[], lessons: Lessons) => {
    const { sightings, sessions } = lessons;
    try {
      await store.learn(lessons);
    } catch (thrown) {
      if (strict) throw storeFailed(thrown);
      return failed('learn', reasonOf(thrown), events, sightings.length);
    }
    if (sightings.length + sessions.length > 0) worked(['recall', 'learn']);
  };
  return {
    async recall(request) {
      try {
        return { request, recalled: await store.recall(request) };
      } catch (thrown) {
        if (strict) throw storeFailed(thrown);
        return { request, lost: reasonOf(thrown) };
      }
    },
    async learn(events, remembered, { sightings, sessions }) {
      if ('lost' in remembered) return failed('recall', remembered.lost, events, sightings.length);
      const { request, recalled } = remembered;
      // A store may answer from what it has read: only what was written shows that it can be asked.
      if (recalled.partial) failed('marks', 'marks could not be written', events, 0);
      else if (request.marks.length > 0) worked(['recall', 'marks']);
      await teach(events, { sightings, sessions });
    },
    async close() {
      announce(log, outage.end());
      await store.close();
    },
  };
}

/** Measures how long the store is lost, a little more at each failure. */
function createLostTime(meter: Meter): { goesOn(): void; ends(): void } {
  let since: number | undefined;
  const count = () => {
    const now = performance.now();
    meter.add('degraded_seconds', since === undefined ? 0 : (now - since) / 1_000);
    since = now;
  };
  return {
    goesOn() {
      meter.set('store_lost', 1);
      count();
    },
    ends() {
      count();
      meter.set('store_lost', 0);
      since = undefined;
    },
  };
}

const LOST: Readonly<Record<StoreStep, string>> = {
  recall: 'the store is lost: rules that need histories answer unknown, and nothing is learned',
  marks: 'the store accepts no marks, it may be full: other consumers see less of the last day',
  learn: 'the store accepts no habits: what is usual is not learned',
};

function announce(log: Log, news: OutageNews | undefined): void {
  if (news === undefined) return;
  if (news.kind === 'lost') {
    const { step, reason } = news;
    log.error({ step, reason }, LOST[step]);
    return;
  }
  const { kind, degraded, unlearned, from, to } = news;
  // to the next whole second: `replay --to` leaves out what is at it
  const gap = { from: iso(from), to: iso(Math.floor(to / 1_000) * 1_000 + 1_000) };
  const state = kind === 'back' ? 'the store is back' : 'the store is still lost at the end';
  log.warn({ degraded, unlearned, ...gap }, `${state}: replay the gap to restore it`);
}
