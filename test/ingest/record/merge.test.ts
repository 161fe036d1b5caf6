import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsider, user } from '../../../scripts/callers.ts';
import { assumeRole, type RoleCall } from '../../../scripts/records.ts';
import type { Federation, StsEvent } from '../../../src/core/event/event.ts';
import { inOrder } from '../../../src/core/event/order.ts';
import type { Origin } from '../../../src/core/place/origin.ts';
import { aliasesOf, mergeCopies } from '../../../src/ingest/record/merge.ts';
import { normalise } from '../../../src/ingest/record/normalise.ts';

const NOWHERE = {
  locate: () => ({
    place: undefined,
    network: undefined,
    own: undefined,
    reputation: { lists: [], anonymiser: undefined, threatsKnown: false, anonymisersKnown: false },
  }),
};
const [CALLER, OWNER] = ['111122223333', '444455556666'];

function event(record: unknown): StsEvent {
  const result = normalise(record, NOWHERE);
  if (result.kind !== 'event') throw new Error(result.kind);
  return result.event;
}
const call: RoleCall = {
  at: '2026-03-02T09:00:00Z',
  by: user(CALLER, 'dave'),
  from: '192.0.2.1',
  account: CALLER,
  role: { account: OWNER, name: 'R' },
  session: 's',
  shared: 'twins',
};
const callers = event(assumeRole(call));
const owners = event(assumeRole({ ...call, account: OWNER, by: outsider(CALLER, 'AIDAEXAMPLE') }));
const { shared: _, ...alone } = call;
const plain = event(assumeRole({ ...alone, at: '2026-03-02T10:00:00Z' }));
const corrected = event({
  ...assumeRole({ ...call, at: '2026-03-02T10:00:00Z', nonce: 'late', seconds: 900 }),
  sharedEventID: undefined,
  addendum: { reason: 'UPDATED_DATA', originalEventID: plain.eventId },
});

describe('copies of one event', () => {
  it('of a cross-account call are one, told by the caller’s side', () => {
    const { events, duplicates } = mergeCopies([owners, callers]);
    expect(events.length).toBe(1);
    expect(events[0]).toMatchObject({
      id: callers.sharedEventId,
      actor: { kind: 'user', name: 'dave' },
      role: { name: 'R' },
    });
    expect(duplicates).toBe(0);
  });

  it('that are delivered again are duplicates', () => {
    expect(mergeCopies([callers, owners, callers, owners, callers]).duplicates).toBe(3);
  });

  it('are replaced by their correction, under the original’s id', () => {
    const { events } = mergeCopies([plain, corrected]);
    expect(events.length).toBe(1);
    expect(events[0]).toMatchObject({ id: plain.eventId, request: { durationSeconds: 900 } });
  });

  it('are replaced by the last of their corrections', () => {
    const earlier = { ...corrected, eventId: '0', time: corrected.time - 1, region: 'earlier' };
    const { events } = mergeCopies([plain, earlier, corrected]);
    expect(events.map(({ region }) => region)).toEqual([corrected.region]);
  });

  it('fill what the caller’s side leaves open, and nothing else', () => {
    const open = {
      grant: undefined,
      role: undefined,
      federation: undefined,
      vpcEndpointId: undefined,
      vpcEndpointAccountId: undefined,
    };
    const federation: Federation = {
      kind: 'oidc',
      providerArn: undefined,
      issuer: 'i',
      subject: 's',
      parsed: undefined,
      audience: 'a',
    };
    const all = {
      federation,
      grant: { accessKeyId: 'ASIA1', assumedRoleId: 'AROA1:s', expiresAt: 1 },
      role: { arn: 'arn', accountId: OWNER, name: 'R' },
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: OWNER,
    };
    const request = { ...callers.request, externalIdHash: 'hash', sessionName: 'other' };
    const { events } = mergeCopies([
      { ...callers, ...open },
      { ...owners, ...all, request },
    ]);
    expect(events).toEqual([{ ...callers, ...all, request: { ...callers.request, externalIdHash: 'hash' } }]);
  });

  it('are told by the side that names a user, though the other has the address', () => {
    const origin: Origin = { kind: 'other', text: '', ip: undefined };
    const address: Origin = { kind: 'ip', ip: '192.0.2.1', ...NOWHERE.locate() };
    const { events } = mergeCopies([
      { ...owners, actor: { ...owners.actor, arn: 'arn' }, origin: address },
      { ...callers, actor: { ...callers.actor, arn: undefined }, origin },
    ]);
    expect(events).toMatchObject([{ actor: { kind: 'user' }, origin: { kind: 'ip' } }]);
  });

  it('of two calls that claim one eventID belong to the one with the smaller id', () => {
    const claims = ['b', 'a', 'c'].map((id) => ({ ...callers, eventId: 'e', id }));
    expect([...aliasesOf(claims)]).toEqual([['e', 'a']]);
    expect([...aliasesOf([{ ...callers, eventId: 'e', id: 'e' }])]).toEqual([]);
  });

  it('give the same events in any order', () => {
    const all = [callers, owners, plain, corrected, callers, plain];
    const expected = JSON.stringify(inOrder(mergeCopies(all).events));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(JSON.stringify(inOrder(mergeCopies(shuffled).events))).toBe(expected);
      }),
    );
  });
});

describe('the order of judging', () => {
  it('puts a session’s use after its issue inside one second, whatever the ids', () => {
    const issue = {
      ...callers,
      id: 'z',
      eventId: 'z',
      grant: { accessKeyId: 'ASIA1', assumedRoleId: undefined, expiresAt: undefined },
    };
    const use = {
      ...callers,
      id: 'a',
      eventId: 'a',
      grant: { accessKeyId: 'ASIA2', assumedRoleId: undefined, expiresAt: undefined },
      actor: { ...callers.actor, accessKeyId: 'ASIA1' },
    };
    const last = {
      ...callers,
      id: 'b',
      eventId: 'b',
      grant: undefined,
      actor: { ...callers.actor, accessKeyId: 'ASIA2' },
    };
    fc.assert(
      fc.property(fc.shuffledSubarray([issue, use, last], { minLength: 3 }), (shuffled) => {
        expect(inOrder(shuffled).map(({ id }) => id)).toEqual(['z', 'a', 'b']);
      }),
    );
  });

  it('survives two events that issue each other’s keys', () => {
    const one = {
      ...callers,
      id: '1',
      grant: { accessKeyId: 'K1', assumedRoleId: undefined, expiresAt: undefined },
      actor: { ...callers.actor, accessKeyId: 'K2' },
    };
    const two = {
      ...callers,
      id: '2',
      grant: { accessKeyId: 'K2', assumedRoleId: undefined, expiresAt: undefined },
      actor: { ...callers.actor, accessKeyId: 'K1' },
    };
    expect(inOrder([two, one]).map(({ id }) => id)).toEqual(inOrder([one, two]).map(({ id }) => id));
  });
});
