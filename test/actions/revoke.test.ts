import { beforeAll, describe, expect, inject, it } from 'vitest';
import { applyIntent } from '../../src/actions/ending/apply-intent.ts';
import { listOurs } from '../../src/actions/ending/list-ours.ts';
import { type Recorded, sweep } from '../../src/actions/ending/sweep.ts';
import { undo } from '../../src/actions/ending/undo.ts';
import { verify } from '../../src/actions/iam/verify.ts';
import { denyDocument, denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { type Intent, roleWideIntent } from '../../src/core/action/intent.ts';
import type { ActionRecord, ActionState } from '../../src/core/action/ledger.ts';
import type { Target } from '../../src/core/event/target.ts';
import { benchAt, digest, iamLab, lateClock, NOW, permitting, sessionIntent } from '../support/iam-lab.ts';

const HOUR = 3_600_000;
const aws = inject('aws');
const lab = iamLab(aws);
const OTHER = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});

/** Records of actions in the states given, and a ledger that has the same. */
function recordsOf(...actions: readonly (readonly [Intent, ActionState])[]): Recorded {
  const records = actions.map(([intent, state]): ActionRecord => {
    const { actionId } = intent;
    return { actionId, intent, state, finding: null, by: 'lab', detail: '', since: NOW, changed: NOW };
  });
  const action = async (id: string) => records.find(({ actionId }) => actionId === id);
  return { records, ledger: { action }, ordered: async () => undefined };
}

/** What a sweep at a time says of a target. */
async function swept(target: Target, recorded?: Recorded, at = NOW + 30_000) {
  const told = await sweep(benchAt(aws, { waiting: lateClock(at) }), target, recorded, false);
  return told.map(({ actionId, kind }) => [kind, actionId]);
}

describe.each(['role', 'user'] as const)('revoking a session of a %s', (kind) => {
  let target: Target;
  beforeAll(async () => {
    target =
      kind === 'role' ? await lab.role('revoke-life', { Path: '/team/' }) : await lab.user('revoke-life');
    await lab.put(target, 'work', OTHER);
    await lab.put(target, 'AWSRevokeOlderSessions', OTHER);
  });

  it('writes the document, finds it the next time, and stands', async () => {
    const bench = benchAt(aws);
    const intent = sessionIntent(target);
    const asked: string[] = [];
    const options = permitting({
      permit: async (live, document) => {
        asked.push(...live.policyNames, document);
        return undefined;
      },
    });
    const first = await applyIntent(bench, intent, options);
    expect(first).toEqual({
      outcome: 'applied',
      policyName: policyName(intent.actionId),
      document: denyPolicy(intent),
      removed: [],
      lost: [],
    });
    expect(asked.sort()).toEqual(['AWSRevokeOlderSessions', denyPolicy(intent), 'work'].sort());
    expect(await lab.get(target, policyName(intent.actionId))).toBe(denyPolicy(intent));
    expect((await applyIntent(bench, intent, options)).outcome).toBe('already');
    expect(asked).toHaveLength(3);
    expect(await verify(bench, intent)).toEqual({ kind: 'in-force' });
  });

  it('is undone without a record, once', async () => {
    const bench = benchAt(aws);
    const intent = sessionIntent(target);
    const name = policyName(intent.actionId);
    expect(await listOurs(bench, target)).toMatchObject({ ours: [{ name }], foreign: [] });
    const removed = { name, actionId: intent.actionId, outcome: 'removed', still: { all: [], some: [] } };
    expect(await undo(bench, target, { actionId: intent.actionId })).toEqual({
      kind: 'done',
      gone: false,
      policies: [removed],
    });
    expect(await undo(bench, target, { actionId: intent.actionId })).toEqual({
      kind: 'done',
      gone: false,
      policies: [{ name, actionId: intent.actionId, outcome: 'absent' }],
    });
    expect(await verify(bench, intent)).toEqual({ kind: 'missing' });
    expect([...(await lab.names(target))].sort()).toEqual(['AWSRevokeOlderSessions', 'work']);
  });

  it('is swept only when the last session it is for has ended', async () => {
    const intent = sessionIntent(target, 'swept');
    await applyIntent(benchAt(aws), intent, permitting());
    const over = intent.until + (kind === 'role' ? 12.25 : 36.25) * HOUR;
    const gone = sessionIntent(target, 'gone', NOW + 1_000);
    const recorded = recordsOf([intent, 'verified'], [gone, 'verified']);
    expect(await swept(target, recorded, over - 1)).toEqual([['missing', gone.actionId]]);
    expect(await swept(target, undefined, over)).toEqual([['expired', intent.actionId]]);
    expect(await swept(target, undefined, over)).toEqual([]);
  });

  it('is swept with what came back beside it, but for what was ordered anew meanwhile', async () => {
    const old = sessionIntent(target, 'old', NOW - 40 * HOUR);
    const [back, anew] = [sessionIntent(target, 'back'), sessionIntent(target, 'anew')];
    for (const intent of [old, back, anew]) {
      await lab.put(target, policyName(intent.actionId), denyPolicy(intent));
    }
    const { records } = recordsOf([old, 'verified'], [back, 'undone'], [anew, 'undone']);
    const now = recordsOf([back, 'undone'], [anew, 'applied']);
    expect(await swept(target, { ...now, records })).toEqual([
      ['expired', old.actionId],
      ['resurrected', back.actionId],
    ]);
    expect(await listOurs(benchAt(aws), target)).toMatchObject({ ours: [{ actionId: anew.actionId }] });
    expect(await swept(target)).toEqual([]);
    await undo(benchAt(aws), target, { actionId: anew.actionId });
  });

  it('never touches what others wrote under our names', async () => {
    const bench = benchAt(aws, { waiting: lateClock(NOW + 100 * HOUR) });
    const intent = sessionIntent(target, 'foreign', NOW + 100 * HOUR);
    const name = policyName(intent.actionId);
    const sid = denyDocument(intent.actionId, { scope: 'role', until: NOW }).replace('"Deny"', '"Allow"');
    await lab.put(target, name, sid);
    await lab.put(target, 'rolewarden-notes', OTHER);
    const options = permitting({ deadline: NOW + 101 * HOUR });
    expect(await applyIntent(bench, intent, options)).toMatchObject({
      kind: 'permanent',
      code: 'ForeignPolicy',
    });
    const foreign = { name, actionId: undefined, outcome: 'foreign' };
    expect(await undo(bench, target, { actionId: intent.actionId })).toEqual({
      kind: 'done',
      gone: false,
      policies: [foreign],
    });
    const told = await swept(target, undefined, NOW + 100 * HOUR);
    expect(told).toHaveLength(2);
    expect(told).toEqual(
      expect.arrayContaining([
        ['foreign', intent.actionId],
        ['foreign', 'notes'],
      ]),
    );
    expect(await lab.get(target, name)).toBe(sid);
    expect(await lab.get(target, 'rolewarden-notes')).toBe(OTHER);
  });
});

describe('what the target says at the moment of acting', () => {
  const act = async (target: Target, more = {}) =>
    applyIntent(benchAt(aws), sessionIntent(target), permitting(more));
  const tag = (Key: string, Value: string) => [{ Key, Value }];

  it('is refused without the opt-in tag, unless a person decided', async () => {
    const target = await lab.role('revoke-shy', { Tags: tag('team', 'a') });
    expect(await act(target)).toMatchObject({ outcome: 'ineligible', why: { reason: 'not-opted-in' } });
    const eligibility = { ...permitting().eligibility, needsOptIn: false };
    expect(await act(target, { eligibility })).toMatchObject({ outcome: 'applied' });
  });

  it('is refused when protected by tag or by the configuration', async () => {
    const tags = [...tag('rolewarden:protected', ''), ...tag('rolewarden:revocable', 'true')];
    const target = await lab.role('revoke-glass', { Tags: tags });
    expect(await act(target)).toMatchObject({ why: { reason: 'protected' } });
    const other = await lab.role('revoke-hub');
    const eligibility = { ...permitting().eligibility, isProtected: (arn: string) => arn.endsWith('-hub') };
    expect(await act(other, { eligibility })).toMatchObject({ why: { reason: 'protected' } });
  });

  it('is refused when the role was made again, or belongs to AWS', async () => {
    const target = await lab.role('revoke-reborn');
    const stale = { ...target, uniqueId: 'AROAZZZZZZZZZZZZZZZZZ' };
    expect(await act(stale)).toMatchObject({ why: { reason: 'another' } });
    const reserved = await lab.role('revoke-reserved', { Path: '/aws-reserved/sso.amazonaws.com/' });
    expect(await act(reserved)).toMatchObject({ why: { reason: 'identity-center' } });
    expect(await lab.names(reserved)).toEqual([]);
  });

  it('is refused for a session that a service holds, unless it may', async () => {
    const target = await lab.role('revoke-held');
    const intent = { ...sessionIntent(target), heldBy: 'ec2.amazonaws.com' };
    const refused = await applyIntent(benchAt(aws), intent, permitting());
    expect(JSON.stringify(refused)).toContain('Restart it after the revocation: stop and start it');
    const eligibility = { ...permitting().eligibility, serviceHeld: true };
    expect(await applyIntent(benchAt(aws), intent, permitting({ eligibility }))).toMatchObject({
      outcome: 'applied',
    });
  });

  it('fails at once where there is no such role', async () => {
    const target = await lab.role('revoke-there');
    const gone = { ...target, name: 'revoke-not-there' };
    expect(await act(gone)).toMatchObject({ outcome: 'failed', kind: 'permanent', code: 'NoSuchEntity' });
    expect(await undo(benchAt(aws), gone)).toEqual({ kind: 'done', gone: true, policies: [] });
    expect(await swept(gone)).toEqual([]);
  });

  it('ends all sessions of a role when a person says so', async () => {
    const target = await lab.role('revoke-wide');
    const intent = roleWideIntent(target, NOW + 400, digest);
    expect(await applyIntent(benchAt(aws), intent, permitting())).toMatchObject({ outcome: 'applied' });
    expect(await lab.get(target, policyName(intent.actionId))).not.toContain('aws:userid');
    expect(intent.until).toBe(NOW);
  });

  it('stops when it is not permitted, and takes back what was undone meanwhile', async () => {
    const target = await lab.role('revoke-stop');
    expect(await act(target, { permit: async () => ({ reason: 'kill switch' }) })).toEqual({
      outcome: 'stopped',
      reason: 'kill switch',
    });
    expect(await act(target, { withdrawn: async () => ({ reason: 'undone' }) })).toEqual({
      outcome: 'stopped',
      reason: 'undone',
    });
    expect(await lab.names(target)).toEqual([]);
    await expect(act(target, { permit: () => Promise.reject(new Error('no audit')) })).rejects.toThrow(
      'no audit',
    );
    expect(await lab.names(target)).toEqual([]);
  });
});

describe('room on a role', () => {
  it('compacts only what has expired or is covered, and refuses the ninth live deny', async () => {
    const target = await lab.role('revoke-room');
    const bench = benchAt(aws);
    const apply = (session: string) => applyIntent(bench, sessionIntent(target, session), permitting());
    for (let n = 0; n < 8; n++) expect((await apply(`s${n}`)).outcome).toBe('applied');
    expect(await apply('ninth')).toMatchObject({ outcome: 'failed', code: 'NoRoom' });
    const wide = roleWideIntent(target, NOW + 10_000, digest);
    await lab.put(target, policyName(wide.actionId), denyPolicy(wide));
    const result = await apply('ninth');
    expect(result).toMatchObject({
      outcome: 'applied',
      removed: expect.arrayContaining([
        {
          name: expect.any(String),
          actionId: expect.any(String),
          why: 'covered',
          by: policyName(wide.actionId),
        },
      ]),
    });
    expect(await lab.names(target)).toHaveLength(2);
  });

  it('never sends a document for which there is no room', async () => {
    const target = await lab.role('revoke-full');
    const fat = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'x'.repeat(9_800)}` }],
    });
    await lab.put(target, 'fat', fat);
    const outcomes = [];
    for (let n = 0; n < 6; n++) {
      outcomes.push(await applyIntent(benchAt(aws), sessionIntent(target, `s${n}`), permitting()));
    }
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', ...Array(5).fill('failed')]);
    expect(outcomes.at(-1)).toMatchObject({ code: 'NoRoom', kind: 'permanent', mayBeApplied: false });
  });
});
