import type { Context, SQSBatchResponse } from 'aws-lambda';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import type { Fate } from '../../core/ports/delivery.ts';
import type { Log } from '../../core/ports/ports.ts';
import { atMost } from '../../core/time/waiting.ts';
import type { Live } from '../../live.ts';
import type { Emf } from '../emf.ts';
import { takeInTime } from './chunks.ts';
import { type Invocation, readInvocation } from './deliveries.ts';
import type { Line } from './line.ts';

/** Returns what is to be delivered again. The event source mappings of SQS and Kinesis both read this shape. */
export type LambdaHandler = (
  event: unknown,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse | undefined>;

/** Time kept free at the end (ms, and as a part of the whole): an invocation that is cut off gives no answer at all. */
const MARGIN = { most: 5_000, part: 0.2 };
const SETTLE_EVERY = 5_000;

/**
 * Lambda event → deliveries → fates → answer to the source. Throws if something is to be delivered again and the source
 * understands only errors (EventBridge, SNS, CloudWatch Logs, S3), and if the start failed.
 */
export function createHandler(parts: {
  readonly line: Line;
  readonly log: Log;
  readonly emf: Emf;
}): LambdaHandler {
  const { emf, line, log } = parts;
  const settle = createSettling();
  return async (event, context) => {
    const whole = context.getRemainingTimeInMillis();
    const margin = Math.min(MARGIN.most, whole * MARGIN.part);
    const left = () => context.getRemainingTimeInMillis() - margin;
    const invocation = readInvocation(event, context.awsRequestId);
    const { deliveries, kind } = invocation;
    if (kind === 'unknown') {
      log.error({ delivery: context.awsRequestId }, 'an event of no known source; it is read as it is');
    }
    try {
      const live = await started(line, log);
      const fates = await takeInTime(live.take, deliveries, { left, ordered: kind === 'kinesis' });
      // where no events arrive, only the schedule makes this call
      if (kind === 'schedule') await atMost(Math.max(0, left()), live.canary());
      await settle(live, left());
      return answer(invocation, fates, log);
    } finally {
      emf.publish();
      line.rest();
    }
  };
}

async function started(line: Pick<Line, 'get'>, log: Log): Promise<Live> {
  try {
    return await line.get();
  } catch (thrown) {
    const help = thrown instanceof RolewardenError ? { code: thrown.code, remedy: thrown.remedy } : {};
    log.error({ reason: reasonOf(thrown), ...help }, 'the start failed; the next invocation tries again');
    throw thrown;
  }
}

/** Settles actions after deliveries, too: the line's own timer stands still while Lambda freezes the sandbox. */
function createSettling(): (live: Live, ms: number) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async (live, ms) => {
    if (ms <= 0 || performance.now() - last < SETTLE_EVERY) return;
    last = performance.now();
    await atMost(ms, live.settle());
  };
}

function answer({ items, kind }: Invocation, fates: readonly Fate[], log: Log): SQSBatchResponse | undefined {
  const again = fates.flatMap((fate, at) => (fate === 'again' ? [at] : []));
  if (again.length > 0) {
    log.warn({ kind, again: again.length, of: fates.length }, 'not settled; the source delivers it again');
  }
  if (items !== undefined) {
    // for a shard, Lambda goes back to the lowest number that is named: the first is enough
    const named = kind === 'kinesis' ? again.slice(0, 1) : again;
    return {
      batchItemFailures: named.flatMap((at) => {
        const itemIdentifier = items[at];
        return itemIdentifier === undefined ? [] : [{ itemIdentifier }];
      }),
    };
  }
  if (again.length === 0) return undefined;
  throw new RolewardenError(
    'ERR_UNSETTLED',
    `${again.length} of ${fates.length} deliveries are not settled: Lambda is to deliver the event again`,
    'nothing, if it stops by itself; else see the earlier log lines for what is outstanding and why',
  );
}
