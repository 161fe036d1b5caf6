import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { randomOf } from '../../scripts/random.ts';
import { applyIntent } from '../../src/actions/ending/apply-intent.ts';
import type { Result } from '../../src/actions/ending/tries.ts';
import { undo } from '../../src/actions/ending/undo.ts';
import { inlinePolicies } from '../../src/actions/iam/policies.ts';
import { verify } from '../../src/actions/iam/verify.ts';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import type { SessionIntent } from '../../src/core/action/intent.ts';
import type { Target } from '../../src/core/event/target.ts';
import { always, type Fault, type FaultProxy, nth, startFaults } from '../support/aws-faults.ts';
import { benchAt, iamLab, lateClock, NOW, permitting, sessionIntent } from '../support/iam-lab.ts';
import { loopClock } from '../support/loop-clock.ts';

const MINUTE = 60_000;
const aws = inject('aws');
const lab = iamLab(aws);
let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaults(aws);
});
afterAll(() => proxy.close());

let made = 0;
async function fresh(): Promise<{ readonly target: Target; readonly intent: SessionIntent }> {
  const target = await lab.role(`faults-${made++}`);
  return { target, intent: sessionIntent(target) };
}

const stands = async (target: Target, intent: SessionIntent) =>
  (await lab.names(target)).includes(policyName(intent.actionId)) &&
  (await lab.get(target, policyName(intent.actionId))) === denyPolicy(intent);

/**
 * How many writes may be sent in all; two for faults that are not here. An answer that hangs is given up after a time in
 * which a busy server may not have written yet: then it is written again.
 */
const WRITES: Readonly<Partial<Record<Fault, readonly number[]>>> = {
  'then-hang': [1, 2],
  'then-reset': [1],
};

describe('an answer that is lost', () => {
  const lookedUp = async (fault: Fault) => {
    const { intent, target } = await fresh();
    const own = await startFaults(aws);
    onTestFinished(() => own.close());
    own.use(nth('PutRolePolicy', fault, 1));
    expect(await applyIntent(benchAt(own.url), intent, permitting())).toMatchObject({ outcome: 'applied' });
    expect(WRITES[fault] ?? [2], fault).toContain(own.count('PutRolePolicy'));
    expect(await stands(target, intent), fault).toBe(true);
  };

  it.each(['then-reset', 'reset', 'garbage', '500', '503'] as const)(
    '%s on the write: looked up, never guessed',
    lookedUp,
  );

  it('is waited for with a reason: of the write, of its undo, and of the role that writes', async () => {
    const { intent, target } = await fresh();
    const own = await startFaults(aws);
    onTestFinished(() => own.close());
    const clock = lateClock();
    const reasons: (string | undefined)[] = [];
    const sleep = (ms: number, why?: string) => {
      reasons.push(why);
      return clock.sleep(ms);
    };
    const bench = () =>
      benchAt(own.url, {
        waiting: { ...clock, sleep },
        spoke: `arn:aws:iam::${target.accountId}:role/spoke`,
      });
    for (const action of ['PutRolePolicy', 'DeleteRolePolicy', 'AssumeRole'] as const) {
      own.use((call) => (call.action === action && reasons.length === 0 ? '503' : undefined));
      if (action === 'DeleteRolePolicy') await undo(bench(), target);
      else await applyIntent(bench(), intent, permitting());
      expect([action, reasons.splice(0)[0]]).toEqual([action, expect.stringMatching(/unavailable/i)]);
    }
  });

  it('nor where the write hangs, or its answer does', async () => {
    await Promise.all((['then-hang', 'hang', 'drip'] as const).map(lookedUp));
  });

  it.each(['hang', 'drip'] as const)(
    '%s for ever: no call is longer than its limit, and it ends',
    async (fault) => {
      const { intent, target } = await fresh();
      proxy.use(always('GetRole', fault));
      const waiting = lateClock();
      const bench = benchAt(proxy.url, { callLimit: 500, waiting });
      const options = permitting({ deadline: NOW + 2 * MINUTE });
      const result = await applyIntent(bench, intent, options);
      expect(result).toMatchObject({ outcome: 'failed', kind: 'transient', mayBeApplied: false });
      expect(proxy.count('GetRole')).toBeGreaterThan(1);
      expect(waiting.now()).toBeLessThanOrEqual(NOW + 2 * MINUTE);
      expect(await lab.names(target)).toEqual([]);
    },
  );

  it('with the settings as shipped no call outlives five seconds', async () => {
    proxy.use(({ n }) => (n % 2 === 0 ? 'hang' : 'drip'));
    const bench = benchAt(proxy.url);
    const { target } = await fresh();
    const opened = await bench.access.open(target, 'limit');
    if (opened.kind === 'refused') throw new Error('refused');
    const calls = inlinePolicies(opened.clients, target);
    const clock = loopClock();
    const ends = await Promise.allSettled([
      calls.put('a', '{}'),
      calls.put('b', '{}'),
      calls.get('a'),
      calls.get('b'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    clock.stop();
    expect(clock.now()).toBeLessThan(9_000);
    expect(proxy.count('PutRolePolicy')).toBe(2);
  });

  it('is said to be open where IAM cannot be asked', async () => {
    const { intent } = await fresh();
    let put = false;
    proxy.use(({ action }) => {
      if (action === 'PutRolePolicy') put = true;
      return put ? 'then-reset' : undefined;
    });
    const result = await applyIntent(benchAt(proxy.url), intent, permitting());
    expect(result).toMatchObject({ outcome: 'failed', kind: 'transient', mayBeApplied: true });
    expect(JSON.stringify(result)).toContain('Check first whether the policy is in place');
  });

  it('costs at most 1.3 calls per action when three in ten are lost', async () => {
    const script = ({ action, random }: { readonly action: string; readonly random: () => number }) =>
      /^(?:Put|Delete)/.test(action) && random() < 0.3 ? 'then-reset' : undefined;
    proxy.use(script);
    const all = await Promise.all(Array.from({ length: 40 }, fresh));
    const bench = benchAt(proxy.url, { callLimit: 60_000 });
    const results = await Promise.all(all.map(({ intent }) => applyIntent(bench, intent, permitting())));
    expect(results.every(({ outcome }) => outcome === 'applied')).toBe(true);
    expect(proxy.count('PutRolePolicy')).toBeLessThanOrEqual(52);
    expect(proxy.seen.filter(({ fault }) => fault === 'then-reset').length).toBeGreaterThan(3);
    const undone = await Promise.all(all.map(({ target }) => undo(bench, target)));
    expect(undone.every(({ kind }) => kind === 'done')).toBe(true);
    expect(await Promise.all(all.map(({ target }) => lab.names(target)))).toEqual(all.map(() => []));
  });
});

describe('AWS is busy', () => {
  it('waits out a storm of 90 seconds, then one of every second call, within three minutes', async () => {
    const waiting = lateClock();
    const start = waiting.now();
    const times: number[] = [];
    const random = randomOf(7);
    proxy.use(() => {
      times.push(waiting.now());
      const since = waiting.now() - start;
      return since < 90_000 || random() < 0.5 ? 'throttle' : undefined;
    });
    const { intent, target } = await fresh();
    const bench = benchAt(proxy.url, { waiting });
    expect(await applyIntent(bench, intent, permitting())).toMatchObject({ outcome: 'applied' });
    expect(await stands(target, intent)).toBe(true);
    expect(waiting.now() - start).toBeLessThanOrEqual(3 * MINUTE);
    const storm = times.filter((time) => time > start && time - start < 90_000);
    expect(storm.length).toBeLessThanOrEqual(90);
  });

  it.each(['500', 'throttle'] as const)(
    'ends at its deadline when every call is a %s, and says so',
    async (fault) => {
      const waiting = lateClock();
      const deadline = NOW + 3 * MINUTE;
      proxy.use(() => fault);
      const { intent } = await fresh();
      const result = await applyIntent(benchAt(proxy.url, { waiting }), intent, permitting({ deadline }));
      expect(result).toMatchObject({ outcome: 'failed', kind: 'transient', mayBeApplied: false });
      expect(JSON.stringify(result)).toMatch(
        /By hand, with credentials of account \d{12}: aws iam put-role-policy/,
      );
      expect(waiting.now()).toBeLessThanOrEqual(deadline);
      expect(waiting.now()).toBeGreaterThan(deadline - 20_000);
    },
  );

  it('does nothing after its time', async () => {
    const { intent } = await fresh();
    proxy.use(() => undefined);
    const late = benchAt(proxy.url, { waiting: lateClock(NOW + 15 * MINUTE) });
    expect(await applyIntent(late, intent, permitting())).toMatchObject({ code: 'TooLate' });
    expect(proxy.count('GetRolePolicy')).toBe(0);
  });
});

describe('AWS refuses', () => {
  const CASES: readonly (readonly [Fault, string, (intent: SessionIntent) => string])[] = [
    ['denied', 'AccessDenied', denyPolicy],
    ['no-such-entity', 'NoSuchEntity', () => 'check its name'],
    ['unmodifiable', 'UnmodifiableEntity', () => 'only the service itself'],
    ['limit', 'LimitExceeded', () => 'aws iam detach-role-policy'],
    ['malformed', 'MalformedPolicyDocument', () => 'report it as a fault'],
  ];
  it.each(CASES)(
    '%s: at most two tries, within ten seconds, with what to do',
    async (fault, code, advice) => {
      const { intent } = await fresh();
      const waiting = lateClock();
      const start = waiting.now();
      proxy.use(always('PutRolePolicy', fault));
      const result = await applyIntent(benchAt(proxy.url, { waiting }), intent, permitting());
      expect(result).toMatchObject({ outcome: 'failed', kind: 'permanent', code, mayBeApplied: false });
      expect(lines(result).at(-1)).toContain(advice(intent));
      expect(proxy.count('PutRolePolicy')).toBeLessThanOrEqual(2);
      expect(waiting.now() - start).toBeLessThanOrEqual(10_000);
    },
  );

  it('overcomes a permission that was given a moment ago', async () => {
    const { intent } = await fresh();
    proxy.use(nth('PutRolePolicy', 'denied', 1));
    expect(await applyIntent(benchAt(proxy.url), intent, permitting())).toMatchObject({ outcome: 'applied' });
  });

  it('gets new credentials when its own have ended', async () => {
    const { intent } = await fresh();
    proxy.use(nth('GetRole', 'expired', 1));
    const bench = benchAt(proxy.url, { spoke: 'arn:aws:iam::123456789012:role/spoke-expired' });
    expect(await applyIntent(bench, intent, permitting())).toMatchObject({ outcome: 'applied' });
    expect(proxy.count('AssumeRole')).toBe(2);
    const policy = new URLSearchParams(proxy.seen.find(({ action }) => action === 'AssumeRole')?.body).get(
      'Policy',
    );
    expect(JSON.parse(policy ?? '').Statement[0]).toMatchObject({
      Action: [
        'iam:GetRole',
        'iam:ListRolePolicies',
        'iam:GetRolePolicy',
        'iam:PutRolePolicy',
        'iam:DeleteRolePolicy',
      ],
      Resource: [intent.target.arn, intent.target.arn.replace('role/', 'role/*/')],
    });
  });

  it('names what to check when the spoke role is refused', async () => {
    const { intent } = await fresh();
    proxy.use(always('AssumeRole', 'denied'));
    const bench = benchAt(proxy.url, { spoke: 'arn:aws:iam::123456789012:role/spoke-refused' });
    const result = await applyIntent(bench, intent, permitting());
    expect(result).toMatchObject({ outcome: 'failed', kind: 'permanent', code: 'AccessDenied' });
    expect(lines(result)[0]).toContain('spelled exactly so');
  });
});

describe('answers that are seconds old', () => {
  it('on a list after the write: an undo finds the policy by its name', async () => {
    const { intent, target } = await fresh();
    await applyIntent(benchAt(aws), intent, permitting());
    proxy.use(nth('ListRolePolicies', 'stale-list', 1));
    expect(await undo(benchAt(proxy.url), target, { actionId: intent.actionId })).toMatchObject({
      policies: [{ outcome: 'removed' }],
    });
    expect(await lab.names(target)).toEqual([]);
  });

  it('on the list and by name: an undo looks again', async () => {
    const { intent, target } = await fresh();
    await applyIntent(benchAt(aws), intent, permitting());
    proxy.use(({ action, n }) => {
      if (n > 1) return undefined;
      if (action === 'ListRolePolicies') return 'stale-list';
      return action === 'GetRolePolicy' ? 'no-such-entity' : undefined;
    });
    expect(await undo(benchAt(proxy.url), target, { actionId: intent.actionId })).toMatchObject({
      policies: [{ outcome: 'removed' }],
    });
  });

  it('on a list after the write: an undo of the whole role looks again', async () => {
    const { intent, target } = await fresh();
    await applyIntent(benchAt(aws), intent, permitting());
    proxy.use(nth('ListRolePolicies', 'stale-list', 1));
    const name = policyName(intent.actionId);
    expect(await undo(benchAt(proxy.url), target)).toMatchObject({
      policies: [{ name, outcome: 'removed' }],
    });
    expect(await lab.names(target)).toEqual([]);
  });

  it('on every list: an undo of the whole role finds by name what the ledger has of it', async () => {
    const { intent, target } = await fresh();
    await applyIntent(benchAt(aws), intent, permitting());
    proxy.use(always('ListRolePolicies', 'stale-list'));
    const known = [intent.actionId, '0123456789abcdef'];
    expect(await undo(benchAt(proxy.url), target, { known })).toMatchObject({
      policies: [{ name: policyName(intent.actionId), outcome: 'removed' }],
    });
    expect(await lab.names(target)).toEqual([]);
  });

  it('on every read after the write: it is said to be open', async () => {
    const { intent, target } = await fresh();
    proxy.use(always('GetRolePolicy', 'no-such-entity'));
    const result = await applyIntent(benchAt(proxy.url), intent, permitting());
    expect(result).toMatchObject({ outcome: 'failed', kind: 'transient', mayBeApplied: true });
    expect(await stands(target, intent)).toBe(true);
  });
});

describe('an undo that races the apply', () => {
  it('wins at every point, also when the write’s answer is lost', async () => {
    const calls = ['GetRolePolicy', 'GetRole', 'ListRolePolicies', 'PutRolePolicy'];
    const left: (readonly string[])[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const { intent, target } = await fresh();
      const random = randomOf(seed);
      let tombstone = false;
      let at = Math.floor(random() * 8);
      let running: Promise<unknown> = Promise.resolve();
      proxy.use(({ action }) => {
        if (calls.includes(action) && at-- === 0) {
          tombstone = true;
          running = undo(benchAt(aws), target, { actionId: intent.actionId });
        }
        return action === 'PutRolePolicy' && random() < 0.4 ? 'then-reset' : undefined;
      });
      const undone = async () => (tombstone ? { reason: 'undone' } : undefined);
      const options = permitting({ permit: undone, withdrawn: undone });
      const result = await applyIntent(benchAt(proxy.url), intent, options);
      await running;
      if (!tombstone) await undo(benchAt(aws), target, { actionId: intent.actionId });
      expect(result.outcome === 'applied' && tombstone).toBe(false);
      left.push(await lab.names(target));
    }
    expect(left.flat()).toEqual([]);
  });

  it('says missing when somebody else removed it', async () => {
    const { intent, target } = await fresh();
    proxy.use(() => undefined);
    await applyIntent(benchAt(proxy.url), intent, permitting());
    await undo(benchAt(aws), target);
    expect(await verify(benchAt(proxy.url), intent)).toEqual({ kind: 'missing' });
  });
});

function lines(result: Result): readonly string[] {
  return result.outcome === 'failed' ? result.whatToDo : [];
}
