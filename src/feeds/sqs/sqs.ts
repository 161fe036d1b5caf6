import { setMaxListeners } from 'node:events';
import { codeOf, RolewardenError } from '../../core/errors.ts';
import type { Feed } from '../../core/ports/feed.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { pause } from '../../core/time/waiting.ts';
import { createContact } from './contact.ts';
import { createFlights } from './flights.ts';
import { keepLeases } from './leases.ts';
import { retryPause, SQS_PACE, type SqsPace } from './pace.ts';
import { openQueue, type QueueFacts, type SqsQueue } from './queue.ts';
import { abandoned, judging, type Run, receiving } from './run.ts';
import { createSettling } from './settling.ts';

/** What an SQS feed needs. */
export interface SqsFeedOptions {
  /** The queue's URL. */
  readonly queue: string;
  /** Where calls are sent, if not to the URL's host. */
  readonly endpoint?: string | undefined;
  readonly meter: Meter;
  readonly log: Log;
  readonly pace?: Partial<SqsPace>;
}

const MISSING = /^(?:QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue|InvalidAddress)$/;

/** Polls an SQS queue and extends the leases of messages until they are settled. Throws ERR_USAGE for a wrong URL. */
export function createSqsFeed(options: SqsFeedOptions): Feed {
  const { endpoint, log, meter } = options;
  const pace = { ...SQS_PACE, ...options.pace };
  const queue = openQueue(options.queue, endpoint);
  const contact = createContact({ name: `queue ${queue.name}`, meter, log });
  let last = performance.now();
  const progress = () => {
    last = performance.now();
  };
  return {
    async run({ abandon, stop, take }) {
      setMaxListeners(0, stop, abandon);
      progress();
      const facts = await reach({ queue, contact, pace, log, progress }, stop);
      if (facts === undefined) return { abandoned: 0 };
      const { most, mostBytes } = pace;
      const flights = createFlights({ most, mostBytes, meter, signals: [stop, abandon] });
      const shared = { queue, flights, contact, signal: abandon };
      const leases = keepLeases({ ...shared, log, visibility: facts.visibility, hold: pace.hold });
      const settling = createSettling({ ...shared, again: pace.again });
      const run: Run = { queue, facts, contact, flights, leases, settling, pace, progress };
      for (let n = 0; n < pace.batches; n++) void judging(run, take, stop);
      await Promise.all(Array.from({ length: pace.receivers }, () => receiving(run, stop)));
      // stopped: what nobody here has begun to judge, others can judge at once
      await settling.giveBack(flights.unjudged());
      await flights.empty(abandon);
      return { abandoned: await abandoned(run) };
    },
    health() {
      const stuck = performance.now() - last > pace.stuck;
      return stuck
        ? { ok: false, detail: 'nothing is judged any more, or received', stuck }
        : contact.health();
    },
    close: () => queue.close(),
  };
}

/**
 * Asks for the queue's settings until it answers; undefined if stopped first. Throws ERR_AWS if there is no such queue.
 */
async function reach(
  parts: Pick<Run, 'queue' | 'contact' | 'pace' | 'progress'> & { readonly log: Log },
  stop: AbortSignal,
): Promise<QueueFacts | undefined> {
  const { contact, log, pace, progress, queue } = parts;
  for (let tries = 0; !stop.aborted; tries++) {
    try {
      const facts = await queue.facts(stop);
      contact.worked('receive');
      if (!facts.deadLetters) {
        log.warn(
          { queue: facts.arn },
          'the queue has no dead-letter queue: a message that never settles is redelivered until it expires',
        );
      }
      return facts;
    } catch (cause) {
      if (stop.aborted) return undefined;
      if (MISSING.test(codeOf(cause))) throw missing(queue, cause);
      progress();
      await pause(retryPause(contact.failed('receive', cause), tries, pace), stop);
    }
  }
  return undefined;
}

function missing(queue: SqsQueue, cause: unknown): RolewardenError {
  return new RolewardenError(
    'ERR_AWS',
    `there is no queue ${queue.name} at this URL`,
    'check account, region and name: `aws sqs get-queue-url --queue-name NAME` prints the URL',
    { cause },
  );
}
