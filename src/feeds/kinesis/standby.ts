import { reasonOf } from '../../core/errors.ts';
import type { Checkpoints, Taken } from '../../core/ports/checkpoints.ts';
import type { Log } from '../../core/ports/ports.ts';
import { pause, pauseAfter } from '../../core/time/waiting.ts';
import type { Pace } from './parts.ts';

/** What a feed is doing at the moment; also told as its health. */
export type Phase = 'begins' | 'stands by' | 'waits for the store' | 'reads' | 'stopped';

/** The stream is ours: its positions, and when it was asked for (`performance.now()`). */
export type Held = Extract<Taken, { readonly kind: 'ours' }> & { readonly asked: number };

/** Asks for the stream until it is ours; undefined once `end` aborts. Writes one log line for each change of state. */
export async function standBy(options: {
  readonly checkpoints: Checkpoints;
  readonly owner: string;
  readonly end: AbortSignal;
  readonly log: Log;
  readonly pace: Pace;
  readonly phase: (phase: Phase) => boolean;
}): Promise<Held | undefined> {
  const { checkpoints, end, log, owner, pace, phase } = options;
  for (let failures = 0; !end.aborted; ) {
    const asked = performance.now();
    try {
      const taken = await checkpoints.take(owner, pace.lease);
      if (taken.kind === 'ours') return { ...taken, asked };
      failures = 0;
      if (phase('stands by')) log.info({}, 'another process reads the stream: stands by');
      await pause(Math.min(pace.standby, taken.left + pace.standby / 10), end);
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
