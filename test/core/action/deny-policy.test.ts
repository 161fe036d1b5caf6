import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opaque, roleId, session as sessionOf, user } from '../../../scripts/callers.ts';
import { assumeRole, type RawCloudTrail, stsCall } from '../../../scripts/records.ts';
import {
  covers,
  denyDocument,
  denyPolicy,
  policyName,
  readDeny,
  sameDocument,
  sizeOf,
} from '../../../src/core/action/deny-policy.ts';
import { type Intent, intentOf } from '../../../src/core/action/intent.ts';
import { HOUR } from '../../../src/core/time/days.ts';
import { eventOf } from '../../support/events.ts';
import { digest } from '../../support/iam-lab.ts';
import { allowed } from '../../support/simulated.ts';

const SECOND = 1_000;
const text = (min: number, max: number) =>
  fc.stringMatching(new RegExp(`^[A-Za-z0-9_+=,.@-]{${min},${max}}$`));
const account = fc.stringMatching(/^[0-9]{12}$/);
const time = fc
  .integer({
    min: Date.parse('2026-01-01T00:00:00Z') / SECOND,
    max: Date.parse('2026-11-01T00:00:00Z') / SECOND,
  })
  .map((seconds) => seconds * SECOND);
const stolen = fc.record({
  account,
  time,
  name: text(1, 64),
  session: text(2, 32),
  other: text(2, 32),
  path: fc.constantFrom('/', '/team/', '/a/b/c/'),
  call: fc.constantFrom('AssumeRole', 'GetSessionToken', 'GetFederationToken'),
  away: fc.integer({ min: 6, max: 50_000 }),
  near: fc.integer({ min: -5, max: 5 }),
  nonce: fc.integer(),
});
type Stolen = typeof stolen extends fc.Arbitrary<infer T> ? T : never;

function recordOf({ account: id, call, name, nonce, path, session, time: at }: Stolen): RawCloudTrail {
  const common = { at: iso(at), from: '203.0.113.9', account: id, nonce, by: user(id, name) };
  if (call === 'AssumeRole') return assumeRole({ ...common, role: { account: id, name, path }, session });
  const credentials = { accessKeyId: opaque('ASIA', `${id}${nonce}`, 9), expiration: iso(at + HOUR) };
  const federatedUser = {
    federatedUserId: `${id}:${session}`,
    arn: `arn:aws:sts::${id}:federated-user/${session}`,
  };
  return call === 'GetSessionToken'
    ? stsCall(call, common, { durationSeconds: 900 }, { credentials })
    : stsCall(call, common, { name: session }, { credentials, federatedUser });
}

/** `aws:userid` of the stolen session; of what is before the colon in that of its siblings. */
function useridOf({ account: id, call, name, session }: Stolen) {
  if (call === 'GetSessionToken') return { own: opaque('AIDA', `${id}/${name}`, 10), base: id };
  const base = call === 'AssumeRole' ? roleId({ account: id, name }) : id;
  return { own: `${base}:${session}`, base };
}

/** `aws:userid` of the stolen session, of another session of the same role or user, and of another role or user. */
function useridsOf(stolen: Stolen) {
  const { account: id, name, other, session } = stolen;
  const { base, own } = useridOf(stolen);
  const sibling = `${base}:${other === session ? `${other}x` : other}`;
  const all = [sibling, `${own}x`, swapCase(own), roleId({ account: id, name: `${name}2` }) + own.slice(21)];
  return { own, others: all.filter((userid) => userid !== own) };
}

function intentFor(record: RawCloudTrail, scope: 'session' | 'role' = 'session'): Intent {
  const result = intentOf(eventOf(record), { scope, digest });
  if (result.kind === 'irrevocable') throw new Error(JSON.stringify(result.why));
  return result.intent;
}

describe('the deny of one session, judged by an independent simulator of IAM', () => {
  it('denies it, and nobody else, in 1,000 generated cases', async () => {
    await fc.assert(
      fc.asyncProperty(stolen, async (given) => {
        const document = denyPolicy(intentFor(recordOf(given)));
        const { own, others } = useridsOf(given);
        const at = (seconds: number) => given.time + seconds * SECOND;
        const denied = [
          { userid: own, issuedAt: at(0) },
          { userid: own, issuedAt: at(given.near) },
        ];
        const free = [
          { userid: own, issuedAt: at(given.away) },
          { userid: own, issuedAt: at(-given.away) },
          { userid: own },
          ...others.map((userid) => ({ userid, issuedAt: at(0) })),
        ];
        const verdicts = await Promise.all([...denied, ...free].map((asking) => allowed(document, asking)));
        expect(verdicts).toEqual([...denied.map(() => false), ...free.map(() => true)]);
      }),
      { numRuns: 1_000, seed: 20_261_124 },
    );
  });

  it('role-wide: denies every session up to then and none after, in 300 cases', async () => {
    await fc.assert(
      fc.asyncProperty(stolen, async (given) => {
        const document = denyPolicy(intentFor(recordOf(given), 'role'));
        const { own, others } = useridsOf(given);
        const before = [own, ...others].map((userid) => ({
          userid,
          issuedAt: given.time - given.away * SECOND,
        }));
        const after = [own, ...others].map((userid) => ({
          userid,
          issuedAt: given.time + given.away * SECOND,
        }));
        const verdicts = await Promise.all(
          [...before, ...after, { userid: own }].map((asking) => allowed(document, asking)),
        );
        expect(verdicts).toEqual([...before.map(() => false), ...after.map(() => true), true]);
      }),
      { numRuns: 300, seed: 20_261_125 },
    );
  });
});

describe('the document', () => {
  it('follows from the intent byte for byte, is read back as what it is, and is small', () => {
    fc.assert(
      fc.property(stolen, fc.constantFrom('session', 'role'), (given, scope) => {
        const intent = intentFor(recordOf(given), scope);
        const document = denyPolicy(intent);
        const name = policyName(intent.actionId);
        expect(denyPolicy(intentFor(recordOf(given), scope))).toBe(document);
        expect(JSON.parse(document).Statement[0].Sid).toMatch(/^[A-Za-z0-9]+$/);
        const deny = readDeny(name, document);
        expect(deny === undefined ? '' : denyDocument(intent.actionId, deny)).toBe(document);
        const spaced = JSON.stringify(JSON.parse(document), null, 4);
        expect(readDeny(name, spaced)).toEqual(deny);
        expect(sameDocument(spaced, document)).toBe(true);
        expect(sizeOf(document)).toBeLessThan(360);
      }),
    );
  });

  it('is not ours once anything in it is changed', () => {
    const intent = intentFor(recordOf(fc.sample(stolen, { numRuns: 1, seed: 3 })[0] ?? fail()));
    const document = denyPolicy(intent);
    const name = policyName(intent.actionId);
    const changed = [
      document.replace('"Deny"', '"Allow"'),
      document.replace('"Resource":"*"', '"Resource":"arn:aws:s3:::x"'),
      document.replace('StringEquals', 'StringLike'),
      document.replace('Rolewarden', 'Rolewarden0'),
      document.replace('"Statement":[', '"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},'),
      document.replace('{"Version"', '{"Statement":[],"Version"'),
      document.replace('"Effect"', '"NotAction":"s3:*","Effect"'),
      '',
      '[]',
      'null',
      '{"Statement":{}}',
    ];
    expect(changed.map((text) => readDeny(name, text)).filter((deny) => deny !== undefined)).toEqual([]);
    expect(readDeny('rolewarden-0000000000000000', document)).toBeUndefined();
    for (const other of ['AWSRevokeOlderSessions', `x${name}`, `${name}x`]) {
      expect(readDeny(other, document)).toBeUndefined();
    }
  });

  it('covers what it denies and no more', () => {
    const wide = { scope: 'role', until: 100 } as const;
    const one = { scope: 'session', userid: 'AROA:a', from: 90, until: 100 } as const;
    expect([covers(wide, one), covers(one, wide), covers(one, one)]).toEqual([true, false, true]);
    expect(covers({ ...one, userid: 'AROA:b' }, one)).toBe(false);
    const less = [
      { ...one, from: 91 },
      { ...one, until: 99 },
      { ...wide, until: 99 },
    ];
    expect(less.map((outer) => covers(outer, one))).toEqual([false, false, false]);
  });
});

describe('a session of a session', () => {
  it('is named by the role it was issued for, not by the caller', () => {
    const role = { account: '111122223333', name: 'target' };
    const by = sessionOf({
      role: { account: '111122223333', name: 'first' },
      session: 'x',
      key: 'ASIAEXAMPLE',
      issuedAt: iso(0),
    });
    const record = assumeRole({
      at: '2026-05-01T00:00:00Z',
      by,
      from: '203.0.113.9',
      account: role.account,
      role,
      session: 'hop',
    });
    expect(intentFor(record)).toMatchObject({ userid: `${roleId(role)}:hop`, target: { name: 'target' } });
  });
});

function swapCase(text: string): string {
  return [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}

function iso(at: number): string {
  return new Date(at).toISOString().replace('.000', '');
}

function fail(): never {
  throw new Error('no sample');
}
