import { reasonOf } from '../../core/errors.ts';
import type { Checkpoints, Taken } from '../../core/ports/checkpoints.ts';
import type { Log } from '../../core/ports/ports.ts';
import { pause, pauseAfter } from '../../core/time/waiting.ts';
import type { Pace } from './parts.ts';

/** What a feed is doing at the moment; also told as its health. */
export type Phase = 'begins' | 'stands by' | 'waits for the store' | 'reads' | 'stopped';

/** The stream is ours: its positions, and when it was asked for (`performance.now()`). */
export type Held = Extract<Taken, { readonly kind: 'ours' }> & { readonly asked: number };

interface Standby {
  readonly checkpoints: Checkpoints;
  readonly owner: string;
  readonly end: AbortSignal;
  readonly log: Log;
  readonly pace: Pace;
  readonly phase: (phase: Phase) => boolean;
}

/** Asks for the stream until it is ours; undefined once `end` aborts. Writes one log line for each change of state. */
export async function standBy(options: Standby): Promise<Held | undefined> {
  const { checkpoints, end, log, owner, pace, phase } = options;
  const ask = createAsking(options);
  for (let failures = 0; !end.aborted; ) {
    try {
      const answer = await ask();
      if (typeof answer !== 'number') return answer;
      failures = 0;
      await pause(answer, end);
    } catch (thrown) {
      failures++;
      if (phase('waits for the store')) {
        log.error(
          { reason: reasonOf(thrown) },
          'the store cannot be asked how far the stream was read, and by whom: nothing is read until it can',
        );
      }
      await pause(pauseAfter(failures, pace.first, pace.standby), end);
    }
  }
  // it may be ours after all, if only the answer was lost
  await checkpoints.release(owner).catch(() => {});
  return undefined;
}

/**
 * Asks once: gives the stream, or the milliseconds until it is to be asked for again.
 *
 * A store that has forgotten a stream which another process was reading is left to that process for as long as a lease:
 * it knows how far it has read, and we would begin anew.
 */
function createAsking({ checkpoints, log, owner, pace, phase }: Standby): () => Promise<Held | number> {
  let seen = false;
  let forgotten: number | undefined;
  return async () => {
    const asked = performance.now();
    const lets = seen && (forgotten === undefined || asked - forgotten < pace.lease);
    const taken = await checkpoints.take(owner, pace.lease, lets);
    if (taken.kind === 'ours') return { ...taken, asked };
    if (taken.kind === 'unknown') {
      if (forgotten === undefined) {
        log.warn({}, 'the store has forgotten who reads the stream, and how far: waits for that process');
      }
      forgotten ??= asked;
      return pace.standby;
    }
    seen = true;
    forgotten = undefined;
    if (phase('stands by')) log.info({}, 'another process reads the stream: stands by');
    return Math.min(pace.standby, taken.left + pace.standby / 10);
  };
}
