import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { isTemporaryKey } from '../core/event/issued-to.ts';
import type { Facts } from '../core/facts/facts.ts';
import { grantedRole } from '../core/facts/who.ts';
import type { Mark } from '../core/history/mark.ts';
import { roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'probing-before-assume',
  title: 'A role was assumed after many different denied calls',
  family: 'misuse',
  why: 'Whoever holds stolen credentials tries what they can do, and assumes another role when it is not enough.',
  blindSpots: [
    'Only with sessions: watch, and only for callers with temporary credentials.',
    'Somebody who knows what they may do, and tries nothing else, or who is content with the roles of every day (`usual`).',
    'Data events, which trails leave out unless configured.',
    'Calls that the console makes: every page makes dozens, whatever the person may do. So passes a program with the console’s credentials (in CloudShell, say) that calls itself a browser.',
    'Another session of the same role than the one that made the denied calls scores `byOthers`.',
  ],
  falsePositives: [
    'A new audit tool that lacks its permissions: once its roles are known, or the finding was accepted, below an alert.',
    'A deployment that lacks many permissions at once.',
  ],
  ask: 'Ask the caller’s owner whether the denied calls are theirs.',
  respond: [
    'Read the denied calls: do they belong together, or is somebody working through a list?',
    'If nobody owns them, end the session that made them, too.',
  ],
  attack: ['T1580', 'T1087.004', 'T1548.005'],
  references: ['https://attack.mitre.org/techniques/T1580/'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    points: points(60, 'Points.'),
    usual: points(40, 'Points if it is a role that the actor has taken for days.'),
    byOthers: points(15, 'Points if other sessions of the same role made the denied calls.'),
    calls: z.number().int().min(2).max(60).default(15).describe('Different denied calls.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(60).describe('Minutes.'),
  }),
  detect(event, facts, params) {
    if (!grantedRole(event) || event.actor.kind === 'service') return undefined;
    const marks = facts.marks('probe', params.windowMinutes * MINUTE);
    if (marks.length < params.calls) return undefined;
    const calls = callsIn(marks, event);
    if (calls.length < params.calls) return undefined;
    const isOwn = ownCalls(event, facts, params.windowMinutes * MINUTE).length >= params.calls;
    return {
      points: isOwn ? worth(event, facts, params) : params.byOthers,
      summary: `${calls.length} different calls were denied within ${params.windowMinutes} minutes before`,
      evidence: { calls: calls.length, refused: listed(calls, 10) },
    };
  },
});

/** The points: a tool that lacks some permissions goes on as it does every day; a thief mostly needs another role. */
function worth(
  { role }: StsEvent,
  { actor }: Facts,
  params: { readonly points: number; readonly usual: number },
): number {
  return role !== undefined && actor.knows('role', roleValue(role)) ? params.usual : params.points;
}

function callsIn(marks: readonly Mark[], { time }: StsEvent): readonly string[] {
  return [...new Set(marks.filter((mark) => mark.time <= time).map(({ value }) => value))];
}

/** The denied calls of this very session: all machines that have a role are one actor, and one thief is in one of them. */
function ownCalls(event: StsEvent, { marks }: Facts, windowMs: number): readonly string[] {
  const { accessKeyId, kind } = event.actor;
  const holder = kind === 'role' && isTemporaryKey(accessKeyId) ? 'session' : 'actor';
  return callsIn(marks('probe', windowMs, holder), event);
}
