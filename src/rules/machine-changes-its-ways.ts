import { z } from 'zod';
import { isMadeByAws } from '../core/by-aws.ts';
import { roleValue } from '../core/values.ts';
import { grantedRole, listed, walkOf } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'machine-changes-its-ways',
  title: 'A machine that takes the same few roles took another',
  family: 'misuse',
  why: 'Programs do tomorrow what they did yesterday; a thief on the machine looks around.',
  blindSpots: [
    'Machines that take more than four roles.',
    'A thief who takes only what the machine takes.',
    'What AWS itself calls with the role.',
  ],
  falsePositives: ['A new release that needs a new role.'],
  respond: [
    'Ask the owner whether a release went out.',
    'If not, look at the machine, not only at the role.',
  ],
  attack: ['T1078.004', 'T1550.001'],
  references: ['https://attack.mitre.org/techniques/T1550/001/'],
  on: ['AssumeRole'],
  params: z.strictObject({
    points: points(20, 'Points.'),
    sibling: points(10, 'Points if it takes a role of that name in another account.'),
    atMost: z.number().int().min(1).max(16).default(4).describe('Roles of a machine that keeps to its ways.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event)) return undefined;
    if (walkOf(event, facts) !== 'machine') return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    if (facts.actor.novelty('role', roleValue(role)) !== 'new') return undefined;
    const roles = facts.actor.seen('role');
    if (roles.length > params.atMost) return undefined;
    const names = roles.map((value) => value.split('/')[1] ?? value);
    return {
      points: names.includes(role.name) ? params.sibling : params.points,
      summary: `${actor.name} is known to take ${listed(names)} only (${facts.actor.days} days), and now took ${role.name}`,
      evidence: { role: role.arn, known: roles.length },
    };
  },
});
