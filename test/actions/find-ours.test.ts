import { runSimulation } from '@cloud-copilot/iam-simulate';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { applyIntent } from '../../src/actions/ending/apply-intent.ts';
import { listOurs } from '../../src/actions/ending/list-ours.ts';
import { undo } from '../../src/actions/ending/undo.ts';
import { findOurs } from '../../src/actions/iam/find-ours.ts';
import { createGate } from '../../src/actions/iam/gate.ts';
import { createRoleAssumer } from '../../src/actions/roles/assume-roles.ts';
import { sessionPolicyFor } from '../../src/actions/roles/session-policy.ts';
import { policyName } from '../../src/core/action/deny-policy.ts';
import { targetOf } from '../../src/core/event/target.ts';
import { type FaultProxy, nth, startFaults } from '../support/aws-faults.ts';
import { benchAt, iamLab, LAB, lateClock, permitting, sessionIntent } from '../support/iam-lab.ts';

const aws = inject('aws');
const lab = iamLab(aws);
const NOTES = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';
let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaults(aws);
});
afterAll(() => proxy.close());

describe('without a ledger', () => {
  it('finds all that is ours in an account, and takes it back', async () => {
    const role = await lab.role('found-role', { Path: '/deep/er/' });
    const user = await lab.user('found-user');
    await lab.put(role, 'rolewarden-notes', NOTES);
    const bench = benchAt(proxy.url, { spoke: `arn:aws:iam::${LAB}:role/found-spoke` });
    for (const target of [role, user]) await applyIntent(bench, sessionIntent(target), permitting());
    proxy.use(nth('GetAccountAuthorizationDetails', 'throttle', 1, 2, 3));
    const found = await findOurs(bench, role);
    const carriers =
      found.kind === 'found' ? found.carriers.filter(({ target }) => target.name.startsWith('found-')) : [];
    expect(carriers.map(({ target }) => target)).toEqual(expect.arrayContaining([role, user]));
    expect(carriers.find(({ target }) => target.kind === 'role')?.foreign).toEqual(['rolewarden-notes']);
    for (const { target } of carriers) await undo(bench, target);
    expect([await lab.names(role), await lab.names(user)]).toEqual([['rolewarden-notes'], []]);
  });

  it.each([
    ['ListRolePolicies', () => lab.role('found-paged')],
    ['ListUserPolicies', () => lab.user('found-paged')],
    ['GetAccountAuthorizationDetails', () => lab.role('found-on-a-page')],
  ])('reads on where %s answers in pages', async (action, made) => {
    const target = await made();
    const bench = benchAt(proxy.url);
    const intent = sessionIntent(target);
    await applyIntent(bench, intent, permitting());
    proxy.use(nth(action, 'first-page', 1));
    const name = policyName(intent.actionId);
    if (action === 'GetAccountAuthorizationDetails') {
      const found = await findOurs(bench, target);
      expect(found.kind === 'found' && found.carriers.flatMap(({ ours }) => ours)).toContainEqual(
        expect.objectContaining({ name }),
      );
    } else expect(await listOurs(bench, target)).toMatchObject({ ours: [{ name }] });
    const asked = proxy.seen.filter((one) => one.action === action).slice(-2);
    expect(asked.map(({ body }) => new URLSearchParams(body).get('Marker'))).toEqual([null, 'next-page']);
  });

  it('says what to check where it may not look', async () => {
    proxy.use(nth('GetAccountAuthorizationDetails', 'denied', 1));
    const found = await findOurs(benchAt(proxy.url), { accountId: LAB, partition: 'aws' });
    expect(found).toMatchObject({
      kind: 'failed',
      failure: { code: 'AccessDenied' },
      whatToDo: [expect.stringContaining('GetAccountAuthorizationDetails'), expect.any(String)],
    });
  });
});

describe('many at once', () => {
  it('eight analyzers and thirty findings on one role: none is lost, each is there or was refused', async () => {
    const target = await lab.role('found-crowd');
    const crowded = () => benchAt(aws, { callLimit: 60_000 });
    const benches = Array.from({ length: 8 }, crowded);
    const work = Array.from({ length: 30 }, (_, n) => sessionIntent(target, `s${n % 15}`));
    const results = await Promise.all(
      work.map(async (intent, n) => ({
        intent,
        result: await applyIntent(benches[n % 8] ?? crowded(), intent, permitting()),
      })),
    );
    const names = new Set(await lab.names(target));
    for (const { intent, result } of results) {
      const there = names.has(policyName(intent.actionId));
      if (result.outcome !== 'failed') expect(there).toBe(true);
      else expect(result.code).toBe('NoRoom');
    }
    expect(names.size).toBeGreaterThanOrEqual(8);
  });

  it('a throttled account waits a second between calls, others do not wait', async () => {
    const waiting = lateClock();
    const start = waiting.now();
    const gate = createGate(waiting);
    await gate.turn('a');
    gate.throttled('a');
    await gate.turn('b');
    expect([waiting.now() - start, gate.calm('a'), gate.calm('b')]).toEqual([0, false, true]);
    for (let n = 1; n <= 5; n++) {
      await gate.turn('a');
      expect(waiting.now() - start).toBe(n * 1_000);
    }
    await waiting.sleep(31_000);
    expect(gate.calm('a')).toBe(true);
  });
});

describe('what a session of ours may do', () => {
  const arns = [
    `arn:aws:iam::${LAB}:role/deploy`,
    `arn:aws:iam::${LAB}:role/team/deploy`,
    `arn:aws:iam::${LAB}:user/eve`,
  ];
  const may = async (policy: string, action: string, resource: string) => {
    const everything = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }],
    };
    const outcome = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${LAB}:assumed-role/spoke/s`,
          action,
          resource: { resource, accountId: LAB },
          contextVariables: {},
        },
        sessionPolicy: JSON.parse(policy),
        identityPolicies: [{ name: 'spoke', policy: everything }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome));
    return outcome.overallResult === 'Allowed';
  };

  it.each(arns)('%s: five calls, on itself', async (arn) => {
    const target = targetOf(arn);
    if (target === undefined) throw new Error('no target');
    const policy = sessionPolicyFor(target);
    const kind = target.kind === 'role' ? 'Role' : 'User';
    const yes = [
      `Get${kind}`,
      `List${kind}Policies`,
      `Get${kind}Policy`,
      `Put${kind}Policy`,
      `Delete${kind}Policy`,
    ];
    const no = [`Attach${kind}Policy`, `Delete${kind}`, `Put${kind}PermissionsBoundary`, `Tag${kind}`];
    for (const call of yes) expect(await may(policy, `iam:${call}`, arn)).toBe(true);
    for (const call of no) expect(await may(policy, `iam:${call}`, arn)).toBe(false);
    const others = [
      `${arn}2`,
      arn.replace('deploy', 'hub').replace('eve', 'bob'),
      arn.replace(':role/', ':role/x'),
    ];
    for (const other of others.filter((each) => each !== arn)) {
      expect(await may(policy, `iam:Put${kind}Policy`, other)).toBe(false);
    }
  });
});

describe('who we are', () => {
  it('is what STS says, or why it is not known', async () => {
    proxy.use(() => undefined);
    const assumer = createRoleAssumer({ region: 'eu-central-1', endpoint: proxy.url });
    expect(await assumer.whoAmI()).toMatchObject({ kind: 'known', accountId: LAB });
    proxy.use(nth('GetCallerIdentity', 'token', 1));
    expect(await assumer.whoAmI()).toMatchObject({
      kind: 'refused',
      diagnosis: { code: 'InvalidClientTokenId' },
    });
    assumer.close();
  });
});
