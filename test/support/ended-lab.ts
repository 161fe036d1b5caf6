import { session } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, type RawCloudTrail, type RoleCall } from '../../scripts/records.ts';
import { serviceCall } from '../../scripts/sign-in.ts';
import { createAct } from '../../src/actions/ending/acting.ts';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import { settleActions } from '../../src/actions/following/settling.ts';
import { createEscalate } from '../../src/actions/following/surviving.ts';
import { createApp, digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { endedOf } from '../../src/core/action/ended.ts';
import type { ActionRecord } from '../../src/core/action/ledger.ts';
import type { Target } from '../../src/core/event/target.ts';
import { utc } from '../../src/core/time/days.ts';
import { openExecutors } from '../../src/effects/executors.ts';
import { createLog } from '../../src/run/log.ts';
import type { ActingLab } from './acting-lab.ts';
import { armed, keyOf, QUEUE, taken } from './armed.ts';
import { hearing } from './hearing.ts';

const log = createLog('silent');
const MINUTE = 60_000;

/** An armed worker that watches what sessions do, and what its sink heard. */
export async function worker(lab: ActingLab, revocation: Readonly<Record<string, unknown>> = {}) {
  const config = armed(lab.redis.port, { revocation, sessions: 'watch' });
  const { heard, sink } = hearing('critical');
  const executors = openExecutors(config, { AWS_REGION: 'us-east-1' });
  const { ledger, store } = lab.link;
  const rules = revocationRules(config, digest);
  const alerting = createAlerting({ sinks: [sink], ledger, own: createMemoryLedger(), log });
  const revoking = executors.revoking(ledger, lab.audit);
  const parts = { rules, alerting, store, log, revoking };
  const app = await createApp({
    config,
    log,
    store,
    act: createAct(parts),
    escalate: createEscalate(parts),
    trusts: (source) => source === QUEUE,
  });
  const looked = new Set<string>();
  return {
    heard: () =>
      heard.map(({ finding, procedure }) => ({ id: finding.id, actions: finding.actions, procedure })),
    settle: () => settleActions({ ...parts, looked }),
    async deliver(body: unknown, source = QUEUE) {
      const [outcome] = await app.analyzer.analyze([{ id: 'm', body, source }]);
      return outcome;
    },
    close: () => executors.close(),
  };
}

/** What `worker` gives. */
export type Worker = Awaited<ReturnType<typeof worker>>;

/** A session that was ended, and verified so long ago. */
export async function ended(
  lab: ActingLab,
  by: Worker,
  name: string,
  ago = 2 * MINUTE,
): Promise<{
  readonly role: Target;
  readonly key: string;
  readonly action: ActionRecord;
  readonly verifiedAt: number;
}> {
  const role = await lab.iam.role(name);
  const record = taken(role, { at: Date.now() - 5 * MINUTE });
  const outcome = await by.deliver(record);
  const id = outcome?.findings[0]?.actions[0]?.actionId ?? '';
  const written = Date.now() - 4 * MINUTE;
  await lab.rewrite(id, { changed: written, written });
  await by.settle();
  const action = await lab.known(id);
  const key = keyOf(record);
  const asked = { cut: 0, owners: [], marks: [], markOwners: [], sessions: [], ended: [key] };
  const kept = (await lab.link.store.recall(asked)).ended?.get(key);
  if (kept?.actionId !== id) throw new Error(`settling did not keep that ${key} was ended`);
  const verifiedAt = Date.now() - ago;
  const { entries, ms } = endedOf(action.intent, verifiedAt);
  await lab.link.store.keepEnded(entries, ms);
  return { role, key, action, verifiedAt };
}

/** The session calls a service just now, or so long ago. */
export function called(
  role: Target,
  key: string,
  more: Partial<RoleCall> & { readonly ago?: number; readonly name?: string } = {},
): RawCloudTrail {
  const { ago = 10_000, name = 's3:ListBuckets', ...rest } = more;
  const call = {
    at: utc(Date.now() - ago),
    by: session({
      role: { account: role.accountId, name: role.name },
      session: 'alice',
      key,
      issuedAt: new Date(Date.now() - 5 * MINUTE).toISOString(),
    }),
    from: address('berlinHome', 1),
    account: role.accountId,
    ...rest,
  };
  if (name === 'sts:GetCallerIdentity') return callerIdentity(call);
  const [source = '', eventName = ''] = name.split(':');
  return serviceCall(source, eventName, call, null);
}
