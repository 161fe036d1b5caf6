import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tampered } from '../../src/actions/tampering.ts';
import { digest } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import type { ActionRecord } from '../../src/core/ledger.ts';
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
