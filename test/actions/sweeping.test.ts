import { describe, expect, it } from 'vitest';
import { keyOf, sweepCarrier, withoutCarrier } from '../../src/actions/ending/sweeping.ts';
import { denyOf, denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import type { ActionRecord, ActionState } from '../../src/core/action/ledger.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { benchAt, NOW, sessionIntent } from '../support/iam-lab.ts';
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

it('finds the records of a role however its name is spelled: IAM does not tell them apart', () => {
  expect(keyOf(roleCalled('Deploy'))).toBe(keyOf(roleCalled('deploy')));
  expect(keyOf({ ...roleCalled('deploy'), kind: 'user' })).not.toBe(keyOf(roleCalled('deploy')));
});

describe('a sweep that only looks', () => {
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
  const carrier = {
    target: role,
    ours: [expired, spent, undone, stray, stands, failed].map(policy),
    foreign: ['rolewarden-notes'],
  };
  const look = async (records: readonly ActionRecord[] | undefined) => {
    const recorded = records && { records, ledger: { action: async () => undefined } };
    const found = await sweepCarrier(benchAt('http://127.0.0.1:1'), carrier, recorded, true);
    return found.map(({ actionId, kind }) => [kind, actionId]);
  };

  it('says what is where it should not be, and what is not where it should be', async () => {
    const all = [expired, spent, undone, stands, failed, waits, missing, over, covered, bare];
    expect(await look(all)).toEqual([
      ['expired', expired.actionId],
      ['expired', spent.actionId],
      ['resurrected', undone.actionId],
      ['unrecorded', stray.actionId],
      ['missing', missing.actionId],
      ['missing', bare.actionId],
      ['foreign', 'notes'],
    ]);
  });

  it('knows only what has ended, and what is not ours, without a ledger', async () => {
    expect(await look(undefined)).toEqual([
      ['expired', expired.actionId],
      ['expired', spent.actionId],
      ['foreign', 'notes'],
    ]);
  });
});
