import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createAct } from '../../src/actions/acting.ts';
import { createAlerting } from '../../src/actions/alerting.ts';
import { createApp, digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory-ledger.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import type { Target } from '../../src/core/target.ts';
import { openExecutors } from '../../src/executors.ts';
import { createLog } from '../../src/run/log.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { armed, QUEUE, taken } from '../support/armed.ts';
import { redisCli } from '../support/redis-cluster.ts';

const log = createLog('silent');
let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
beforeEach(() => redisCli(lab.redis.port, ['FLUSHALL']));
afterAll(() => lab.close());

/** Takes the role as two sessions of one cause, and answers with the outcomes that a sink heard of. */
async function heardOf(role: Target): Promise<readonly unknown[]> {
  const config = armed(lab.redis.port);
  const heard: unknown[] = [];
  const sink = {
    name: 'test',
    level: 'critical' as const,
    send: async ({ finding }: { readonly finding: { readonly actions: readonly object[] } }) => {
      heard.push(...finding.actions);
    },
    close: () => undefined,
  };
  const executors = openExecutors(config, { AWS_REGION: 'us-east-1' });
  const { ledger, store } = lab.link;
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-audit-'));
  const act = createAct({
    rules: revocationRules(config, digest),
    alerting: createAlerting({ sinks: [sink], ledger, own: createMemoryLedger(), log }),
    store,
    log,
    revoking: executors.revoking(ledger, folder),
  });
  const app = await createApp({ config, log, store, act, trusts: () => true });
  const at = Date.now();
  for (const ago of [60_000, 30_000]) {
    await app.analyzer.analyze([{ id: 'm', body: taken(role, { at: at - ago }), source: QUEUE }]);
  }
  executors.close();
  return heard;
}

describe('a second session of one cause that has to wait', () => {
  const twice = (words: string) =>
    Array(2).fill(expect.objectContaining({ outcome: 'pending', detail: expect.stringContaining(words) }));
  const waiting = async () => (await lab.link.ledger.actions()).map(({ state }) => state);

  it('is told again while somebody has pulled the kill switch', async () => {
    await lab.link.ledger.kill('carol');
    const role = await lab.iam.role('decoy-waits-killed');
    expect(await heardOf(role)).toEqual(twice('carol has stopped all actions'));
    expect(await waiting()).toEqual(['pending', 'pending']);
    expect((await lab.run('pending')).stdout).toContain('decoy-waits-killed');
  });

  it('is told again where its account is not listed', async () => {
    const role = await lab.iam.role('decoy-waits-unlisted');
    const accountId = '999999999999';
    const stranger = { ...role, accountId, arn: role.arn.replace(role.accountId, accountId) };
    expect(await heardOf(stranger)).toEqual(twice('organisation.accounts'));
    expect(await waiting()).toEqual(['pending', 'pending']);
  });
});
