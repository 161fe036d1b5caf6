import type { Subject } from '../event/event.ts';
import { askedOf, namesAmong, ownerOf, unitOf } from '../event/numbered.ts';
import { refValue } from '../history/values.ts';
import { half } from '../history/view.ts';
import { listed } from '../text/sentence.ts';
import type { Facts } from './facts.ts';

/** The points of `oidc-subject` for what nobody configured. */
export interface SubjectPoints {
  readonly foreign: number;
  readonly foreignUncovered: number;
  readonly firstOwner: number;
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

/** What is odd about a subject, as the end of a sentence, and its points. */
interface Oddity {
  readonly points: number;
  readonly what: string;
}

/** A subject on a role with a history, but without one of owners: no pipeline ever took it. */
export function strangerToRole(
  subject: Subject,
  issuer: string,
  facts: Facts,
  params: SubjectPoints,
): Oddity | undefined {
  if (facts.role.seen('owner').length > 0 || !isOfNobody(subject, facts) || !isUsed(issuer, facts)) return;
  return { points: params.foreignUncovered, what: 'of an owner that nobody in the organisation knows' };
}

/** A subject on a role with a history. */
export function byHabit(
  subject: Subject,
  { organisation, role }: Facts,
  params: SubjectPoints,
): Oddity | 'unknown' | undefined {
  const { kind, pullRequest, ref } = subject;
  const foreign = kind === 'kubernetes' ? undefined : foreignOwner(subject, role.seen('owner'), organisation);
  if (foreign !== undefined) return { points: params.foreign, what: foreign };
  if (pullRequest && !role.seen('ref').some((known) => known.startsWith('pull_request'))) {
    return { points: params.pullRequest, what: 'the role’s first pull request' };
  }
  const unit = askedOf(unitOf(subject), role.seen('unit'));
  const ofUnit = novelOf(role, 'unit', unit, [params.unit, params.unitOfMany]);
  if (ofUnit !== undefined) {
    if (kind === 'other' && role.seen('unit').length >= CROWD) return undefined;
    return ofUnit === 'unknown' ? ofUnit : { points: ofUnit, what: unusual(kind) };
  }
  if (ref === undefined) return undefined;
  const ofRef = novelOf(role, 'ref', refValue(ref), [params.ref, params.refOfMany]);
  if (ofRef === undefined || ofRef === 'unknown') return ofRef;
  return { points: ofRef, what: `of an unusual branch or environment (known: ${listed(role.seen('ref'))})` };
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
  if (asked === owner.name) return `of a foreign owner (known: ${listed(namesAmong(seen))})`;
  const known = seen.filter((value) => value.startsWith(`${owner.name}@`));
  return `of another owner under a known name (known: ${listed(known)})`;
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

function unusual(kind: Subject['kind']): string {
  const unit = UNITS[kind];
  return unit === undefined ? 'unusual for the role' : `of an unusual ${unit}`;
}

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

/**
 * Whether a person has accepted the owner, at this provider, for a role without history. What alerts teaches nothing, so
 * otherwise such a role would alert at every run, for ever.
 */
function isAccepted(subject: Subject, issuer: string, role: Facts['role']): boolean {
  const owner = ownerOf(subject);
  if (owner === undefined || !role.knows('provider', issuer)) return false;
  return role.knows('owner', askedOf(owner, role.seen('owner')));
}

/** At a provider that nobody used before every owner is a stranger, ours too: `oidc-provider-new` says the rest. */
export function strangerToAll(
  subject: Subject,
  issuer: string,
  facts: Facts,
  params: SubjectPoints,
): Oddity | 'unknown' {
  if (!isOfNobody(subject, facts) || isAccepted(subject, issuer, facts.role)) return 'unknown';
  return isUsed(issuer, facts)
    ? {
        points: params.foreignUncovered,
        what: 'of an owner that nobody in the organisation knows, on a role without history',
      }
    : {
        points: params.firstOwner,
        what: 'of the first owner at a provider that nobody in the organisation used before, on a role without history',
      };
}

/** Whether a pipeline's owner is one that no pipeline of the organisation ever had. */
function isOfNobody({ kind, owner }: Subject, { organisation }: Facts): boolean {
  const pipeline = kind !== 'kubernetes' && kind !== 'other' && owner !== undefined;
  return pipeline && organisation.covered && organisation.holders('owner', `${kind}/${owner}`).length === 0;
}

function isUsed(issuer: string, { organisation }: Facts): boolean {
  return organisation.holders('issuer', issuer).length > 0;
}
