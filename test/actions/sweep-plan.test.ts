import { describe, expect, it } from 'vitest';
import { planSweep } from '../../src/actions/ending/sweep-plan.ts';
import { denyOf, denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import type { ActionRecord, ActionState } from '../../src/core/action/ledger.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { NOW, sessionIntent } from '../support/iam-lab.ts';
import { roleCalled } from '../support/role-called.ts';

function record(session: string, state: ActionState, detail = ''): ActionRecord {
  const intent = sessionIntent(roleCalled('deploy'), session);
  const { actionId } = intent;
  return { actionId, intent, state, detail, finding: null, by: 'rolewarden', since: NOW, changed: NOW };
}

const NOTHING = { kind: 'role' as const, maxSessionSeconds: undefined, ours: [], foreign: [] };

describe('an action that was covered, and is not in IAM', () => {
  const covered = (cover: string) => record('alice', 'verified', coveredWords(policyName(cover)));
  const missing = (cover: ActionRecord) =>
    planSweep(NOTHING, [covered(cover.actionId), cover], NOW).some(
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
    expect(planSweep(NOTHING, [covered(actionId)], NOW)).toHaveLength(1);
  });
});

describe('the plan of a sweep', () => {
  const role = roleCalled('deploy');
  const policy = ({ actionId, intent }: ActionRecord) => ({
    name: policyName(actionId),
    actionId,
    document: denyPolicy(intent),
    deny: denyOf(intent),
  });
  const old = (session: string, state: ActionState): ActionRecord => {
    const intent = sessionIntent(role, session, NOW - 13 * HOUR);
    return { ...record(session, state), actionId: intent.actionId, intent };
  };
  const spent = old('spent', 'undone');
  const [expired, undone, stray, stands, failed, waits, missing, over, covered, bare] = [
    old('expired', 'verified'),
    record('undone', 'undone'),
    record('stray', 'applied'),
    record('stands', 'applied'),
    record('failed', 'failed'),
    record('waits', 'pending'),
    record('missing', 'verified'),
    old('over', 'verified'),
    record('covered', 'verified', coveredWords(policyName(record('stands', 'applied').actionId))),
    record('bare', 'verified', coveredWords(policyName('0'.repeat(16)))),
  ];
  const found = {
    ...NOTHING,
    ours: [expired, spent, undone, stray, stands, failed].map(policy),
    foreign: ['rolewarden-notes'],
  };
  const plan = (records: readonly ActionRecord[] | undefined) =>
    planSweep(found, records, NOW).map(({ actionId, kind }) => [kind, actionId]);

  it('has what is where it should not be, and what is not where it should be', () => {
    const all = [expired, spent, undone, stands, failed, waits, missing, over, covered, bare];
    expect(plan(all)).toEqual([
      ['expired', expired.actionId],
      ['expired', spent.actionId],
      ['resurrected', undone.actionId],
      ['unrecorded', stray.actionId],
      ['missing', missing.actionId],
      ['missing', bare.actionId],
      ['foreign', 'notes'],
      ['over', over.actionId],
    ]);
  });

  it('knows only what has ended, and what is not ours, without a ledger', () => {
    expect(plan(undefined)).toEqual([
      ['expired', expired.actionId],
      ['expired', spent.actionId],
      ['foreign', 'notes'],
    ]);
  });
});
