import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AuditOutcome } from '../../src/actions/audit/audit.ts';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import { restoreCovered } from '../../src/actions/ending/covered.ts';
import { childOrder } from '../../src/actions/ending/revoked.ts';
import { revoke } from '../../src/actions/ending/revoking.ts';
import { sweep } from '../../src/actions/ending/sweep.ts';
import { settleActions } from '../../src/actions/following/settling.ts';
import { tampered } from '../../src/actions/following/tampering.ts';
import { digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { denyDocument, policyName } from '../../src/core/action/deny-policy.ts';
import { MET } from '../../src/core/action/guards.ts';
import { roleWideIntent } from '../../src/core/action/intent.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import { seatName } from '../../src/core/event/seat.ts';
import type { Target } from '../../src/core/event/target.ts';
import { ownerOfSeat } from '../../src/core/learning/mark-owner.ts';
import { type Executors, openExecutors } from '../../src/effects/executors.ts';
import { createLog } from '../../src/run/log.ts';
import { type ActingLab, actingLab, issued } from '../support/acting-lab.ts';
import { sessionIntent } from '../support/iam-lab.ts';
import { roleCalled } from '../support/role-called.ts';

let lab: ActingLab;
let executors: Executors;
const config = () =>
  parseConfig({ revocation: { mode: 'confirm', audit: { folder: lab.audit } } }, 'the test');
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
  executors = openExecutors(config(), { AWS_REGION: 'us-east-1' });
});
afterAll(async () => {
  executors.close();
  await lab.close();
});

const now = Math.floor(Date.now() / 1_000) * 1_000;
const revoking = () => executors.revoking(lab.link.ledger, lab.audit);

/** The record of an action that was carried out. */
const approved = (role: Target, session = 'alice') => lab.approved(sessionIntent(role, session, now));

describe('of two workers that see a policy missing', () => {
  it('the slower finds it written again, and leaves the record alone', async () => {
    const action = await approved(await lab.iam.role('race-again'));
    const rules = revocationRules(config(), digest);
    const parts = { revoking: revoking(), rules, owe: async () => undefined };
    expect(await tampered(parts, action, 'missing', now)).toBeUndefined();
    expect(await lab.known(action.actionId)).toEqual(action);
  });
});

describe('the sweep', () => {
  it('leaves a deny that was ordered anew while it looked', async () => {
    const role = await lab.iam.role('race-anew');
    const action = await approved(role);
    const records = [{ ...action, state: 'undone' as const }];
    const stale = { records, ledger: lab.link.ledger, ordered: async () => undefined };
    expect(await sweep(executors.bench, role, stale, false)).toEqual([]);
    expect(await lab.iam.names(role)).toEqual([policyName(action.actionId)]);
  });
});

describe('an undo', () => {
  it('that falls between making room and the ledger’s record puts back what was covered', async () => {
    const role = await lab.iam.role('race-undone');
    const covered = [];
    for (let n = 0; n < 8; n++) covered.push(await approved(role, `s${n}`));
    const wide = roleWideIntent(role, now + 5_000, digest);
    await lab.record(wide, 'ready');
    const parts = revoking();
    const audit = {
      ...parts.audit,
      // the policy stands and what it covers is gone; the ledger is told next
      after: async (outcome: AuditOutcome) => {
        if (outcome.actionId === wide.actionId) {
          expect((await lab.run(`undo ${wide.actionId} --by bob`)).status).toBe(0);
        }
        await parts.audit.after(outcome);
      },
    };
    const order = { intent: wide, mode: 'person' as const, by: 'alice', finding: null, notes: [] };
    const done = await revoke({ ...parts, audit }, { ...order, deadline: Date.now() + 60_000 });
    expect(done).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('bob has undone') });
    const back = covered.map(({ actionId }) => policyName(actionId));
    expect([...(await lab.iam.names(role))].sort()).toEqual(back.sort());
    for (const { actionId } of covered) {
      expect(await lab.known(actionId)).toMatchObject({
        state: 'applied',
        detail: expect.stringContaining('put back'),
      });
    }
  });

  it('puts back what was covered, whatever somebody planted; the first removal after it is answered', async () => {
    const role = await lab.iam.role('race-planted');
    const action = await approved(role);
    await lab.iam.remove(role, policyName(action.actionId));
    const gone = digest('a cover that was undone');
    const detail = coveredWords(policyName(gone));
    await lab.link.ledger.change(action.actionId, ['applied'], { state: 'verified', by: 'alice', detail });
    const planted = digest('planted');
    const document = denyDocument(planted, { scope: 'role', until: now + 10_000 });
    await lab.iam.put(role, policyName(planted), document);
    const parts = revoking();
    const [back] = await restoreCovered(parts, (order) => revoke(parts, order), {
      target: role,
      by: 'alice',
    });
    expect(back).toMatchObject({ outcome: 'applied', action: { actionId: action.actionId } });
    expect(await lab.iam.names(role)).toContain(policyName(action.actionId));
    await lab.iam.remove(role, policyName(action.actionId));
    const rules = revocationRules(config(), digest);
    const owing = { revoking: parts, rules, owe: async () => undefined };
    const told = await tampered(owing, await lab.known(action.actionId), 'missing', now);
    expect(told).toMatchObject({ outcome: 'rewritten' });
  });
});

describe('a person who ends a session', () => {
  it('decides anew of one issued with it that a colleague sits beside', async () => {
    const [role, leaf] = [await lab.iam.role('race-parent'), await lab.iam.role('race-leaf')];
    const first = issued(role, 'alice');
    const next = issued(leaf, 'next', first.accessKeyId);
    const { store } = lab.link;
    await store.learn({ sightings: [], sessions: [first, next] });
    const owner = ownerOfSeat(seatName(leaf, 'next'));
    const seat = {
      tag: 'seat' as const,
      owner,
      time: next.time + 1_000,
      key: 'event',
      value: 'ASIACOLLEAGUE',
    };
    await store.recall({ cut: 0, owners: [], marks: [seat], markOwners: [], sessions: [] });
    const dry = await lab.run(`revoke ${first.accessKeyId} --dry-run`);
    expect([dry.status, dry.stderr]).toEqual([1, expect.stringContaining(MET)]);
    const done = await lab.run(`revoke ${first.accessKeyId}`);
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining(MET)]);
    expect([(await lab.iam.names(role)).length, await lab.iam.names(leaf)]).toEqual([1, []]);
    const id = /rolewarden approve ([0-9a-f]{16})/.exec(done.stderr)?.[1] ?? '';
    expect(await lab.state(id)).toBe('pending');
    expect((await lab.run(`approve ${id}`)).status).toBe(0);
    expect(await lab.iam.names(leaf)).toEqual([policyName(id)]);
  });

  it.each([
    [true, 'confirm'],
    [false, 'person'],
  ])('also where workers follow it: %s', (bystander, mode) => {
    const intent = sessionIntent(roleCalled('deploy'), 'next', now);
    const by = { intent, mode: 'person' as const, by: 'alice', finding: null, notes: [], deadline: 0 };
    const rules = { mode: () => 'auto' as const, isProtected: () => false };
    expect(childOrder(by, { bystander, intent }, rules)).toMatchObject({ mode });
  });
});

describe('a worker that died while it wrote a policy again', () => {
  it('is followed by another', async () => {
    const role = await lab.iam.role('race-died');
    const { actionId } = await approved(role);
    await lab.iam.remove(role, policyName(actionId));
    const detail = 'the policy was removed by somebody; written again';
    await lab.rewrite(actionId, { state: 'ready', by: 'rolewarden', detail, changed: now - 120_000 });
    const log = createLog('silent');
    const { ledger, store } = lab.link;
    const told: string[] = [];
    await settleActions({
      revoking: revoking(),
      alerting: createAlerting({ sinks: [], ledger, own: createMemoryLedger(), log }),
      store,
      log,
      rules: revocationRules(config(), digest),
      looked: new Set(),
      told: ({ intent, outcome }) => told.push(`${intent.actionId} ${outcome}`),
    });
    expect(told).toContain(`${actionId} rewritten`);
    expect(await lab.iam.names(role)).toEqual([policyName(actionId)]);
    expect((await lab.known(actionId)).detail).toContain('written again');
  });
});
