import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { DATABASES } from '../../scripts/places.ts';
import { createAct } from '../../src/actions/ending/acting.ts';
import { createAlerting, type LevelledSink } from '../../src/actions/ending/alerting.ts';
import { createApp, digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import type { Target } from '../../src/core/event/target.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { createLog } from '../../src/run/log.ts';
import { aFinding } from '../report/a-finding.ts';
import { QUEUE, taken } from '../support/armed.ts';
import { hearing } from '../support/hearing.ts';

afterEach(() => vi.restoreAllMocks());
const log = createLog('silent');
const MINUTE = 60_000;
const DECOY: Target = {
  kind: 'role',
  partition: 'aws',
  accountId: '123456789012',
  name: 'decoy-late',
  arn: 'arn:aws:iam::123456789012:role/decoy-late',
  uniqueId: 'AROALATELATELATELATE1',
};

/** A line in shadow mode, on its own memory. */
async function line(sinks: readonly LevelledSink[]) {
  const config = parseConfig(
    {
      databases: DATABASES,
      roles: { decoy: ['arn:aws:iam::*:role/decoy-*'] },
    },
    'the test',
  );
  const [ledger, store] = [createMemoryLedger(), createMemoryStore()];
  const alerting = createAlerting({ sinks, ledger, own: ledger, log });
  const rules = revocationRules(config, digest);
  const act = createAct({ rules, alerting, store, log, revoking: undefined });
  const app = await createApp({ config, log, store, trusts: () => true, act });
  onTestFinished(() => app.close());
  return async (body: object) => {
    const [outcome] = await app.analyzer.analyze([{ id: 'd', source: QUEUE, body }]);
    return outcome?.status;
  };
}

it('tells a sink that was down what was decided first, and those that heard it nothing', async () => {
  const [well, late] = [hearing('high'), hearing('high')];
  let down = true;
  const failing: LevelledSink = {
    ...late.sink,
    name: 'late',
    send: async (alert, signal) => (down ? Promise.reject(new Error('down')) : late.sink.send(alert, signal)),
  };
  const deliver = await line([well.sink, failing]);
  const record = taken(DECOY);
  const start = Date.now();
  const clock = vi.spyOn(Date, 'now');
  for (const minute of [0, 5, 16]) {
    clock.mockReturnValue(start + minute * MINUTE);
    expect(await deliver(record)).toBe('failed');
  }
  down = false;
  clock.mockReturnValue(start + 20 * MINUTE);
  expect(await deliver(record)).toBe('analyzed');
  const outcomes = [well, late].map(({ heard }) => heard.map(({ finding }) => finding.actions[0]?.outcome));
  expect(outcomes).toEqual([['would-apply'], ['would-apply']]);
});

it('sends a copy of a call again only if its level rose', async () => {
  const { heard, sink } = hearing('high');
  const ledger = createMemoryLedger();
  const alerting = createAlerting({ sinks: [sink], ledger, own: ledger, log });
  const { event } = aFinding();
  const copy = (
    score: number,
    level: 'high' | 'critical',
    eventId: string,
    actions: Finding['actions'] = [],
  ) => alerting.tell({ ...aFinding(), cause: null, actions, score, level, event: { ...event, eventId } }, []);
  await copy(75, 'high', 'a');
  await copy(97, 'critical', 'b');
  for (const score of [72, 85]) expect((await copy(score, 'high', 'a')).settled).toBe(true);
  const entry = {
    action: 'revoke-session',
    actionId: null,
    mode: 'by-hand',
    outcome: 'impossible',
    detail: '',
  };
  await copy(92, 'critical', 'a', [entry]);
  expect(heard.map(({ finding }) => finding.score)).toEqual([75, 97]);
});
