import { type EnvelopeName, wrap } from '../../scripts/wrap.ts';
import { NO_METER } from '../../src/core/ports/meter.ts';
import type { Live } from '../../src/live.ts';
import { createHandler } from '../../src/run/lambda/handler.ts';
import { createLog } from '../../src/run/log.ts';
import type { Entrant } from './contest.ts';

const SOURCES = {
  SQS: 'sqs-eventbridge',
  Kinesis: 'kinesis-eventbridge',
  EventBridge: 'eventbridge',
} as const satisfies Readonly<Record<string, EnvelopeName>>;

/** The Lambda handler in this process, without its metrics: one invocation a batch, as the runtime has parsed it. */
export function throughHandler(
  live: Live,
  how: Pick<Entrant, 'cells' | 'size' | 'attacks'> & { readonly source: keyof typeof SOURCES },
): Entrant {
  const { source, ...rest } = how;
  const line = { get: async () => live, rest() {} };
  const emf = { meter: NO_METER, publish() {} };
  const handler = createHandler({ line, log: createLog('silent'), emf });
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };
  return {
    ...rest,
    pack: (records) => JSON.parse(JSON.stringify(wrap(SOURCES[source], records))),
    async take(event) {
      const answer = await handler(event, context);
      if ((answer?.batchItemFailures.length ?? 0) > 0) throw new Error('a batch came back');
    },
  };
}
