import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { RawCloudTrail } from '../../scripts/records.ts';
import { createAct } from '../../src/actions/ending/acting.ts';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import { createApp, digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import type { Target } from '../../src/core/event/target.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
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
beforeEach(async () => {
  await redisCli(lab.redis.port, ['ACL', 'SETUSER', 'default', 'allkeys']);
  await redisCli(lab.redis.port, ['FLUSHALL']);
});
afterAll(() => lab.close());

/** Delivers each by itself to a worker: what became of it by the findings, and by what a sink heard. */
async function delivered(records: readonly RawCloudTrail[], revocation = {}) {
  const config = armed(lab.redis.port, { revocation });
  const { heard, sink } = hearing('critical');
  const executors = openExecutors(config, { AWS_REGION: 'us-east-1' });
  const { ledger, store } = lab.link;
  const act = createAct({
    rules: revocationRules(config, digest),
    alerting: createAlerting({ sinks: [sink], ledger, own: createMemoryLedger(), log }),
    store,
    log,
    revoking: executors.revoking(ledger, lab.audit),
  });
  const app = await createApp({ config, log, store, act, trusts: () => true });
  const found: Finding['actions'][number][] = [];
  for (const body of records) {
    const [outcome] = await app.analyzer.analyze([{ id: 'm', body, source: QUEUE }]);
    found.push(...(outcome?.findings.flatMap(({ actions }) => actions) ?? []));
  }
  executors.close();
  return { found, heard: heard.flatMap(({ finding }) => finding.actions) };
}

/** The role is taken as two sessions of one cause. */
const twoOf = (role: Target) => [60_000, 30_000].map((ago) => taken(role, { at: Date.now() - ago }));

describe('a second session of one cause that has to wait', () => {
  const twice = (words: string) =>
    Array(2).fill(expect.objectContaining({ outcome: 'pending', detail: expect.stringContaining(words) }));
  const waiting = async () => (await lab.link.ledger.actions()).map(({ state }) => state);

  it('is told again while somebody has pulled the kill switch', async () => {
    await lab.link.ledger.kill('carol');
    const role = await lab.iam.role('decoy-waits-killed');
    expect((await delivered(twoOf(role))).heard).toEqual(twice('carol has stopped all actions'));
    expect(await waiting()).toEqual(['pending', 'pending']);
    expect((await lab.run('pending')).stdout).toContain('decoy-waits-killed');
  });

  it('is told again where its account is not listed', async () => {
    const role = await lab.iam.role('decoy-waits-unlisted');
    const accountId = '999999999999';
    const stranger = { ...role, accountId, arn: role.arn.replace(role.accountId, accountId) };
    expect((await delivered(twoOf(stranger))).heard).toEqual(twice('organisation.accounts'));
    expect(await waiting()).toEqual(['pending', 'pending']);
  });
});

describe('a delivery that comes again when its event is too old', () => {
  it('says that its session waits', async () => {
    await lab.link.ledger.kill('carol');
    const record = taken(await lab.iam.role('decoy-waits-late'), { at: Date.now() - 5 * 60_000 });
    const first = await delivered([record]);
    const late = await delivered([record], { maxAge: 60 });
    expect(late.found).toEqual(first.found);
    expect([first.heard.length, late.heard.length]).toEqual([1, 0]);
  });

  it('does not say that it was refused where the store cannot tell whether a revocation was begun', async () => {
    await lab.link.ledger.kill('carol');
    const record = taken(await lab.iam.role('decoy-waits-unread'), { at: Date.now() - 5 * 60_000 });
    const [begun] = (await delivered([record])).found;
    await redisCli(lab.redis.port, ['ACL', 'SETUSER', 'default', 'resetkeys', '~rw:[^x]*']);
    const late = await delivered([record], { maxAge: 60 });
    expect(late.found).toMatchObject([{ actionId: begun?.actionId, outcome: 'failed' }]);
    expect(late.found[0]?.detail).toMatch(
      /^the event is 5 min old, .*may have been begun before: .*permission/i,
    );
    expect(late.heard).toEqual(late.found);
    const shadow = await delivered([record], { maxAge: 60, mode: 'shadow' });
    expect(shadow.found).toMatchObject([{ outcome: 'refused' }]);
  });
});
