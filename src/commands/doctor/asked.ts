import { wrongUsage } from '../../core/errors.ts';
import { targetOf } from '../../core/event/target.ts';
import { regionOf } from '../../environment.ts';
import { regionOfQueue } from '../../feeds/sqs/url.ts';
import type { Desk } from '../acting/acting.ts';
import { lengthOf } from '../acting/words.ts';
import { regionsIn } from '../arguments.ts';
import type { DrillOptions } from './live.ts';
import type { RuleChoice } from './rules.ts';
import { regionOfStream } from './stream.ts';

/** What --regions says. Throws ERR_USAGE. */
export function ruleRegions({
  name,
  regions,
}: {
  readonly name?: string | undefined;
  readonly regions?: string | undefined;
}): readonly string[] {
  if (regions === undefined && name !== undefined) {
    throw wrongUsage('--name goes with --regions', 'name the regions of the rule: --regions us-east-1');
  }
  const named = regionsIn(regions ?? '');
  if (regions === undefined || named.length > 0) return named;
  throw wrongUsage('--regions names no region', 'name the regions of the rule: --regions us-east-1');
}

/** What --queue and --stream say, with the region in which that is. */
export function feedsOf(
  { queue, stream }: { readonly queue?: string | undefined; readonly stream?: string | undefined },
  environment: Desk['environment'],
): Pick<RuleChoice, 'queue' | 'stream'> {
  const here = regionOf(environment);
  return {
    queue: queue === undefined ? undefined : { text: queue, region: regionOfQueue(queue) ?? here },
    stream: stream === undefined ? undefined : { text: stream, region: regionOfStream(stream) ?? here },
  };
}

/** What --live and --wait say. Throws ERR_USAGE. */
export function liveOf(values: {
  readonly live?: string | undefined;
  readonly wait?: string | undefined;
}): DrillOptions | undefined {
  const { live, wait } = values;
  if (live === undefined && wait !== undefined) {
    throw wrongUsage('--wait goes with --live', 'name the drill role: --live ROLE_ARN');
  }
  if (live === undefined) return undefined;
  const target = targetOf(live);
  if (target?.kind === 'role') return { target, wait: lengthOf('--wait', wait ?? '15m') };
  throw wrongUsage(
    `--live cannot be ${JSON.stringify(live)}`,
    'write the ARN of the drill role: arn:aws:iam::111122223333:role/session-drill',
  );
}
