import { describe, expect, it } from 'vitest';
import { session, user } from '../../../scripts/callers.ts';
import { assumeRole, deniedRole, type RawCloudTrail } from '../../../scripts/records.ts';
import { issuedTo } from '../../../src/core/event/issued-to.ts';
import { pack, unpack } from '../../../src/ingest/packed/packed.ts';
import { eventOf, PLACES } from '../../support/events.ts';

const A = '111122223333';
const ROLE = { account: A, name: 'BackdoorAdmin' };
const HEAD = `arn:aws:iam::${A}:role/`;
const call = {
  ...{ at: '2026-03-02T09:00:00Z', from: '192.0.2.33', account: A, by: user(A, 'dave') },
  ...{ role: ROLE, session: 'work' },
};
/** A path behind which a text of so many characters ends with `shown`; IAM allows 512 in a path. */
const path = (head: string, shown: string, length = 512) =>
  `${'p'.repeat(length - head.length - shown.length - 1)}/${shown}/`;
const taken = (arn: string): RawCloudTrail => {
  const record = assumeRole(call);
  const asked = Object(record['requestParameters']);
  return { ...record, requestParameters: { ...asked, roleArn: arn }, resources: [{ ARN: arn }] };
};

describe('a role with the longest path that IAM allows', () => {
  // 510 characters stand between the first slash and the last
  const long = `${HEAD}${path('', 'Reader', 510)}${ROLE.name}`;

  it.each([long, `${HEAD}${path(HEAD, 'Reader')}${ROLE.name}`])('is called by its name: %s', (arn) => {
    expect(eventOf(taken(arn)).role).toEqual({ arn, accountId: A, name: ROLE.name });
  });

  it('is called by its name in a refusal, too', () => {
    const message = `User: x is not authorized to perform: sts:AssumeRole on resource: ${long} because`;
    expect(eventOf({ ...deniedRole(call), errorMessage: message, resources: [] }).role?.name).toBe(ROLE.name);
  });

  it('is itself the one whose session would be ended', () => {
    expect(issuedTo(eventOf(taken(long)))?.target).toMatchObject({
      kind: 'role',
      name: ROLE.name,
      arn: long,
    });
  });

  it('is the same role after packing', () => {
    const event = eventOf(taken(long));
    expect(unpack(pack(event), PLACES)).toEqual(event);
  });
});

describe('what no ARN of a role can be', () => {
  it('a longer one names none, and the answer is read instead', () => {
    const longer = `${HEAD}${path('', 'Reader', 3_000)}${ROLE.name}`;
    expect(eventOf(taken(longer)).role).toEqual({
      ...{ arn: HEAD + ROLE.name, accountId: A },
      name: ROLE.name,
    });
  });
});

describe('a user with a long path', () => {
  it('has a key that ends with the name', () => {
    const head = `arn:aws:iam::${A}:user/`;
    const arn = `${head}${path(head, 'alice')}mallory`;
    const event = eventOf(assumeRole({ ...call, by: { ...user(A, 'mallory'), arn } }));
    expect(event.actor).toMatchObject({ key: `user:${arn}`, name: 'mallory', arn });
  });

  it('and a role without a session is named behind its path', () => {
    const arn = `${HEAD}${path('', 'Reader', 510)}${ROLE.name}`;
    const by = { ...session({ role: ROLE, session: 'x', key: 'ASIAEXAMPLE', issuedAt: call.at }), arn };
    expect(eventOf(assumeRole({ ...call, by })).actor.roleName).toBe(ROLE.name);
  });
});
