import { describe, expect, it } from 'vitest';
import { session as caller, user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { assumeRole, stsCall } from '../../../scripts/records.ts';
import { serviceCall } from '../../../scripts/sign-in.ts';
import { endedAsked, endedOf, GRACE, survivals } from '../../../src/core/action/ended.ts';
import { roleWideIntent } from '../../../src/core/action/intent.ts';
import type { Ended } from '../../../src/core/ports/ports.ts';
import { eventOf } from '../../support/events.ts';
import { digest, sessionIntent } from '../../support/iam-lab.ts';
import { session } from '../../support/lessons.ts';
import { roleCalled } from '../../support/role-called.ts';

const A = '123456789012';
const KEY = 'ASIAEXAMPLEEXAMPLE12';
const AT = Date.parse('2026-06-01T12:00:00Z');
const role = roleCalled('Deploy');
const call = () => ({
  at: '2026-06-01T12:00:00Z',
  from: address('berlinHome', 1),
  account: A,
  by: caller({
    role: { account: A, name: 'Deploy' },
    session: 'x',
    key: KEY,
    issuedAt: '2026-06-01T11:00:00Z',
  }),
});
const watch = { watch: true, separate: false };
const listed = eventOf(serviceCall('s3', 'ListBuckets', call(), null), watch);
const deny = (more: Partial<Ended> = {}): Ended => ({
  actionId: '1',
  verifiedAt: AT - GRACE - 1,
  until: undefined,
  ...more,
});
/** Whether the call is seen as one that got past the deny of all sessions of the role issued up to `until`. */
const pastWide = (until: number, issue: Parameters<typeof session>[1] | undefined) =>
  survivals([listed], {
    ended: new Map([[`${A}/role/deploy`, deny({ until })]]),
    sessions: new Map(issue === undefined ? [] : [[KEY, session(KEY, issue)]]),
  }).length;

describe('a call that got past a deny', () => {
  it('of its session: once more than a minute after that was read back', () => {
    const past = (verifiedAt: number) =>
      survivals([listed], { ended: new Map([[KEY, deny({ verifiedAt })]]), sessions: new Map() });
    expect(past(AT - GRACE - 1)).toEqual([{ event: listed, ended: deny() }]);
    expect(past(AT - GRACE)).toEqual([]);
  });

  it('of all sessions: only with one that is known to have been issued well before the cut-off', () => {
    const time = AT - 3_600_000;
    expect(pastWide(time + 5_000, { time })).toBe(1);
    expect(pastWide(time + 4_999, { time })).toBe(0);
    expect(pastWide(AT, { time, ambiguous: true })).toBe(0);
    expect(pastWide(AT, undefined)).toBe(0);
  });

  it('is none where AWS asks no policy', () => {
    const ended = new Map([[KEY, deny()]]);
    for (const name of ['GetCallerIdentity', 'GetSessionToken']) {
      const event = eventOf(stsCall(name, call(), null, null));
      expect(survivals([event], { ended, sessions: new Map() })).toEqual([]);
      expect(endedAsked([event])).toEqual([]);
    }
  });
});

describe('under which names a deny is asked for', () => {
  it('the key and the role of who called', () => {
    expect(endedAsked([listed, listed])).toEqual([KEY, `${A}/role/deploy`]);
    const bob = { ...call(), by: user(A, 'bob'), role: { account: A, name: 'Deploy' }, session: 'x' };
    expect(endedAsked([eventOf(assumeRole(bob))])).toEqual([]);
  });

  it('and kept: the key, and the role where all its sessions were ended', () => {
    const namesOf = (intent: Parameters<typeof endedOf>[0]) => [...endedOf(intent, AT).entries.keys()];
    expect(namesOf(sessionIntent(role, 'alice', AT))).toEqual([expect.stringMatching(/^ASIA/)]);
    expect(namesOf(roleWideIntent(role, AT, digest))).toEqual([`${A}/role/deploy`]);
    expect(namesOf(roleWideIntent({ ...role, kind: 'user' }, AT, digest))).toEqual([]);
  });
});
