import * as z from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import { freshRoles } from '../core/facts/fresh-roles.ts';
import { roleHabit } from '../core/facts/role-habit.ts';
import { grantedRole, isJudgedAtHome } from '../core/facts/who.ts';
import { nameOfRole, roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'many-new-roles',
  title: 'Many roles that the actor never assumed, within minutes',
  family: 'misuse',
  why: 'Whoever reads the policies first is never denied: every role they try is granted, and each looks like one new role.',
  blindSpots: [
    'Fewer roles, or one every few minutes.',
    'An actor that assumes hundreds of roles within minutes: of an actor the newest 64 count.',
    'Roles that the actor has assumed before, and the first days of an actor.',
    'A call from another account of yours, in the role owner’s record: the caller’s own record is judged. It never comes once that account’s trail is stopped; the owner’s is judged again when nothing was heard of the account for three days.',
    'An actor that has assumed 64 roles is judged by role names.',
    'Of sessions of one role, one at another address than the session that took so many, until it has done so, too.',
  ],
  falsePositives: [
    'The first run of a deployment that assumes a role for each of its parts.',
    'A broker that takes in many customers at once.',
  ],
  ask: 'Ask the actor’s owner whether something of theirs needs these roles.',
  respond: [
    'If nobody knows, end the session at the root of the chain first, then those of each role.',
    'Read what each session did: which of the roles was used?',
  ],
  attack: ['T1078.004', 'T1580', 'T1548.005'],
  references: ['https://attack.mitre.org/techniques/T1548/005/'],
  on: ['AssumeRole'],
  params: z.strictObject({
    points: points(30, 'Points.'),
    names: z
      .number()
      .int()
      .min(2)
      .default(5)
      .describe('Names of roles that the actor did not know, accounts and regions in them aside.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(10).describe('Minutes.'),
  }),
  detect(event, facts, params) {
    const { role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event)) return undefined;
    if (isJudgedAtHome(event, facts)) return undefined;
    const { own: names } = freshRoles(event, facts, {
      windowMs: params.windowMinutes * MINUTE,
      of: nameOf,
      enough: params.names,
    });
    if (names.length < params.names || roleHabit(facts)(roleValue(role))) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    return {
      points: params.points,
      summary: `${names.length} roles within ${params.windowMinutes} minutes that the caller never had (${listed(names)})`,
      evidence: { role: role.arn, roles: listed(names, 20), windowMinutes: params.windowMinutes },
    };
  },
});

/** A role's name without account id and region: CDK and others have a role of the same kind in each. */
function nameOf(role: string): string {
  return nameOfRole(role)
    .replace(/-?\d{12}/g, '')
    .replace(/-[a-z]{2}(?:-[a-z]{3,9}){1,2}-\d{1,2}$/, '');
}
