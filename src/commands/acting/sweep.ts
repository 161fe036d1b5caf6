import type { Recorded, Swept } from '../../actions/ending/sweep.ts';
import type { ActionNews } from '../../actions/following/owed.ts';
import { digest } from '../../app.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { revocationRules } from '../../config/revocation-rules.ts';
import { grouped } from '../../core/collections/grouped.ts';
import { wrongUsage } from '../../core/errors.ts';
import { targetKey } from '../../core/event/target.ts';
import { COMMON, defineCommand } from '../command.ts';
import { atDesk, type Desk, FORMAT_HELP, UNCLEAR } from './acting.ts';
import { note, opened } from './sweep-ledger.ts';
import { jsonOf, settledJson, settledWords, wordsOf } from './sweep-words.ts';
import { safe } from './words.ts';

const OPTIONS = {
  ...COMMON,
  format: { type: 'string' },
  'dry-run': { type: 'boolean' },
  emf: { type: 'boolean' },
} as const;

export const sweepCommand = defineCommand({
  name: 'sweep',
  options: OPTIONS,
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden sweep [options]

For cron or EventBridge Scheduler, once an hour. In every account in reach it removes the policies whose sessions have
all ended (12 h 15 min after the cut-off, 36 h 15 min for users) and those that were undone and came back; verifies
recent revocations, restores once what somebody removed, and drops what nobody decided while the session was active;
and reports drift: a policy without a record, a record without its policy, a foreign policy. Only policies that are
exactly what Rolewarden wrote are ever removed. Without the store it only removes what has expired.

  --dry-run              say what would be removed, and the drift; changes, verifies and restores nothing
  --emf                  drift and failures also on stdout, at the end, in CloudWatch's embedded metric format
${FORMAT_HELP}
Exit status: 0 done, drift or not; 1 something failed, or was removed again and is left to people; 2 wrong
usage or configuration. One closing line on stderr.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('sweep takes no words', 'run `rolewarden sweep --help`');
    const emf = values.emf === true;
    if (emf && values['dry-run'] === true) {
      throw wrongUsage(
        '--emf does not go with --dry-run',
        'leave one of them out: a dry run settles nothing, so its numbers could end an alarm',
      );
    }
    return atDesk(values, surroundings, (desk) =>
      sweepAll(desk, { dryRun: values['dry-run'] === true, emf }),
    );
  },
});

interface SweepOptions {
  readonly dryRun: boolean;
  readonly emf: boolean;
}

async function sweepAll(desk: Desk, { dryRun, emf }: SweepOptions): Promise<number> {
  const { link, recorded } = await opened(desk);
  const { findings, unread } = await sweepAccounts(desk, recorded, dryRun);
  (await import('./search.ts')).sayUnread('NOT swept', unread);
  let unsettled = 0;
  if (typeof link !== 'string' && !dryRun) {
    const noted = await note(desk, link, findings);
    unsettled = (await settle(desk, link, missingOf(findings))) + (noted ? 0 : 1);
  }
  const count = (kind: Swept['kind']) => findings.filter((one) => one.kind === kind).length;
  const away = typeof link === 'string' && desk.config.store.url !== undefined;
  const failed = count('failed') + unread.length + unsettled + (away ? 1 : 0);
  const drift = count('unrecorded') + count('missing') + count('foreign');
  const store = typeof link === 'string' ? `; without the ledger (${safe(link)})` : '';
  process.stderr.write(
    `sweep${dryRun ? ' (dry run)' : ''}: ${count('expired')} expired and ${count('resurrected')} undone ${dryRun ? 'would be removed' : 'removed'}, ${drift} drift, ${failed} failed${store}\n`,
  );
  if (emf) (await import('../../run/emf.ts')).publishSweep(drift, failed);
  return failed === 0 ? 0 : 1;
}

async function sweepAccounts(desk: Desk, recorded: Recorded | undefined, dryRun: boolean) {
  const { sweep, withoutPolicies } = await import('../../actions/ending/sweep.ts');
  const { search } = await import('./search.ts');
  const { bench } = await desk.executors();
  const { carriers, read, unread } = await search(desk, [], recorded?.records ?? []);
  const groups = grouped(recorded?.records ?? [], ({ intent }) => targetKey(intent.target));
  const findings: Swept[] = [];
  // told at once: who interrupts a long sweep must know what it has removed
  const found = (ones: readonly Swept[]) => {
    findings.push(...ones);
    for (const one of ones) desk.tell(jsonOf(one, dryRun), wordsOf(one, dryRun));
  };
  for (const { target } of carriers) {
    desk.signal.throwIfAborted();
    const own = recorded && { ...recorded, records: groups.get(targetKey(target)) ?? [] };
    found(await sweep(bench, target, own, dryRun));
  }
  const seen = new Set(carriers.map(({ target }) => targetKey(target)));
  for (const [key, own] of groups) {
    const unseen = !seen.has(key) && own.some(({ intent }) => read.includes(intent.target.accountId));
    if (unseen) found(withoutPolicies(own, bench.waiting.now()));
  }
  return { findings, unread };
}

/**
 * Verifies policies, lapses what nobody decided, and ends sessions that were issued with denied ones, as workers do
 * every few seconds: for when none runs. Returns how many failed, or are left to people.
 */
async function settle(desk: Desk, link: RedisLink, missing: ReadonlySet<string>): Promise<number> {
  const { config, environment, log } = desk;
  const { folder } = config.revocation.audit;
  if (folder === undefined) return 0;
  const { createAlerting } = await import('../../actions/ending/alerting.ts');
  const { settleActions } = await import('../../actions/following/settling.ts');
  const { createSinks } = await import('../../effects/alerts.ts');
  const { createMemoryLedger } = await import('../../baseline/memory/ledger.ts');
  const sinks = createSinks(config.alerts, environment, log);
  const alerting = createAlerting({ sinks, ledger: link.ledger, own: createMemoryLedger(), log });
  const revoking = (await desk.executors()).revoking(link.ledger, folder);
  const rules = revocationRules(config, digest);
  const lost = new Set<string>();
  const told = (one: ActionNews) => {
    if (one.outcome === 'tampered' || one.of === 'descendants') lost.add(one.intent.actionId);
    desk.tell(settledJson(one), settledWords(one));
  };
  const looked = new Set<string>();
  const failed = (actionId: string, reason: string) => {
    lost.add(actionId);
    process.stderr.write(`NOT verified or restored: rolewarden-${safe(actionId)}: ${safe(reason)}\n`);
  };
  try {
    await settleActions({ revoking, alerting, store: link.store, log, rules, looked, missing, told, failed });
    return lost.size;
  } catch (thrown) {
    desk.signal.throwIfAborted();
    process.stderr.write(`NOT verified: ${safe(String(thrown))}\n`);
    return lost.size + 1;
  } finally {
    for (const sink of sinks) sink.close();
  }
}

function missingOf(findings: readonly Swept[]): ReadonlySet<string> {
  return new Set(findings.flatMap(({ actionId, kind }) => (kind === 'missing' ? (actionId ?? []) : [])));
}
