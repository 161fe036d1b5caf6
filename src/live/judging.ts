import type { Analyzer } from '../analyzer.ts';
import { reasonOf } from '../core/errors.ts';
import type { Finding } from '../core/finding/finding.ts';
import type { Delivery, DeliveryOutcome } from '../core/ports/delivery.ts';
import type { Meter } from '../core/ports/meter.ts';
import type { KeptFindings, Log } from '../core/ports/ports.ts';
import { measure } from './measuring.ts';

/** What judging deliveries needs. */
export interface JudgingParts {
  readonly analyzer: Analyzer;
  /** Where findings are kept for people; undefined without a store that they could ask. */
  readonly findings: KeptFindings | undefined;
  readonly meter: Meter;
  readonly log: Log;
}

/** A delivery, and what came of it; undefined for one that cannot be judged. */
export interface Judged {
  readonly delivery: Delivery;
  readonly outcome: DeliveryOutcome | undefined;
}

/**
 * Judges deliveries together. If that fails, each is judged alone, so that one which cannot be judged does not hold up
 * the others. Never throws.
 */
export async function judgeAll(
  parts: JudgingParts,
  deliveries: readonly Delivery[],
): Promise<readonly Judged[]> {
  try {
    const outcomes = await judge(parts, deliveries);
    return deliveries.map((delivery, at) => ({ delivery, outcome: outcomes[at] }));
  } catch (thrown) {
    const reason = reasonOf(thrown);
    const [one, another] = deliveries;
    if (one === undefined) return [];
    if (another === undefined) {
      parts.log.error({ reason, delivery: one.id }, 'a delivery cannot be judged; it is redelivered');
      return [{ delivery: one, outcome: undefined }];
    }
    const words = 'a batch cannot be judged; its deliveries are judged one by one';
    parts.log.error({ reason, deliveries: deliveries.length }, words);
  }
  const judged: Judged[] = [];
  for (const delivery of deliveries) judged.push(...(await judgeAll(parts, [delivery])));
  return judged;
}

async function judge(
  parts: JudgingParts,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryOutcome[]> {
  const started = performance.now();
  const outcomes = await parts.analyzer.analyze(deliveries);
  measure(parts.meter, outcomes, (performance.now() - started) / 1_000);
  await keep(
    parts,
    outcomes.flatMap(({ findings }) => findings),
  );
  return outcomes;
}

/** Keeps findings for people to look up. If the store fails, nothing waits for it: they are not kept. */
async function keep({ findings: kept, log }: JudgingParts, findings: readonly Finding[]): Promise<void> {
  for (const finding of findings) log.debug({ finding }, 'finding');
  try {
    if (findings.length > 0) await kept?.keep(findings);
  } catch (thrown) {
    log.debug({ reason: reasonOf(thrown), findings: findings.length }, 'findings were not kept');
  }
}
