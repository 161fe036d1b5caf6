import { describe, expect, it } from 'vitest';
import { withoutCarrier } from '../../src/actions/sweeping.ts';
import { policyName } from '../../src/core/deny-policy.ts';
import type { ActionRecord, ActionState } from '../../src/core/ledger.ts';
import { coveredWords } from '../../src/core/policy-room.ts';
import { NOW, sessionIntent } from '../support/iam-lab.ts';
import { roleCalled } from '../support/role-called.ts';

function record(session: string, state: ActionState, detail = ''): ActionRecord {
  const intent = sessionIntent(roleCalled('deploy'), session);
  const { actionId } = intent;
  return { actionId, intent, state, detail, finding: null, by: 'rolewarden', since: NOW, changed: NOW };
}

describe('an action that was covered, and is not in IAM', () => {
  const covered = (cover: string) => record('alice', 'verified', coveredWords(policyName(cover)));
  const missing = (cover: ActionRecord) =>
    withoutCarrier([covered(cover.actionId), cover], NOW).some(
      ({ actionId }) => actionId === covered(cover.actionId).actionId,
    );

  it.each(['ready', 'applied', 'verified'] as const)('is no drift while its cover is %s', (state) => {
    expect(missing(record('bob', state))).toBe(false);
  });

  it.each(['failed', 'pending', 'undone'] as const)('is missing where its cover is %s', (state) => {
    expect(missing(record('bob', state))).toBe(true);
  });

  it('does not cover itself', () => {
    const { actionId } = record('alice', 'verified');
    expect(withoutCarrier([covered(actionId)], NOW)).toHaveLength(1);
  });
});
