import * as z from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import type { RoleRef, StsEvent } from '../core/event/event.ts';
import { programWords } from '../core/event/program-words.ts';
import { isNewProgram } from '../core/facts/cloud-neighbour.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isHeldByPerson } from '../core/facts/held-by-person.ts';
import { silentDays } from '../core/facts/silent-sessions.ts';
import { grantedRole, walkOf } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'machine-changes-its-ways',
  title: 'A machine that always assumes the same few roles assumed another',
  family: 'misuse',
  why: 'Programs do tomorrow what they did yesterday; a thief on the machine looks around.',
  blindSpots: [
    'Machines that assume more than four roles, and those of which neither calls to STS nor the issue of their sessions were seen on fourteen days.',
    'A thief who assumes only the roles the machine assumes.',
    'A machine that never assumed a role, after the first one: until a role is known, the answer to the next is unknown.',
    'Calls that AWS itself makes with the role.',
    'The first role of code that never called STS, where the issue of its session was not seen, and nothing in the call says what runs; or where a person or IAM user obtained its session.',
    'The same where `fan-out`, `service-role-by-hand` or `workload-credentials-outside` judges that step: it is not counted twice (ADR 0075).',
  ],
  falsePositives: [
    'A new release that needs a new role.',
    'What runs once a quarter, or a standby that takes over: the role is its first.',
  ],
  ask: 'Ask the owner whether a release went out.',
  respond: ['If none did, look at the machine, not only at the role.'],
  attack: ['T1078.004', 'T1550.001'],
  references: ['https://attack.mitre.org/techniques/T1550/001/'],
  on: ['AssumeRole'],
  params: z.strictObject({
    points: points(20, 'Points.'),
    strange: points(
      30,
      'Points if it did so by a program that it never used; pipelines and people aside, who run any.',
    ),
    first: points(
      20,
      'Points if neither it nor a session of its role assumed one before, in two weeks or more.',
    ),
    sibling: points(10, 'Points if it assumes a role of that name in another account.'),
    atMost: z.number().int().min(1).max(16).default(4).describe('Roles of a machine that keeps to its ways.'),
  }),
  detect(event, facts, params) {
    const { role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event)) return undefined;
    const walk = walkOf(event, facts);
    if (walk !== 'machine' && walk !== 'pipeline') return undefined;
    const roles = facts.actor.seen('role');
    if (roles.length === 0) return firstOf(event, role, facts, params.first);
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.novelty('role', roleValue(role)) !== 'new') return undefined;
    if (roles.length > params.atMost) return undefined;
    const names = roles.map((value) => value.split('/')[1] ?? value);
    const brought = walk === 'machine' && isNewProgram(event, facts) && !isHeldByPerson(event, facts);
    const by = brought ? `, and never with ${programWords(event.client)}` : '';
    const another = brought ? params.strange : params.points;
    return {
      points: names.includes(role.name) ? params.sibling : another,
      summary: `only ever assumed ${names.includes(role.name) ? 'that role in other accounts' : listed(names)} before (${facts.actor.days} days)${by}`,
      evidence: { role: role.arn, known: roles.length },
    };
  },
});

/** A machine's first role is reported if it was seen on so many days, or its sessions were. */
const LONG = 14;

function firstOf(event: StsEvent, role: RoleRef, facts: Facts, points: number): Verdict {
  const { actor } = facts;
  if (actor.onProbation('role').length > 0 || isHeldByPerson(event, facts)) return notKnown(facts);
  const evidence = { role: role.arn, known: 0 };
  if (actor.days >= LONG) {
    return { points, summary: `never assumed a role before, in ${actor.days} active days`, evidence };
  }
  const days = silentDays(event, facts);
  if (days < LONG) return notKnown(facts);
  const summary = `its sessions were issued on ${days} days, and none ever assumed a role`;
  return { points, summary, evidence };
}

function notKnown({ actor }: Facts): Verdict {
  return { unknown: actor.covered ? 'habit' : actor.reason };
}
