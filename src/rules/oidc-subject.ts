import { z } from 'zod';
import type { RoleRef, Subject } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { askedOf, namesAmong, ownerOf, unitOf } from '../core/numbered.ts';
import { grantedRole, half, listed, quoted } from '../core/who.ts';
import { defineRule, points } from './define.ts';

interface Params {
  readonly foreign: number;
  readonly foreignUncovered: number;
  readonly pullRequest: number;
  readonly unit: number;
  readonly unitOfMany: number;
  readonly ref: number;
  readonly refOfMany: number;
}

/** From so many values on, one more says little. */
const MANY = 3;
/** Issuers of whom every user is a unit (Cognito and the like) say nothing from here on. */
const CROWD = 8;

export default defineRule({
  id: 'oidc-subject',
  title: 'A role was taken by an OIDC subject that it does not know',
  family: 'misuse',
  why: 'A trust policy that forgets a condition on `sub` lets every repository of the provider in: strangers, forks, pull requests.',
  blindSpots: [
    'A branch, a repository or a service account that the role already saw.',
    'GitLab merge requests look like branches.',
    'A GitHub name that somebody took over, while the role has seen it without GitHub’s ids only.',
    'Issuers with a user for each subject, from eight on.',
    'A role with more than 64 repositories, or 32 with GitHub’s ids: its history is full, and the answer unknown.',
  ],
  falsePositives: [
    'A renamed repository or organisation, where its subjects had no ids before.',
    'A new repository that shares a role.',
  ],
  respond: [
    'Read the role’s trust policy: does it compare `sub` as a whole?',
    'If the owner is not yours, end the session and remove the trust.',
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
    foreignUncovered: points(70, 'Points for an owner that nobody here knows, on a role without history.'),
    pullRequest: points(70, 'Points for a pull request on a role that never had one.'),
    unit: points(45, 'Points for a repository, workspace or service account that the role never saw.'),
    unitOfMany: points(20, 'Points if the role has three or more of them.'),
    ref: points(30, 'Points for a branch, tag or environment that the role never saw.'),
    refOfMany: points(5, 'Points if the role has three or more of them.'),
  }),
  detect(event, facts, params) {
    const { federation, role } = event;
    const subject = federation?.parsed;
    if (!grantedRole(event) || role === undefined || subject === undefined) return undefined;
    const evidence = { role: role.arn, subject: federation?.subject ?? '', owner: subject.owner ?? '' };
    const said = quoted(federation?.subject, 90);
    const expected = expects(role, federation?.subject ?? '', subject, facts);
    if (expected === true) return undefined;
    if (expected === false) {
      return {
        points: params.foreign,
        summary: `${said} is not a subject that ${role.name} expects`,
        evidence,
      };
    }
    const found = facts.role.covered
      ? byHabit(subject, facts, params)
      : strangerToAll(subject, facts, params);
    if (found === 'unknown') return { unknown: facts.role.covered ? 'habit' : facts.role.reason };
    return found && { points: found.points, summary: `${said}: ${found.what} for ${role.name}`, evidence };
  },
});

interface Found {
  readonly points: number;
  readonly what: string;
}

function byHabit(
  subject: Subject,
  { organisation, role }: Facts,
  params: Params,
): Found | 'unknown' | undefined {
  const { kind, pullRequest, ref } = subject;
  const foreign = kind === 'kubernetes' ? undefined : foreignOwner(subject, role.seen('owner'), organisation);
  if (foreign !== undefined) return { points: params.foreign, what: foreign };
  if (pullRequest && !role.seen('ref').some((known) => known.startsWith('pull_request'))) {
    return { points: params.pullRequest, what: 'the first pull request' };
  }
  const unit = askedOf(unitOf(subject), role.seen('unit'));
  const ofUnit = novelOf(role, 'unit', unit, [params.unit, params.unitOfMany]);
  if (ofUnit !== undefined) {
    if (kind === 'other' && role.seen('unit').length >= CROWD) return undefined;
    return ofUnit === 'unknown' ? ofUnit : { points: ofUnit, what: `an unusual ${UNITS[kind] ?? 'subject'}` };
  }
  const ofRef = ref === undefined ? undefined : novelOf(role, 'ref', ref, [params.ref, params.refOfMany]);
  if (ofRef === undefined || ofRef === 'unknown') return ofRef;
  return { points: ofRef, what: `an unusual branch or environment (known: ${listed(role.seen('ref'))})` };
}

/** How an owner is not the role's; undefined if it is, or if others here use it. */
function foreignOwner(
  subject: Subject,
  seen: readonly string[],
  organisation: Facts['organisation'],
): string | undefined {
  const owner = ownerOf(subject);
  if (owner === undefined || seen.length === 0) return undefined;
  const asked = askedOf(owner, seen);
  if (seen.includes(asked) || organisation.used('owner', `${subject.kind}/${asked}`)) return undefined;
  if (asked === owner.name) return `a foreign owner (known: ${listed(namesAmong(seen))})`;
  const known = seen.filter((value) => value.startsWith(`${owner.name}@`));
  return `another owner under a known name (known: ${listed(known)})`;
}

/** Patterns for GitHub's subjects are written with its ids or without them. */
function expects(role: RoleRef, text: string, subject: Subject, { role: history, settings }: Facts) {
  const { kind, ref, unit } = subject;
  const owner = ownerOf(subject);
  const expected = settings.expects(role, text);
  if (expected !== false || kind !== 'github' || owner?.id === undefined) return expected;
  // a name that somebody else has taken over is none that was meant
  if (askedOf(owner, history.seen('owner')) === `${owner.name}@${owner.id}`) return false;
  return settings.expects(role, ref === undefined ? unit : `${unit}:${ref}`);
}

const UNITS: Partial<Record<Subject['kind'], string>> = {
  github: 'repository',
  gitlab: 'project',
  kubernetes: 'service account',
  terraform: 'workspace',
  bitbucket: 'repository',
  circleci: 'project',
  buildkite: 'pipeline',
  pulumi: 'stack',
  spacelift: 'stack',
};

/** Full points for a new value, half for an emerging one. */
function novelOf(
  role: Facts['role'],
  dimension: 'unit' | 'ref',
  value: string,
  [few, many]: readonly [number, number],
): number | 'unknown' | undefined {
  const novelty = role.novelty(dimension, value);
  if (novelty === 'known' || novelty === 'unknown') return novelty === 'known' ? undefined : 'unknown';
  const full = namesAmong(role.seen(dimension)).length >= MANY ? many : few;
  return novelty === 'new' ? full : half(full);
}

function strangerToAll({ kind, owner }: Subject, { organisation }: Facts, params: Params): Found | 'unknown' {
  const pipeline = kind !== 'kubernetes' && kind !== 'other' && owner !== undefined;
  const known = pipeline && organisation.holders('owner', `${kind}/${owner}`).length > 0;
  if (!pipeline || known || !organisation.covered) return 'unknown';
  return {
    points: params.foreignUncovered,
    what: 'an owner that nobody here knows, on a role without history,',
  };
}
