import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createAct } from '../../src/actions/ending/acting.ts';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import { settleActions } from '../../src/actions/following/settling.ts';
import { createApp, digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { policyName } from '../../src/core/action/deny-policy.ts';
import type { ActionRecord } from '../../src/core/action/ledger.ts';
import { openExecutors } from '../../src/effects/executors.ts';
import { createLog } from '../../src/run/log.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { armed, QUEUE, taken } from '../support/armed.ts';
import { hearing } from '../support/hearing.ts';
import { redisCli } from '../support/redis-cluster.ts';

const log = createLog('silent');
let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
beforeEach(() => redisCli(lab.redis.port, ['FLUSHALL']));
afterAll(() => lab.close());

/** A worker: acts on deliveries, and settles what is left. `endpoint`: where it looks for IAM. */
function worker(revocation: object = {}) {
  const config = armed(lab.redis.port, { revocation });
  const rules = revocationRules(config, digest);
  const { heard, sink } = hearing('critical');
  const { ledger, store } = lab.link;
  const executors = openExecutors(config, { AWS_REGION: 'us-east-1' });
  const revoking = executors.revoking(ledger, lab.audit);
  const alerting = createAlerting({ sinks: [sink], ledger, own: createMemoryLedger(), log });
  return {
    heard: () =>
      heard.flatMap(({ finding }) => finding.actions.map(({ detail, outcome }) => [outcome, detail])),
    async deliver(body: ReturnType<typeof taken>) {
      const act = createAct({ rules, alerting, store, log, revoking });
      const app = await createApp({ config, log, store, act, trusts: () => true });
      const [done] = await app.analyzer.analyze([{ id: 'm', body, source: QUEUE }]);
      return done;
    },
    settle: () => settleActions({ revoking, alerting, store, log, rules, looked: new Set() }),
    close: () => executors.close(),
  };
}

/** Somebody's session was ended in time; the ledger says that this was begun, so long ago (ms), and no more. */
async function begun(name: string, ago: number, more: Partial<ActionRecord> = {}) {
  const role = await lab.iam.role(name);
  const record = taken(role, { at: Date.now() - 5 * 60_000 });
  const first = worker();
  await first.deliver(record);
  first.close();
  const [action] = await lab.link.ledger.actions();
  if (action === undefined) throw new Error('nothing was begun');
  const at = Date.now() - ago;
  await lab.rewrite(action.actionId, { state: 'ready', since: at, changed: at, written: undefined, ...more });
  return { record, role, id: action.actionId };
}

const LONG = 17 * 60_000;
const IN_FORCE = ['applied', expect.stringContaining('denied by rolewarden-')];
const NOT = ['failed', expect.stringContaining('was not denied in time: no delivery carried it on')];

describe('an automatic order that is still ready when its event is too old', () => {
  it('is recorded as in force where its policy stands, and told unless that was told', async () => {
    const { id } = await begun('decoy-left-standing', LONG);
    const { heard, settle } = worker();
    await settle();
    expect([await lab.state(id), heard()]).toEqual(['applied', []]);
    const { changed, finding, intent, since } = await lab.known(id);
    await redisCli(lab.redis.port, ['FLUSHALL']);
    await lab.record(intent, 'ready', { by: 'rolewarden', finding });
    await lab.rewrite(id, { changed: changed - LONG, since });
    for (let turns = 0; turns < 3; turns++) await settle();
    expect([await lab.state(id), heard()]).toEqual(['applied', [IN_FORCE]]);
  });

  it('is recorded and told as failed where it does not, once, and not written', async () => {
    const { id, record, role } = await begun('decoy-left-missing', LONG);
    await lab.iam.remove(role, policyName(id));
    const { deliver, heard, settle } = worker({ maxAge: 60 });
    for (let turns = 0; turns < 3; turns++) await settle();
    expect(await lab.state(id)).toBe('failed');
    expect(heard()).toEqual([NOT]);
    expect(await lab.iam.names(role)).toEqual([]);
    await deliver(record);
    expect(heard()).toEqual([NOT]);
  });

  it('is recorded and not told where the session is over, as one of an older version may be', async () => {
    const { id, role } = await begun('decoy-left-over', LONG);
    await lab.iam.remove(role, policyName(id));
    const { intent } = await lab.known(id);
    await lab.rewrite(id, { intent: { ...intent, expiresAt: Date.now() - 60_000 } });
    const { heard, settle } = worker();
    await settle();
    expect([await lab.state(id), heard()]).toEqual(['failed', []]);
  });

  it('is left alone while a delivery may carry it on, or a worker may be at it', async () => {
    const { id } = await begun('decoy-left-young', 14 * 60_000);
    const { settle } = worker();
    await settle();
    expect(await lab.state(id)).toBe('ready');
    await lab.rewrite(id, { since: Date.now() - LONG, changed: Date.now() - 30_000 });
    await settle();
    expect(await lab.state(id)).toBe('ready');
  });

  it('is in force by a delivery that comes late, and is not called failed', async () => {
    const { record, role, id } = await begun('decoy-left-late', 2 * 60_000);
    const late = worker({ maxAge: 60 });
    const done = await late.deliver(record);
    expect(done?.findings[0]?.actions).toMatchObject([{ outcome: 'applied' }]);
    await lab.iam.remove(role, policyName(id));
    expect((await late.deliver(record))?.findings[0]?.actions).toMatchObject([{ outcome: 'failed' }]);
    expect(await lab.state(id)).toBe('ready');
  });
});
