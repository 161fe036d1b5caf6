import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { root, service, user } from '../../../scripts/callers.ts';
import {
  assumeRole,
  deniedRole,
  type RawCloudTrail,
  serviceRole,
  stsCall,
} from '../../../scripts/records.ts';
import { type IntentResult, intentOf, roleWideIntent } from '../../../src/core/action/intent.ts';
import { longTermKeySteps } from '../../../src/core/action/long-term-key.ts';
import { targetOf } from '../../../src/core/event/target.ts';
import { eventOf } from '../../support/events.ts';
import { digest } from '../../support/iam-lab.ts';

const A = '111122223333';
const how = { scope: 'session', digest } as const;
const call = { at: '2026-05-01T10:00:00Z', by: user(A, 'dave'), from: '203.0.113.9', account: A };
const taken = (name: string, path = '/') =>
  assumeRole({ ...call, role: { account: A, name, path }, session: 'night' });
const of = (record: RawCloudTrail): IntentResult => intentOf(eventOf(record), how);
const whyNot = (record: RawCloudTrail) => {
  const result = of(record);
  return result.kind === 'intent' ? undefined : result.why;
};

describe('what is revoked', () => {
  it('is the session that was issued, whichever copy of the call is read', () => {
    const shared = { shared: 'one' };
    const role = { account: '444455556666', name: 'deploy', path: '/ci/' };
    const mine = assumeRole({ ...call, ...shared, role, session: 'night' });
    const theirs = { ...mine, recipientAccountId: '444455556666', eventID: 'another' };
    const result = of(mine);
    expect(of(theirs)).toEqual(result);
    expect(result).toMatchObject({
      kind: 'intent',
      intent: {
        scope: 'session',
        actionId: expect.stringMatching(/^[0-9a-f]{16}$/),
        target: { kind: 'role', accountId: '444455556666', name: 'deploy', partition: 'aws' },
        userid: expect.stringMatching(/^AROA[A-Z0-9]+:night$/),
        from: Date.parse('2026-05-01T09:59:55Z'),
        until: Date.parse('2026-05-01T10:00:05Z'),
      },
    });
  });

  it('has an id of its own for every key', () => {
    const ids = [1, 2, 3].map((nonce) =>
      of(assumeRole({ ...call, nonce, role: { account: A, name: 'r' }, session: 'night' })),
    );
    expect(new Set(ids.map((result) => JSON.stringify(result))).size).toBe(3);
  });

  it('tells who holds the session of a service', () => {
    const heldBy = 'ec2.amazonaws.com';
    const taken = { ...call, role: { account: A, name: 'web' }, session: 'i-0123456789abcdef0' };
    expect(of(assumeRole({ ...taken, by: service(heldBy) }))).toMatchObject({ intent: { heldBy } });
    const byAgent = { ...Object(call.by), invokedBy: 'aws-mcp.amazonaws.com' };
    const asked = { ...taken, by: byAgent, from: 'aws-mcp.amazonaws.com' };
    expect(of(assumeRole(asked))).toMatchObject({ intent: { heldBy: undefined } });
    const forPerson = service('account-access.amazonaws.com');
    expect(of(assumeRole({ ...taken, by: forPerson }))).toMatchObject({ intent: { heldBy: undefined } });
  });

  it('names the key that a person has to deactivate', () => {
    const steps = longTermKeySteps(eventOf(taken('r')));
    expect(steps.join('\n')).toMatch(
      /update-access-key --user-name 'dave' --access-key-id AKIA\w+ --status Inactive/,
    );
    const by = user(A, 'dave', { mfa: true });
    expect(longTermKeySteps(eventOf({ ...taken('r'), userIdentity: by }))).toEqual([]);
  });

  it.each(['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])(
    'is what %s issued',
    (eventName) => {
      expect(of({ ...taken('r'), eventName })).toMatchObject({ intent: { target: { name: 'r' } } });
    },
  );

  it('role-wide: follows from the cut-off, rounded down to the second', () => {
    const target = targetOf(`arn:aws:iam::${A}:role/r`);
    if (target === undefined) throw new Error('no target');
    const at = Date.parse('2026-05-01T10:00:00Z');
    expect(roleWideIntent(target, at + 999, digest)).toEqual(roleWideIntent(target, at, digest));
    expect(roleWideIntent(target, at + 1_000, digest).actionId).not.toBe(
      roleWideIntent(target, at, digest).actionId,
    );
  });
});

describe('what cannot be revoked', () => {
  it('says why, and what a person does', () => {
    const reserved = taken('AWSReservedSSO_Admin_0123456789abcdef', '/aws-reserved/sso.amazonaws.com/');
    expect(whyNot(reserved)).toMatchObject({ reason: 'identity-center' });
    expect(whyNot(reserved)?.whatToDo.join(' ')).toMatch(
      /identitystore:userId.*assignments.*active sessions.*disable.*12 hours/s,
    );
    const linked = taken('AWSServiceRoleForAutoScaling', '/aws-service-role/autoscaling.amazonaws.com/');
    expect(whyNot(linked)).toMatchObject({ reason: 'service-linked' });
    for (const name of ['AWSServiceRoleForBackdoor', 'AWSReservedSSO_Mine_0123456789abcdef']) {
      expect(of(taken(name)).kind).toBe('intent');
      expect(of(taken(name, '/aws-reserved-not/')).kind).toBe('intent');
    }
    const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE12', expiration: '2026-05-01T11:00:00Z' };
    const rooted = stsCall(
      'AssumeRoot',
      { ...call, by: root(A) },
      { targetPrincipal: '444455556666' },
      { credentials },
    );
    expect(whyNot(rooted)).toMatchObject({
      reason: 'root',
      summary: expect.stringContaining('444455556666'),
    });
    expect(whyNot(stsCall('GetSessionToken', { ...call, by: root(A) }, null, { credentials }))).toMatchObject(
      { reason: 'root' },
    );
  });

  it('of a call of which AWS does not say whose session it issues is not taken for one that issued nothing', () => {
    const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE12', expiration: 'May 1, 2026, 11:00:00 AM' };
    for (const name of ['GetDelegatedAccessToken', 'GetTomorrowsCredentials']) {
      const why = whyNot(stsCall(name, call, null, { credentials }));
      expect(why).toMatchObject({ reason: 'no-session-id' });
      expect(why?.summary).toContain(`${name} issued ASIAEXAMPLEEXAMPLE12`);
    }
  });

  it.each([
    ['arn:aws-us-gov:sts::111122223333:assumed-role/Admin/x', 'us-gov-west-1', 'aws-us-gov'],
    [undefined, 'cn-north-1', 'aws-cn'],
    [undefined, 'eu-central-1', 'aws'],
  ])('names root as its partition does (%s, %s)', (arn, region, partition) => {
    const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE12', expiration: '2026-05-01T11:00:00Z' };
    const member = '444455556666';
    const record = stsCall(
      'AssumeRoot',
      { ...call, by: root(A) },
      { targetPrincipal: member },
      { credentials },
    );
    const by = {
      type: arn === undefined ? 'AWSAccount' : 'AssumedRole',
      arn,
      accountId: A,
      principalId: 'AROAX:x',
    };
    const why = whyNot({ ...record, awsRegion: region, userIdentity: by });
    expect(why?.whatToDo[0]).toContain(`aws:PrincipalArn = arn:${partition}:iam::${member}:root.`);
  });

  it('is what no event names: no key id or no session id', () => {
    const by = service('lambda.amazonaws.com');
    const why = whyNot(serviceRole({ ...call, by, role: { account: A, name: 'fn' }, session: 'fn' }));
    expect(why).toMatchObject({ reason: 'no-session-id' });
    expect(why?.whatToDo.join(' ')).toContain('Restart it');
  });

  it('gives the command for all sessions, of the role or of the user whose federation token it is', () => {
    const by = service('lambda.amazonaws.com');
    const role = whyNot(serviceRole({ ...call, by, role: { account: A, name: 'fn' }, session: 'fn' }));
    expect(role?.whatToDo[0]).toBe(
      `You can end all sessions of role fn issued up to now: rolewarden revoke --role arn:aws:iam::${A}:role/fn (add --dry-run to preview).`,
    );
    const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE12', expiration: '2026-05-01T11:00:00Z' };
    const token = stsCall('GetFederationToken', { ...call, by: user(A, 'bob') }, null, { credentials });
    expect(whyNot(token)?.whatToDo[0]).toBe(
      `You can end all sessions of user bob issued up to now: rolewarden revoke --user arn:aws:iam::${A}:user/bob (add --dry-run to preview).`,
    );
  });

  it('is a call that was refused or issued nothing: 2,000 mutilated records give no intent', () => {
    const good = taken('r');
    const part = fc.constantFrom('responseElements', 'userIdentity', 'requestParameters', 'errorCode');
    const junk = fc.oneof(fc.constant(null), fc.string(), fc.object(), fc.constant({ credentials: {} }));
    fc.assert(
      fc.property(part, junk, fc.boolean(), (name, value, refused) => {
        const broken = refused
          ? deniedRole({ ...call, role: { account: A, name: 'r' } })
          : {
              ...good,
              ...(name === 'responseElements' ? { responseElements: value } : { errorCode: 'AccessDenied' }),
            };
        expect(of({ ...broken, ...(name === 'requestParameters' ? { [name]: value } : {}) }).kind).toBe(
          'irrevocable',
        );
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });
});

describe('hostile values', () => {
  const HOSTILE = [
    '*',
    'AROA*',
    'a?',
    'x"},"Resource":"*',
    `\${aws:username}`,
    'näme',
    'a b',
    'a\nb',
    'a\u202eb',
    '',
    'x'.repeat(65),
    'a/b',
    'a:b',
    "a'b",
  ];
  const granted = (role: string, id: string, key: string): RawCloudTrail => ({
    ...taken('r'),
    resources: [],
    requestParameters: { roleArn: `arn:aws:iam::${A}:role/${role}` },
    responseElements: { credentials: { accessKeyId: key }, assumedRoleUser: { assumedRoleId: id } },
  });
  const ID = `AROA${'A'.repeat(17)}`;
  const KEY = 'ASIAEXAMPLEEXAMPLE12';

  it('give no intent, at any place', () => {
    expect(of(granted('r', `${ID}:night`, KEY)).kind).toBe('intent');
    const records = HOSTILE.flatMap((bad) => [
      granted('r', `${ID}:${bad}`, KEY),
      granted('r', `${bad}:night`, KEY),
      granted('r', `${ID}:night`, bad),
      ...(bad === 'a/b' ? [] : [granted(bad, `${ID}:night`, KEY)]),
    ]);
    expect(records.map(of).filter(({ kind }) => kind === 'intent')).toEqual([]);
  });

  it('of any kind never reach a document: whatever is accepted is plain', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE, 'night', 'r'));
    fc.assert(
      fc.property(any, any, any, (role, session, key) => {
        const result = of(granted(role, `${ID}:${session}`, key === 'r' ? KEY : key));
        if (result.kind === 'irrevocable') return;
        expect(JSON.stringify(result.intent.target)).not.toMatch(/[*?$<>\\ ]/);
        expect(result.intent).toMatchObject({ userid: expect.stringMatching(/^AROA[A-Z0-9]+:[\w+=,.@-]+$/) });
      }),
      { numRuns: 2_000, seed: 9 },
    );
  });

  it('that contradict each other give none either', () => {
    const asked = { roleArn: `arn:aws:iam::${A}:role/r`, roleSessionName: 'somebody-else' };
    expect(whyNot({ ...granted('r', `${ID}:night`, KEY), requestParameters: asked })).toMatchObject({
      reason: 'values',
    });
  });
});
