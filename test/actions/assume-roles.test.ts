import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Assumed } from '../../src/actions/roles/asking.ts';
import { createRoleAssumer } from '../../src/actions/roles/assume-roles.ts';
import type { RoleRequest } from '../../src/actions/roles/request.ts';
import { always, type Fault, type FaultProxy, nth, startFaults } from '../support/aws-faults.ts';
import { lateClock } from '../support/iam-lab.ts';

const aws = inject('aws');
let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaults(aws);
});
afterAll(() => proxy.close());

let n = 0;
const request = (more: Partial<RoleRequest> = {}): RoleRequest => ({
  roleArn: `arn:aws:iam::123456789012:role/assumed-${n++}`,
  sessionName: 'rolewarden-test',
  durationSeconds: 900,
  ...more,
});

function fresh(more: Partial<Parameters<typeof createRoleAssumer>[0]> = {}) {
  proxy.use(() => undefined);
  const waiting = lateClock(Date.now());
  return {
    waiting,
    assumer: createRoleAssumer({ region: 'eu-central-1', endpoint: proxy.url, waiting, ...more }),
  };
}

const keyOf = (assumed: Assumed) =>
  assumed.kind === 'assumed' ? assumed.credentials.accessKeyId : assumed.diagnosis.code;

describe('sessions that are shared', () => {
  it('asks once for fifty callers at the same time, and not again while it is fresh', async () => {
    const { assumer } = fresh();
    const same = request();
    const all = await Promise.all(Array.from({ length: 50 }, () => assumer.assume({ ...same })));
    expect(new Set(all.map(keyOf)).size).toBe(1);
    expect(keyOf(await assumer.assume(same))).toBe(keyOf(all[0] ?? (await assumer.assume(same))));
    expect(proxy.count('AssumeRole')).toBe(1);
  });

  it('shares nothing between requests that differ in anything', async () => {
    const { assumer } = fresh();
    const base = request({ tags: { a: '1', b: '2' } });
    const others: readonly RoleRequest[] = [
      base,
      { ...base, policy: '{"Version":"2012-10-17","Statement":[]}' },
      { ...base, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
      { ...base, sessionName: 'other' },
      { ...base, durationSeconds: 1_800 },
      { ...base, externalId: 'one' },
      { ...base, externalId: 'two' },
      { ...base, tags: { a: '1', b: '3' } },
      { ...base, transitiveTagKeys: ['a'] },
      { ...base, sourceIdentity: 'alice' },
      { ...base, region: 'us-west-2' },
      request(),
    ];
    const keys = [];
    for (const each of others) keys.push(keyOf(await assumer.assume(each)));
    expect(new Set(keys).size).toBe(others.length);
    expect(keyOf(await assumer.assume({ ...base, tags: { b: '2', a: '1' } }))).toBe(keys[0]);
    expect(proxy.seen.slice(-others.length).map(({ region }) => region)).toContain('us-west-2');
  });

  it('shares nothing between two callers', async () => {
    let id = 'AKIAONE';
    const credentials = async () => ({
      accessKeyId: id,
      secretAccessKey: 's',
      expiration: new Date(Date.now() - 1),
    });
    const { assumer } = fresh({ credentials });
    const same = request();
    const one = keyOf(await assumer.assume(same));
    id = 'AKIATWO';
    expect(keyOf(await assumer.assume(same))).not.toBe(one);
    id = 'AKIAONE';
    expect(keyOf(await assumer.assume(same))).toBe(one);
  });

  it('keeps at most as many as it was told', async () => {
    const { assumer } = fresh({ most: 2 });
    const [a, b, c] = [request(), request(), request()];
    for (const each of [a, b, c, c, b, a]) await assumer.assume(each);
    expect(proxy.count('AssumeRole')).toBe(4);
  });
});

describe('sessions that end', () => {
  it('are renewed before they end, and used on while STS is away', async () => {
    const { assumer, waiting } = fresh();
    const same = request();
    const first = keyOf(await assumer.assume(same));
    await waiting.sleep(600_000);
    expect(keyOf(await assumer.assume(same))).toBe(first);
    await waiting.sleep(150_000);
    proxy.use(always('AssumeRole', '503'));
    expect(keyOf(await assumer.assume(same))).toBe(first);
    proxy.use(() => undefined);
    expect(keyOf(await assumer.assume(same))).not.toBe(first);
    await waiting.sleep(2_000_000);
    proxy.use(always('AssumeRole', '503'));
    expect(keyOf(await assumer.assume(same))).toBe('ServiceUnavailable');
  });

  it('are forgotten by role, those under way included', async () => {
    const { assumer } = fresh();
    const [a, b] = [request(), request()];
    const [first, other] = [await assumer.assume(a), await assumer.assume(b)];
    expect(assumer.purge(a.roleArn)).toBe(1);
    expect(keyOf(await assumer.assume(a))).not.toBe(keyOf(first));
    expect(keyOf(await assumer.assume(b))).toBe(keyOf(other));
    assumer.purge(a.roleArn);
    const flying = assumer.assume(a);
    await new Promise((resolve) => setTimeout(resolve, 1));
    assumer.purge(a.roleArn);
    const late = keyOf(await flying);
    expect(keyOf(await assumer.assume(a))).not.toBe(late);
  });
});

describe('failures', () => {
  it('waits with jitter and tries again while STS is busy', async () => {
    const { assumer, waiting } = fresh();
    proxy.use(nth('AssumeRole', 'throttle', 1, 2, 3));
    expect((await assumer.assume(request())).kind).toBe('assumed');
    expect(waiting.slept).toEqual([100, 200, 400]);
    proxy.use(always('AssumeRole', 'throttle'));
    expect(await assumer.assume(request())).toMatchObject({
      diagnosis: { code: 'Throttling', transient: true },
    });
    expect(proxy.count('AssumeRole')).toBe(4);
  });

  it('opens the circuit of a role, and lets one probe through', async () => {
    const { assumer, waiting } = fresh();
    const same = request();
    proxy.use(always('AssumeRole', 'denied'));
    for (let tries = 0; tries < 8; tries++) await assumer.assume({ ...same, sessionName: `s${tries}x` });
    expect(proxy.count('AssumeRole')).toBe(5);
    expect(await assumer.assume(same)).toMatchObject({ diagnosis: { code: 'CircuitOpen', transient: true } });
    proxy.use(() => undefined);
    expect((await assumer.assume(request())).kind).toBe('assumed');
    await waiting.sleep(30_000);
    proxy.use(nth('AssumeRole', 'denied', 1));
    const probe = () =>
      Promise.all(['a1', 'b1', 'c1'].map((sessionName) => assumer.assume({ ...same, sessionName })));
    expect((await probe()).map(keyOf).sort()).toEqual(['AccessDenied', 'CircuitOpen', 'CircuitOpen']);
    await waiting.sleep(30_000);
    expect((await probe()).map(keyOf)).toEqual(['CircuitOpen', 'CircuitOpen', 'CircuitOpen']);
    await waiting.sleep(30_000);
    expect((await probe()).filter(({ kind }) => kind === 'assumed')).toHaveLength(1);
    expect((await probe()).every(({ kind }) => kind === 'assumed')).toBe(true);
  });

  it('does not hold a request’s own fault against the role', async () => {
    const { assumer } = fresh();
    const same = request();
    proxy.use(always('AssumeRole', 'packed'));
    for (let tries = 0; tries < 7; tries++) await assumer.assume(same);
    expect(proxy.count('AssumeRole')).toBe(7);
  });

  const CASES: readonly (readonly [Fault, string, RegExp])[] = [
    ['denied', 'AccessDenied', /spelled exactly so.*trust policy.*external id.*SCPs/s],
    ['expired', 'ExpiredToken', /credentials have ended/],
    ['region', 'RegionDisabled', /switched off in eu-central-1/],
    ['malformed', 'MalformedPolicyDocument', /session policy/],
    ['packed', 'PackedPolicyTooLarge', /too large/],
    ['throttle', 'Throttling', /600 requests a second/],
    ['token', 'InvalidClientTokenId', /exists and is active/],
    ['signature', 'SignatureDoesNotMatch', /clock/],
    ['reset', 'Network', /resolved and reached/],
    ['hang', 'Timeout', /drops packets/],
    ['500', 'InternalFailure', /Health Dashboard/],
  ];
  it.each(CASES)('%s says what to check, in order', async (fault, code, check) => {
    const { assumer } = fresh(fault === 'hang' ? { callLimit: 100 } : {});
    proxy.use(always('AssumeRole', fault));
    const assumed = await assumer.assume(request({ externalId: 'my-secret-id' }));
    expect(keyOf(assumed)).toBe(code);
    const text = assumed.kind === 'refused' ? assumed.diagnosis.check.join('\n') : '';
    expect(text).toMatch(check);
    // each stands behind “what to do:”
    expect(text).not.toMatch(/^(?:That|Whether|The host)/m);
    expect(JSON.stringify(assumed)).not.toContain('my-secret-id');
  });

  it('says so when there are no credentials, or nothing answers', async () => {
    const none = fresh({
      credentials: () =>
        Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    });
    expect(keyOf(await none.assumer.assume(request()))).toBe('NoCredentials');
    const nobody = fresh({ endpoint: 'http://127.0.0.1:9' });
    expect(keyOf(await nobody.assumer.assume(request()))).toBe('Network');
  });

  it.each([
    { roleArn: 'arn:aws:iam::123:role/x' },
    { sessionName: 'a b' },
    { durationSeconds: 899 },
    { region: 'evil.example.com/' },
  ])('asks nobody when the request cannot be right: %o', async (wrong) => {
    const { assumer } = fresh();
    expect(keyOf(await assumer.assume(request(wrong)))).toBe('InvalidRequest');
    expect(proxy.count('AssumeRole')).toBe(0);
  });
});

describe('credentials', () => {
  it('show nothing secret, however they are printed', async () => {
    const assumed = await fresh().assumer.assume(request());
    if (assumed.kind === 'refused') throw new Error('refused');
    const { credentials } = assumed;
    const secrets = [credentials.secretAccessKey, credentials.sessionToken];
    const printed = [
      JSON.stringify(assumed),
      inspect(assumed, { depth: 9, showHidden: true }),
      JSON.stringify({ ...credentials }),
      String(credentials),
    ].join();
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(printed).not.toContain(secret);
    }
    expect(Object.keys(credentials).sort()).toEqual(['accessKeyId', 'expiresAt']);
  });
});
