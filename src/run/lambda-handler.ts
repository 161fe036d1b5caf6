import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { Fate } from '../core/delivery.ts';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { atMost } from '../core/waiting.ts';
import type { Live } from '../live.ts';
import type { Emf } from './emf.ts';
import { takeInTime } from './lambda-chunks.ts';
import { type Invocation, readInvocation } from './lambda-deliveries.ts';
import type { Line } from './lambda-line.ts';

/** `SQSBatchResponse` is also what a shard's mapping reads: what it is to deliver again. */
export type LambdaHandler = (
  event: unknown,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse | undefined>;

/** Kept free at the end of an invocation, to answer in: an invocation that is cut off loses all of its fates. */
const MARGIN = { most: 5_000, part: 0.2 };
const SETTLE_EVERY = 5_000;

/**
 * Lambda event → deliveries → fates → what the source must be told. Throws where the source only understands an
 * error: for what has to come again from EventBridge, SNS, CloudWatch Logs and S3, and for a start that failed.
 */
export function createHandler(parts: {
  readonly line: Line;
  readonly log: Log;
  readonly emf: Emf;
}): LambdaHandler {
  const { emf, line, log } = parts;
  const settle = createSettling(log);
  return async (event, context) => {
    const whole = context.getRemainingTimeInMillis();
    const margin = Math.min(MARGIN.most, whole * MARGIN.part);
    const left = () => context.getRemainingTimeInMillis() - margin;
    const invocation = readInvocation(event, context.awsRequestId);
    const { deliveries, kind } = invocation;
    if (kind === 'unknown') {
      log.error(
        { delivery: context.awsRequestId },
        'an event of no source that is known; it is read as it is',
      );
    }
    try {
      const live = await started(line, log);
      const fates = await takeInTime(live.take, deliveries, { left, ordered: kind === 'kinesis' });
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

/** The line's own timer stands still while Lambda freezes the sandbox: so what waits is settled after deliveries too. */
function createSettling(log: Log): (live: Live, ms: number) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async (live, ms) => {
    if (ms <= 0 || performance.now() - last < SETTLE_EVERY) return;
    last = performance.now();
    const settled = live.settle().catch((thrown: unknown) => {
      log.warn({ reason: reasonOf(thrown) }, 'actions were not settled; tried again');
    });
    await atMost(ms, settled);
  };
}

function answer({ items, kind }: Invocation, fates: readonly Fate[], log: Log): SQSBatchResponse | undefined {
  const again = fates.flatMap((fate, at) => (fate === 'again' ? [at] : []));
  if (again.length > 0) {
    log.warn({ kind, again: again.length, of: fates.length }, 'not settled; the source delivers it again');
  }
  if (items !== undefined) {
    // a shard goes back to the lowest number that is named: the first is all that it needs
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
    'nothing, if it ends by itself; else the log says before what is owed and why',
  );
}
