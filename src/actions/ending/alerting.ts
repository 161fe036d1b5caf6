import type { Alert, Sink } from '../../core/action/alert.ts';
import type { AlertLedger, Repeat } from '../../core/action/alert-ledger.ts';
import { faultOf, reasonOf } from '../../core/errors.ts';
import { type Finding, isAtLeast, LEVELS, type Level } from '../../core/finding/finding.ts';
import { isNews } from '../../core/finding/outcomes.ts';
import type { Log } from '../../core/ports/ports.ts';
import { copyOf, type Decision, decisionOf, keepDecision } from './decision.ts';

/** A sink, and the lowest level of the alerts that it is sent. */
export type LevelledSink = Sink & { readonly level: Level };

/** Sends alerts, and keeps what was decided about their findings. */
export interface Alerting {
  /** Sends an alert to every sink that is due. `settled` is false if a sink did not take it: then it must be told again. */
  tell(
    finding: Finding,
    procedure: readonly string[],
    news?: News,
  ): Promise<{ readonly finding: Finding; readonly settled: boolean }>;
  /** Keeps what was decided about a finding while a sink has not taken its alert. */
  keep(finding: Finding, procedure: readonly string[]): Promise<void>;
  /** What was kept about a finding. */
  kept(finding: Finding): Promise<Decision | undefined>;
}

/** What is told about a finding after its first alert. */
export interface News {
  /** Tells it apart from what was told before. */
  readonly turn?: number;
  /** Hears what fails, in place of the usual log: whoever tells the same again and again need not say it every time. */
  readonly log?: Log;
}

/** Asks the shared ledger, or this process’s own. */
type Either = <T>(ask: (from: AlertLedger) => Promise<T>) => Promise<T>;

/** If a worker dies while it sends an alert, another may send it after this time (ms). */
const LEASE = 30_000;
/** Milliseconds for all tries to send one alert to one sink. */
const SEND_LIMIT = 20_000;

/**
 * Sends each alert once to each sink, and one alert for one cause. `ledger` is shared by all workers; `own` belongs to
 * this process and is used while the shared one fails: an alert may then be sent twice, but it is sent.
 */
export function createAlerting(parts: {
  readonly sinks: readonly LevelledSink[];
  readonly ledger: AlertLedger;
  readonly own: AlertLedger;
  readonly log: Log;
}): Alerting {
  const { ledger, own, sinks } = parts;
  const eitherOf =
    (log: Log): Either =>
    async (ask) => {
      try {
        return await ask(ledger);
      } catch (thrown) {
        log.warn({ reason: reasonOf(thrown) }, 'the ledger did not answer: an alert may be sent twice');
        return await ask(own);
      }
    };
  return {
    async tell(finding, procedure, { turn, log = parts.log } = {}) {
      const either = eitherOf(log);
      const due = sinks.filter(({ level }) => isAtLeast(finding.level, level));
      if (due.length === 0) return { finding, settled: true };
      const repeat = await repeatOf(finding, either);
      const told: Finding = { ...finding, repeatOf: repeat.repeatOf };
      const acted = finding.actions.some(({ outcome }) => isNews(outcome));
      if (!repeat.send && !acted) return { finding: told, settled: true };
      if (turn === undefined && (await isTold(told, either)) && !acted)
        return { finding: told, settled: true };
      const alert = { finding: told, more: repeat.more, procedure, effect: effectOf(told, turn) };
      const sent = await Promise.all(due.map((sink) => once(sink, alert, either, log)));
      return { finding: told, settled: sent.every(Boolean) };
    },
    async keep(finding, procedure) {
      const { actions } = finding;
      await eitherOf(parts.log)((from) => keepDecision(from, finding, { actions, procedure })).catch(
        () => {},
      );
    },
    kept: (finding) => eitherOf(parts.log)((from) => decisionOf(from, finding)),
  };
}

/** What an untrusted source says is told apart: whoever writes there must not silence what a trusted one says (ADR 0073). */
const UNTRUSTED = 'untrusted';

async function repeatOf({ cause, id, score, time, trusted }: Finding, either: Either): Promise<Repeat> {
  if (cause === null) return { send: true, repeatOf: null, more: 0 };
  const key = trusted ? cause : `${cause}|${UNTRUSTED}`;
  return either((from) => from.repeat(key, { id, score, time: Date.parse(time) }));
}

/**
 * Whether this level was told for another copy of the call, or a higher one for any: then it is not told again. Every
 * trusted copy ranks above every other.
 */
async function isTold(finding: Finding, either: Either): Promise<boolean> {
  const rank = LEVELS.indexOf(finding.level) + (finding.trusted ? LEVELS.length : 0);
  return !(await either((from) => from.leads(finding.id, { rank, copy: copyOf(finding) })));
}

/** A key for what an alert says, whatever its wording. */
function effectOf({ actions, id, level, trusted }: Finding, turn: number | undefined): string {
  const done = actions.map((one) => `${one.actionId ?? ''}:${one.outcome}`);
  return [id, level, ...done, ...(turn === undefined ? [] : [turn]), ...(trusted ? [] : [UNTRUSTED])].join(
    '|',
  );
}

/** Sends an alert to one sink. True once the sink has it, from us or from another worker. */
async function once(sink: Sink, alert: Alert, either: Either, log: Log): Promise<boolean> {
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
