import * as z from 'zod';
import type { RoleRef, Subject } from '../core/event/event.ts';
import { askedOf, ownerOf } from '../core/event/numbered.ts';
import type { Facts } from '../core/facts/facts.ts';
import { byHabit, strangerToAll, strangerToRole } from '../core/facts/oidc-strangers.ts';
import { grantedRole } from '../core/facts/who.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'oidc-subject',
  title: 'A role was assumed by an OIDC subject never seen on it',
  family: 'misuse',
  why: 'A trust policy that forgets a condition on `sub` lets in every repository of the provider: strangers, forks, pull requests.',
  blindSpots: [
    'A branch, a repository or a service account that the role already saw.',
    'A branch, tag or environment whose name differs from a known one in numbers and commit ids only (v1.2.0, pr-17, release/2026-04).',
    'GitLab merge requests look like branches.',
    'A GitHub name that somebody took over, while the role has only seen it without GitHub’s ids.',
    'Issuers with a user for each subject, from eight on.',
    'A role with more than 64 repositories, or 32 with GitHub’s ids: its history is full, and the answer unknown.',
  ],
  falsePositives: [
    'A renamed repository or organisation, where its subjects had no ids before.',
    'A new repository that shares a role.',
    'A second organisation of yours at the provider, or that of an account that joins (a merger): `rolewarden baseline accept` one finding. Its role is quiet from the next day on, and once it has run again, all roles without history are.',
    'The first runs of a build service: name it under identity.oidcIssuers, and its subjects under identity.subjects.',
  ],
  ask: 'Find out whether the owner in the subject is yours, or works for you.',
  respond: [
    'Read the role’s trust policy: does it compare the whole `sub`? If the owner is not yours, remove the trust.',
    'Look at the run in the provider’s log: who started it, with what change?',
  ],
  attack: ['T1078.004', 'T1199', 'T1195.002'],
  references: [
    'https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
  ],
  on: ['AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    foreign: points(90, 'Points for a foreign owner, or a subject outside identity.subjects.'),
    foreignUncovered: points(
      70,
      'Points for an owner that nobody in the organisation knows, on a role without history of owners.',
    ),
    firstOwner: points(
      20,
      'Points for the same, if nobody in the organisation ever used the provider either.',
    ),
    pullRequest: points(70, 'Points for a pull request on a role that never had one.'),
    unit: points(45, 'Points for a repository, workspace or service account that the role never saw.'),
    unitOfMany: points(20, 'Points if the role has three or more of them.'),
    ref: points(30, 'Points for a branch, tag or environment that the role never saw.'),
    refOfMany: points(5, 'Points if the role has three or more of them.'),
  }),
  detect(event, facts, params) {
    const { actor, federation, role } = event;
    const subject = federation?.parsed;
    if (!grantedRole(event) || role === undefined || subject === undefined) return undefined;
    const evidence = { role: role.arn, subject: federation?.subject ?? '', owner: subject.owner ?? '' };
    const said = callerWords(actor.name, federation?.subject ?? '');
    const expected = expects(role, federation?.subject ?? '', subject, facts);
    if (expected === true) return undefined;
    if (expected === false) {
      return {
        points: params.foreign,
        summary: `${said} is not one that the role expects`,
        evidence,
      };
    }
    const issuer = federation?.issuer ?? '';
    const found = facts.role.covered
      ? (strangerToRole(subject, issuer, facts, params) ?? byHabit(subject, facts, params))
      : strangerToAll(subject, issuer, facts, params);
    if (found === 'unknown') return { unknown: facts.role.covered ? 'habit' : facts.role.reason };
    return found && { points: found.points, summary: `${said} is ${found.what}`, evidence };
  },
});

/** The subject, without what the caller's name says already: of a repository the branch or pull request is left. */
function callerWords(name: string, subject: string): string {
  if (subject === name) return 'the caller';
  return subject.startsWith(`${name}:`)
    ? `the caller, with ${quoted(subject.slice(name.length + 1), 90)},`
    : `subject ${quoted(subject, 90)}`;
}

/** Whether the configuration expects the subject. A pattern for GitHub may be written with or without its ids. */
function expects(role: RoleRef, text: string, subject: Subject, { role: history, settings }: Facts) {
  const { kind, ref, unit } = subject;
  const owner = ownerOf(subject);
  const expected = settings.expects(role, text);
  if (expected !== false || kind !== 'github' || owner?.id === undefined) return expected;
  // a name that somebody else has taken over is not the one that the pattern means
  if (askedOf(owner, history.seen('owner')) === `${owner.name}@${owner.id}`) return false;
  return settings.expects(role, ref === undefined ? unit : `${unit}:${ref}`);
}
