import * as z from 'zod';
import type { RoleRef, StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { grantedRole } from '../core/facts/who.ts';
import { callerValue, roleValue } from '../core/history/values.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'role-juggling',
  title: 'A chain of roles that renews itself',
  family: 'misuse',
  why: 'A chained session lives an hour at most. Roles that can assume each other, or themselves, let a thief renew it indefinitely and outrun a revocation.',
  blindSpots: ['A chain whose issuing events were not seen.', 'Ancestors are followed eight sessions back.'],
  falsePositives: ['A token-vending role that assumes itself once, with a narrower policy.'],
  ask: 'Ask the owner of the first role whether a job of theirs renews itself this way.',
  respond: [
    'Revoke every role of the chain at once: one that is left renews the others.',
    'Remove the cycle from the trust policies.',
    'Follow the lineage to the first actor and end its credentials.',
  ],
  attack: ['T1550.001', 'T1098.003'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining'],
  on: ['AssumeRole'],
  params: z.strictObject({
    lasting: points(70, 'Points if it came back twice and has lived longer than `minutes`.'),
    twice: points(40, 'Points if it came back twice.'),
    once: points(25, 'Points if it came back once.'),
    usual: points(10, 'Points if it came back once, by a hop that is known.'),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(1_440)
      .default(60)
      .describe('Minutes since the chain’s first session was issued.'),
  }),
  detect(event, facts, params) {
    const { role } = event;
    if (!grantedRole(event) || role === undefined || event.actor.roleName === undefined) return undefined;
    const returns = returnsOf(event, facts);
    if (returns === 0) return undefined;
    const start = facts.lineage.sessions[0]?.time;
    const minutes = start === undefined ? 0 : Math.round((event.time - start) / MINUTE);
    const usual = facts.role.novelty('caller', callerValue(event)) === 'known';
    const once = usual ? params.usual : params.once;
    const often = minutes >= params.minutes ? params.lasting : params.twice;
    return {
      points: returns === 1 ? once : often,
      summary: `${wordsFor(event, role, returns)}${start === undefined ? '' : `, within ${minutes} minutes`}`,
      evidence: { role: role.arn, returns, ...(start === undefined ? {} : { minutes }) },
    };
  },
});

function wordsFor({ actor }: StsEvent, role: RoleRef, returns: number): string {
  const times = returns === 1 ? 'once' : `${returns} times`;
  if (`${actor.accountId}/${actor.roleName}` !== roleValue(role)) {
    return `the chain came back ${times} to a role that it had left, now to ${role.name}`;
  }
  return returns === 1
    ? `${role.name} assumed itself`
    : `${role.name} assumed itself, and the chain came back ${times} to a role that it had been in`;
}

/** How often the chain has returned to a role that it had been in before; 0 if this grant is no return. */
function returnsOf({ actor, role }: StsEvent, { lineage }: Facts): number {
  const behind = lineage.sessions.flatMap((session) => (session.role ? [roleValue(session.role)] : []));
  const caller = actor.accountId && actor.roleName ? `${actor.accountId}/${actor.roleName}` : undefined;
  const chain = behind.length > 0 || caller === undefined ? behind : [caller];
  const here = role === undefined ? '' : roleValue(role);
  if (!chain.includes(here)) return 0;
  return [...chain, here].filter((value, at, all) => all.indexOf(value) < at).length;
}
