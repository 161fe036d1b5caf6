import { describe, expect, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, callerIdentity, type RawCloudTrail } from '../../scripts/records.ts';
import { createAct } from '../../src/actions/ending/acting.ts';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import { createApp, digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { createLog } from '../../src/run/log.ts';
import { hearing } from '../support/hearing.ts';

const A = '111122223333';
const log = createLog('silent');
const call = { at: new Date().toISOString(), from: address('hoster', 3), account: A };

/** What people are told to do about a record. */
async function doNow(body: RawCloudTrail): Promise<string> {
  const config = parseConfig({}, 'test');
  const { heard, sink } = hearing('medium');
  const [ledger, own, store] = [createMemoryLedger(), createMemoryLedger(), createMemoryStore()];
  const alerting = createAlerting({ sinks: [sink], ledger, own, log });
  const rules = revocationRules(config, digest);
  const act = createAct({ rules, alerting, store, log, revoking: undefined });
  const app = await createApp({ config, log, store, act, trusts: () => true });
  await app.analyzer.analyze([{ id: 'm', body, source: 'queue' }]);
  await app.close();
  expect(heard).toHaveLength(1);
  return heard.flatMap(({ procedure }) => procedure).join('\n');
}

describe('what an alert tells people to do', () => {
  it('has the command for the key where the alert is below critical', async () => {
    const steps = await doNow(callerIdentity({ ...call, by: user(A, 'reporting'), with: 'TruffleHog' }));
    expect(steps).toMatch(/aws iam update-access-key --user-name 'reporting' --access-key-id AKIA/);
  });

  it('has a way that is open where the role is protected', async () => {
    const role = { account: A, name: 'emergency-admin' };
    const steps = await doNow(
      assumeRole({ ...call, role, session: 'fix', by: user(A, 'eve'), with: 'pacu' }),
    );
    expect(steps).toContain('IAM console, the role, Revoke sessions');
    expect(steps).not.toContain('rolewarden revoke');
  });
});
