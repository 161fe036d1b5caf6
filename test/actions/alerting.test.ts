import { expect, it } from 'vitest';
import { createAlerting } from '../../src/actions/alerting.ts';
import { sinkError } from '../../src/actions/failure.ts';
import { createMemoryLedger } from '../../src/baseline/memory-ledger.ts';
import { createLog } from '../../src/run/log.ts';
import { hearing } from '../support/hearing.ts';
import { anAlert } from './an-alert.ts';

it('tells the same of one action again where it happened again, and once each time', async () => {
  const { heard, sink } = hearing('low');
  const ledger = createMemoryLedger();
  const alerting = createAlerting({ sinks: [sink], ledger, own: ledger, log: createLog('silent') });
  const entry = { action: 'revoke-session', actionId: '1', mode: 'auto', outcome: 'tampered', detail: '' };
  const { finding } = anAlert({ cause: null, actions: [entry] });
  for (const turn of [1, 1, 2, undefined, undefined]) await alerting.tell(finding, [], turn);
  expect(heard).toHaveLength(3);
});

it('says of a sink that fails why, and what to do', async () => {
  const lines: string[] = [];
  const ledger = createMemoryLedger();
  const alerting = createAlerting({
    sinks: [
      {
        name: 'topic',
        level: 'low',
        close() {},
        send: async () => {
          throw sinkError('topic', 'NotFound', 'check that the topic exists in that region');
        },
      },
    ],
    ledger,
    own: ledger,
    log: createLog('error', { write: (line) => lines.push(line) }),
  });
  await alerting.tell(anAlert({ cause: null }).finding, []);
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    {
      sink: 'topic',
      reason: 'the sink topic failed: NotFound',
      remedy: 'check that the topic exists in that region',
    },
  ]);
});
