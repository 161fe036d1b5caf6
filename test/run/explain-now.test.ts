import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { actionEntry } from '../../src/core/action/would.ts';
import { aFinding } from '../report/a-finding.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { sessionIntent } from '../support/iam-lab.ts';

let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
afterAll(() => lab.close());

/** A kept finding whose revocation waits. */
async function waiting(name: string) {
  const intent = sessionIntent(await lab.iam.role(name), 'alice', Math.floor(Date.now() / 1_000) * 1_000);
  const actions = [actionEntry(intent, 'confirm', 'pending', `waiting for approval: ${name}`)];
  const finding = {
    ...aFinding(),
    id: randomUUID(),
    time: new Date().toISOString(),
    level: 'critical' as const,
    actions,
  };
  await lab.link.findings.keep([finding]);
  await lab.record(intent, 'pending', { finding });
  return { id: finding.id, actionId: intent.actionId };
}

describe('explain of a live finding', () => {
  it('says what has become of its revocation since', async () => {
    const { actionId, id } = await waiting('explain-now');
    const story = async () => (await lab.run(`explain ${id}`)).stdout;
    expect(await story()).toContain(`Now: it awaits approval\n    Approve: rolewarden approve ${actionId}\n`);
    await lab.run(`approve ${actionId} --by alice`);
    const approved = await story();
    expect(approved).toContain(`Now: in force, by alice; to undo: rolewarden undo ${actionId}\n`);
    expect(approved).not.toContain('rolewarden approve');
    expect(approved).not.toContain('Whether it still waits');
    await lab.run(`undo ${actionId} --by bob`);
    expect(await story()).toContain('Now: not in force: bob has undone it at ');
  });
});
