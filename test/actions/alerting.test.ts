import { expect, it } from 'vitest';
import { createAlerting } from '../../src/actions/alerting.ts';
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
