import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { sweepCarrier } from '../../src/actions/sweeping.ts';
import { tampered } from '../../src/actions/tampering.ts';
import { listOurs } from '../../src/actions/undo.ts';
import { restoreCovered } from '../../src/actions/undoing.ts';
import { digest } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { denyDocument, policyName } from '../../src/core/deny-policy.ts';
import type { ActionRecord } from '../../src/core/ledger.ts';
import { coveredWords } from '../../src/core/policy-room.ts';
import type { Target } from '../../src/core/target.ts';
import { type Executors, openExecutors } from '../../src/executors.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { sessionIntent } from '../support/iam-lab.ts';

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
async function approved(role: Target, session = 'alice'): Promise<ActionRecord> {
  const intent = sessionIntent(role, session, now);
  await lab.record(intent, 'pending');
  expect((await lab.run(`approve ${intent.actionId}`)).status).toBe(0);
  return known(intent.actionId);
}

async function known(actionId: string): Promise<ActionRecord> {
  const record = await lab.link.ledger.action(actionId);
  if (record === undefined) throw new Error(`no record of ${actionId}`);
  return record;
}

describe('of two workers that see a policy missing', () => {
  it('the slower finds it written again, and leaves the record alone', async () => {
    const action = await approved(await lab.iam.role('race-again'));
    const rules = revocationRules(config(), digest);
    const parts = { revoking: revoking(), rules };
    expect(await tampered(parts, action, 'missing', now)).toBeUndefined();
    expect(await known(action.actionId)).toEqual(action);
  });
});

describe('the sweep', () => {
  it('leaves a deny that was ordered anew while it looked', async () => {
    const role = await lab.iam.role('race-anew');
    const action = await approved(role);
    const { bench } = executors;
    const listed = await listOurs(bench, role);
    if (listed.kind !== 'listed') throw new Error('not listed');
    const carrier = { target: role, ours: listed.ours, foreign: [] };
    const stale = [{ ...action, state: 'undone' as const }];
    const swept = await sweepCarrier(bench, carrier, { records: stale, ledger: lab.link.ledger }, false);
    expect(swept).toEqual([]);
    expect(await lab.iam.names(role)).toEqual([policyName(action.actionId)]);
  });
});

describe('an undo', () => {
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
    const [back] = await restoreCovered(revoking(), role, 'alice');
    expect(back).toMatchObject({ outcome: 'applied', action: { actionId: action.actionId } });
    expect(await lab.iam.names(role)).toContain(policyName(action.actionId));
    await lab.iam.remove(role, policyName(action.actionId));
    const parts = { revoking: revoking(), rules: revocationRules(config(), digest) };
    const told = await tampered(parts, await known(action.actionId), 'missing', now);
    expect(told).toMatchObject({ outcome: 'rewritten' });
  });
});
