import type { Alert, Sink } from '../core/alert.ts';
import { faultOf, reasonOf } from '../core/errors.ts';
import { type Finding, LEVELS, type Level } from '../core/finding.ts';
import type { AlertLedger, Repeat } from '../core/ledger.ts';
import type { Log } from '../core/ports.ts';
import { copyOf, type Decision, decisionOf, keepDecision } from './decision.ts';

/** A sink, and the lowest level that it is sent. */
export type LevelledSink = Sink & { readonly level: Level };

export interface Alerting {
  /**
   * Sends what is due. `settled` is false if a sink did not take it: the delivery must come again. `turn`: tells what
   * happens to one finding a second time from what was told of it before.
   */
  tell(
    finding: Finding,
    procedure: readonly string[],
    turn?: number,
  ): Promise<{ readonly finding: Finding; readonly settled: boolean }>;
  /** Keeps what was decided of a finding that a sink has not heard of yet. */
  keep(finding: Finding, procedure: readonly string[]): Promise<void>;
  /** What was kept of it. */
  kept(finding: Finding): Promise<Decision | undefined>;
}

/** A worker that dies while it sends leaves the alert to another after this time. */
const LEASE = 30_000;
/** All tries of one sink for one alert. */
const SEND_LIMIT = 20_000;

/** What has happened, and must not be held back as one more of the same. */
const TELLING: ReadonlySet<string> = new Set([
  'applied',
  'pending',
  'failed',
  'retrying',
  'rewritten',
  'tampered',
]);

/**
 * Alerts: each once to each sink, one for one cause. `ledger` is shared; `own` is the process's, for when the shared
 * one cannot be asked: alerts then may come twice, but they come.
 */
export function createAlerting(parts: {
  readonly sinks: readonly LevelledSink[];
  readonly ledger: AlertLedger;
  readonly own: AlertLedger;
  readonly log: Log;
}): Alerting {
  const { ledger, own, sinks } = parts;
  const either = async <T>(ask: (from: AlertLedger) => Promise<T>): Promise<T> => {
    try {
      return await ask(ledger);
    } catch (thrown) {
      parts.log.warn({ reason: reasonOf(thrown) }, 'the ledger did not answer: an alert may come twice');
      return await ask(own);
    }
  };
  return {
    async tell(finding, procedure, turn) {
      const due = sinks.filter(({ level }) => LEVELS.indexOf(finding.level) >= LEVELS.indexOf(level));
      if (due.length === 0) return { finding, settled: true };
      const repeat = await repeatOf(finding, either);
      const told: Finding = { ...finding, repeatOf: repeat.repeatOf };
      const acted = finding.actions.some(({ outcome }) => TELLING.has(outcome));
      if (!repeat.send && !acted) return { finding: told, settled: true };
      if (turn === undefined && (await isTold(told, either)) && !acted)
        return { finding: told, settled: true };
      const alert = { finding: told, more: repeat.more, procedure, effect: effectOf(told, turn) };
      const sent = await Promise.all(due.map((sink) => once(sink, alert, either, parts.log)));
      return { finding: told, settled: sent.every(Boolean) };
    },
    async keep(finding, procedure) {
      const { actions } = finding;
      await either((from) => keepDecision(from, finding, { actions, procedure })).catch(() => {});
    },
    kept: (finding) => either((from) => decisionOf(from, finding)),
  };
}

async function repeatOf(
  { cause, id, score, time }: Finding,
  either: <T>(ask: (from: AlertLedger) => Promise<T>) => Promise<T>,
): Promise<Repeat> {
  if (cause === null) return { send: true, repeatOf: null, more: 0 };
  return either((from) => from.repeat(cause, { id, score, time: Date.parse(time) }));
}

/** Whether another copy of the same call was told at the level, or any at a higher one: it is sent again only if its level rose. */
async function isTold(
  finding: Finding,
  either: <T>(ask: (from: AlertLedger) => Promise<T>) => Promise<T>,
): Promise<boolean> {
  const rank = LEVELS.indexOf(finding.level);
  return !(await either((from) => from.leads(finding.id, { rank, copy: copyOf(finding) })));
}

/** What an alert tells, whatever its words. */
function effectOf({ actions, id, level }: Finding, turn: number | undefined): string {
  const done = actions.map((one) => `${one.actionId ?? ''}:${one.outcome}`);
  return [id, level, ...done, ...(turn === undefined ? [] : [turn])].join('|');
}

/** Whether the sink has the alert, from us or from another. */
async function once(
  sink: Sink,
  alert: Alert,
  either: <T>(ask: (from: AlertLedger) => Promise<T>) => Promise<T>,
  log: Log,
): Promise<boolean> {
  const { id } = alert.finding;
  const effect = `${sink.name}|${alert.effect}`;
  const [claim] = await either((from) => from.claim([effect], LEASE));
  if (claim?.kind === 'done') return true;
  if (claim?.kind !== 'yours') return false;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error('no answer in time')), SEND_LIMIT);
  try {
    await sink.send(alert, limit.signal);
  } catch (thrown) {
    log.error(
      { sink: sink.name, finding: id, ...faultOf(thrown) },
      'an alert was not sent; it is tried again',
    );
    await either((from) => from.release(effect, claim.fence)).catch(() => {});
    return false;
  } finally {
    clearTimeout(timer);
  }
  await either((from) => from.finish(effect, claim.fence)).catch(() => {});
  return true;
}
