import { describe, expect, it } from 'vitest';
import { service, session, user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { assumeRole, callerIdentity, deniedRole, stsCall } from '../../../scripts/records.ts';
import { serviceCall } from '../../../scripts/sign-in.ts';
import { stepsByHand } from '../../../src/core/action/alert-steps.ts';
import { eventOf } from '../../support/events.ts';

const A = '111122223333';
const KEY = 'ASIAEXAMPLEEXAMPLE12';
const call = { at: '2026-06-01T12:00:00Z', from: address('hoster', 3), account: A };
const taken = { ...call, role: { account: A, name: 'Deploy' }, session: 'fix' };
const alice = session({
  role: { account: A, name: 'Ops' },
  session: 'alice',
  key: KEY,
  issuedAt: '2026-06-01T11:00:00Z',
});
const steps = (record: Parameters<typeof eventOf>[0]) => stepsByHand(eventOf(record), []);
const issued = { accessKeyId: KEY, expiration: 'Jun 1, 2026, 11:00:00 PM' };

describe('the steps of an alert on what is not ended by itself', () => {
  it('end the session that was issued, and name the key behind it', () => {
    const [end, ...key] = steps(assumeRole({ ...taken, by: user(A, 'bob') }));
    expect(end).toMatch(/^End the session: rolewarden revoke ASIA\w+$/);
    expect(key.join('\n')).toMatch(
      /update-access-key --user-name 'bob' --access-key-id AKIA\w+ --status Inactive/,
    );
  });

  it('end what the issued session was asked for with, too: it may ask again', () => {
    expect(steps(assumeRole({ ...taken, by: alice }))).toEqual([
      expect.stringMatching(/^End the session: /),
      `The session was requested with ${KEY} of role Ops in ${A}, which is still active and can request another. To end that too: rolewarden revoke ${KEY}`,
    ]);
    const instance = { role: { account: A, name: 'web' }, session: 'i-0a1b2c3d4e5f60718' };
    const web = session({ ...instance, key: KEY, issuedAt: '2026-06-01T11:00:00Z' });
    expect(steps(assumeRole({ ...taken, by: web }))[1]).toMatch(
      /rolewarden revoke --role arn:aws:iam::\d+:role\/web \(held by the instance, which stays denied until it is restarted: stop and start it, no reboot, or attach another instance profile\)$/,
    );
    const set = 'AWSReservedSSO_Admin_0123456789abcdef';
    const role = { account: A, name: set, path: '/aws-reserved/sso.amazonaws.com/' };
    const bob = session({ role, session: 'bob@example.com', key: KEY, issuedAt: '2026-06-01T11:00:00Z' });
    expect(steps(assumeRole({ ...taken, by: bob }))[1]).toContain(
      'delete it in Identity Center (Users, the user, Active sessions)',
    );
    const odd = { ...alice, arn: `arn:aws:sts::${A}:assumed-role/De$(x)/alice` };
    expect(steps(assumeRole({ ...taken, by: odd })).join()).not.toContain('$(x)');
  });

  it('say that a service goes on with what it holds', () => {
    const by = service('ec2.amazonaws.com');
    const given = steps(assumeRole({ ...taken, by, session: 'i-0a1b2c3d4e5f60718' }));
    expect(given[0]).toMatch(/^End the session: /);
    expect(given.join('\n')).toContain('stop and start it, no reboot, or attach another instance profile');
    const at = (word: string) => given.findIndex((step) => step.startsWith(word));
    expect(at('Isolate')).toBeGreaterThan(0);
    expect(at('Isolate')).toBeLessThan(at('Restart'));
  });

  it('are about the user whose key has leaked, not about who quarantined it', () => {
    const policyArn = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
    const attached = (by: typeof alice, userName = 'dave') =>
      stepsByHand(
        eventOf(serviceCall('iam', 'AttachUserPolicy', { ...call, by }, { userName, policyArn }), {
          watch: true,
          separate: false,
        }),
        [],
      ).join('\n');
    for (const by of [alice, user(A, 'security')]) {
      expect(attached(by)).toContain(`aws iam list-access-keys --user-name 'dave'`);
      expect(attached(by)).toContain(`rolewarden revoke --user arn:aws:iam::${A}:user/dave`);
      expect(attached(by)).not.toMatch(/Ops|security|ASIA|AKIA/);
    }
    expect(attached(user(A, 'dave'))).toMatch(/made with the long-term access key AKIA\w+ of user dave/);
    expect(attached(alice, 'da$(ve)')).not.toContain('$(');
  });

  it('do not end a session of Identity Center by a policy, which nobody can', () => {
    const role = {
      account: A,
      name: 'AWSReservedSSO_Admin_0123456789abcdef',
      path: '/aws-reserved/sso.amazonaws.com/',
    };
    const given = steps(assumeRole({ ...taken, by: user(A, 'bob'), role })).join('\n');
    expect(given).toContain('active sessions');
    expect(given).not.toContain('End the session');
  });

  it('end all of a user’s own sessions, for one cannot be told from the others', () => {
    const record = stsCall('GetSessionToken', { ...call, by: user(A, 'bob') }, null, { credentials: issued });
    expect(steps(record)[0]).toBe(
      `End every session of the user issued up to now (${KEY} is one): rolewarden revoke --user arn:aws:iam::${A}:user/bob`,
    );
  });

  it('end what the caller called with where nothing was issued', () => {
    for (const record of [callerIdentity({ ...call, by: alice }), deniedRole({ ...taken, by: alice })]) {
      expect(steps(record).join('\n')).toContain(`rolewarden revoke ${KEY}`);
    }
  });

  it('are those for root where no policy helps, and none where no key is known', () => {
    const assumed = stsCall(
      'AssumeRoot',
      { ...call, by: alice },
      { targetPrincipal: A },
      { credentials: { ...issued, accessKeyId: 'ASIAROOTROOTROOT1234' } },
    );
    expect(steps(assumed).join('\n')).toContain('Apply an SCP that denies root');
    expect(steps(assumed).join('\n')).not.toContain('rolewarden revoke ASIAROOT');
    expect(steps(assumed).at(-1)).toContain(`To end that too: rolewarden revoke ${KEY}`);
    expect(steps(callerIdentity({ ...call, by: service('ec2.amazonaws.com') }))).toEqual([]);
  });

  it('come once each', () => {
    const scoped = { credentials: { ...issued, accessKeyId: 'ASIASCOPEDSCOPED1234' } };
    const all = steps(stsCall('GetScopedCredentials', { ...call, by: user(A, 'bob') }, null, scoped));
    expect(all.length).toBeGreaterThan(3);
    expect(new Set(all).size).toBe(all.length);
  });
});
