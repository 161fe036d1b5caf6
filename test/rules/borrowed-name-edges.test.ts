import { type Caller, outsider, service, session, user } from '../../scripts/callers.ts';
import { MAC_CLI } from '../../scripts/records.ts';
import { ALICE, BOB, type Person, signIn } from '../../scripts/scenarios/people.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/borrowed-name.ts';
import { cases } from '../support/cases.ts';
import { A, B, call, next, role, type Take, take } from '../support/chain.ts';

const READER = role('reader');
const named = (name: string): Person => ({ ...BOB, mail: `${name}@example.com` });
const [AL, BUILDER] = [named('al'), named('bob.builder')];
const people = (stage: Stage) => {
  for (const [at, who] of [ALICE, BOB, AL, BUILDER].entries()) {
    for (let day = 0; day < 30; day++) signIn(stage, who, stage.at(day, `08:0${at}`), 'berlinHome');
  }
};
/** Somebody who is signed in takes a role under a name. */
const as =
  (who: Person, how: Partial<Take>, extra = {}) =>
  (stage: Stage) => {
    people(stage);
    const issued = signIn(stage, who, stage.at(30, '08:00'), 'berlinHome');
    return take(stage, { role: READER, by: session({ ...issued, extra }), ...how });
  };
/** A user takes a role, and with its session another one. */
const through = (by: Caller, name: string) => (stage: Stage) => {
  people(stage);
  const first = { role: role('Ops'), by, time: '08:30' };
  stage.add(take(stage, first));
  return take(stage, { role: READER, by: next(call(stage, first)), session: name });
};
/** A user of that name has worked in an account for days; then dave takes a role under it. */
const underUsersName =
  (name: string, account: string, extra = {}, how: Partial<Take> = { with: MAC_CLI }) =>
  (stage: Stage) => {
    for (let day = 0; day < 3; day++)
      stage.add(take(stage, { day, by: user(account, name), role: role('own', account), ...how }));
    return take(stage, { role: READER, session: name, extra });
  };
const inTeam = { ...user(A, 'alice'), arn: `arn:aws:iam::${A}:user/team/alice` };

/** Alice passes her own address in a role of another account; the role owner’s record, which gives no name. */
const owners =
  (how: Partial<Take>, account = A) =>
  (stage: Stage) => {
    people(stage);
    const issued = signIn(stage, ALICE, stage.at(30, '08:00'), 'berlinHome');
    const { principalId } = session(issued);
    const by = outsider(account, String(principalId).split(':')[0] ?? '');
    return take(stage, { role: role('reader', B), by, ...how });
  };

cases(rule, {
  fires: [
    {
      name: 'an outsider who passes the address of one of ours',
      points: 70,
      tell: owners({ extra: { sourceIdentity: ALICE.mail } }, '777766665555'),
    },
    {
      name: 'with its evidence',
      tell: as(BOB, { session: ALICE.mail }),
      says: 'session name "alice@example.com" is another person’s',
      shows: { actor: 'person:bob@example.com', role: `arn:aws:iam::${A}:role/reader` },
    },
    {
      name: 'a person whose name happens to be in another’s, but is too short to tell',
      points: 60,
      tell: as(ALICE, { session: AL.mail }),
    },
    { name: 'the other way round', points: 60, tell: as(AL, { session: ALICE.mail }) },
    {
      name: 'a person, whose session says who they are, though nobody saw it issued',
      points: 60,
      shows: { actor: 'person:bob@example.com', role: `arn:aws:iam::${A}:role/reader` },
      tell: (stage) => {
        people(stage);
        const issued = signIn(stage, BOB, stage.at(29, '08:00'), 'berlinHome');
        return take(stage, {
          role: READER,
          by: session({ ...issued, key: 'ASIAUNSEENEXAMPLE', issuedAt: stage.at(30, '08:40') }),
          session: ALICE.mail,
        });
      },
    },
    {
      name: 'a user signed in by aws login, of which no record names the key',
      points: 70,
      tell: (stage) => {
        people(stage);
        const by = user(A, 'dave', { mfa: true, key: 'ASIAUNSEENEXAMPLE' });
        return take(stage, { role: READER, by, extra: { sourceIdentity: ALICE.mail } });
      },
    },
    { name: 'in capitals', points: 60, tell: as(BOB, { session: 'ALICE@EXAMPLE.COM' }) },
    {
      name: 'a user under a path that is called like another',
      points: 60,
      tell: through({ ...user(A, 'dave'), arn: `arn:aws:iam::${A}:user/alice/dave` }, ALICE.mail),
    },
    {
      name: 'what only a user of another account is called: whoever may make users there can have any word be a name',
      points: 30,
      says: 'session name "terraform" is that of a user of another account',
      tell: underUsersName('terraform', B),
    },
    {
      name: 'the same of a user who types on Windows',
      points: 30,
      tell: underUsersName(
        'terraform',
        B,
        {},
        { with: MAC_CLI.replace(/os\/macos#[\d.]+/, 'os/windows#10') },
      ),
    },
    {
      name: 'the same as a sourceIdentity',
      points: 30,
      tell: underUsersName('terraform', B, { sourceIdentity: 'terraform' }),
    },
    { name: 'what a user of the same account is called', points: 60, tell: underUsersName('terraform', A) },
    {
      name: 'what a user with MFA is called',
      points: 60,
      tell: underUsersName('erin', A, {}, { by: user(A, 'erin', { mfa: true }) }),
    },
    {
      name: 'what only a machine of the same account is called: many call their sessions as their pipeline does',
      points: 20,
      says: 'session name "terraform" is that of a machine’s user',
      tell: underUsersName('terraform', A, {}, {}),
    },
    {
      name: 'the same as a sourceIdentity, of a machine of the same account',
      points: 20,
      tell: underUsersName('terraform', A, { sourceIdentity: 'terraform' }, {}),
    },
    {
      name: 'an address that a machine has',
      points: 60,
      tell: underUsersName('erin@example.com', A, {}, {}),
    },
    {
      name: 'an address that a user of another account has',
      points: 60,
      tell: underUsersName('ann@example.com', B),
    },
    {
      name: 'a user of another name, through a role',
      points: 60,
      tell: through(user(A, 'dave'), ALICE.mail),
    },
  ],
  silent: [
    {
      name: 'alice’s own address as the sourceIdentity, in the role owner’s record',
      tell: owners({ extra: { sourceIdentity: ALICE.mail } }),
    },
    { name: 'a user under their own address, through a role', tell: through(user(A, 'alice'), ALICE.mail) },
    { name: 'a user whose ARN has a path', tell: through(inTeam, ALICE.mail) },
    { name: 'their own name at another domain, however short', tell: as(AL, { session: 'al@corp.example' }) },
    { name: 'their own address in capitals', tell: as(BOB, { session: 'BOB@example.com' }) },
  ],
  almost: [
    { name: 'a longer name that has theirs in it', tell: as(BOB, { session: BUILDER.mail }) },
    { name: 'a shorter name that is in theirs', tell: as(BUILDER, { session: BOB.mail }) },
    {
      name: 'the sourceIdentity that the session has had from its issue',
      tell: as(
        BOB,
        { session: 'work', extra: { sourceIdentity: ALICE.mail } },
        { sourceIdentity: ALICE.mail },
      ),
    },
    {
      name: 'refused',
      tell: (stage) => ({
        ...as(BOB, { session: ALICE.mail })(stage),
        errorCode: 'AccessDenied',
        responseElements: null,
      }),
    },
    {
      name: 'a service that says for whom it works',
      tell: (stage) => {
        people(stage);
        const by = service('cloud9.amazonaws.com');
        return take(stage, { role: READER, by, session: ALICE.mail, extra: { sourceIdentity: ALICE.mail } });
      },
    },
  ],
});
