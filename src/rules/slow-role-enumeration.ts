import { z } from 'zod';
import { HOUR } from '../core/days.ts';
import type { StsEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { roleValue } from '../core/values.ts';
import { listed } from '../core/who.ts';
import { defineRule, points } from './define.ts';

const BURST = { minutes: 10, names: 5 };

export default defineRule({
  id: 'slow-role-enumeration',
  title: 'Many different roles were refused over a day',
  family: 'misuse',
  why: 'Who has read about thresholds tries one role an hour; honest work asks for the same few.',
  blindSpots: [
    'Fewer than six names a day.',
    'A refusal names its role only in errorMessage, which AWS cuts at 1 KB.',
  ],
  falsePositives: ['Somebody who sets up a new tool, and fails.'],
  respond: [
    'Ask the owner what they are trying.',
    'Look at whether an attempt succeeded, and end that session if nobody owns it.',
  ],
  attack: ['T1580', 'T1087.004'],
  references: ['https://attack.mitre.org/techniques/T1087/004/'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    some: points(40, 'Points for `someNames` names.'),
    many: points(60, 'Points for `manyNames` names.'),
    someNames: z.number().int().min(2).default(6).describe('Different role names.'),
    manyNames: z.number().int().min(2).default(12).describe('Different role names.'),
    windowHours: z.number().int().min(1).max(24).default(24).describe('Hours that are looked back.'),
  }),
  detect(event, facts, params) {
    if (event.actor.kind === 'service' || !tries(event, facts)) return undefined;
    if (facts.marks('denied', params.windowHours * HOUR).length < params.someNames) return undefined;
    if (namesWithin(facts, BURST.minutes * 60_000).length >= BURST.names) return undefined;
    const names = namesWithin(facts, params.windowHours * HOUR);
    if (names.length < params.someNames) return undefined;
    return {
      points: names.length >= params.manyNames ? params.many : params.some,
      summary: `${names.length} different roles refused within ${params.windowHours} h (${listed(names)})`,
      evidence: { names: names.length, windowHours: params.windowHours, roles: listed(names, 20) },
    };
  },
});

function namesWithin(facts: Facts, window: number): readonly string[] {
  return [...new Set(facts.marks('denied', window).map(({ value }) => value))];
}

/** A refusal, or a role that the actor never had: the victim's daily work is left alone. */
function tries({ outcome, role }: StsEvent, { actor }: Facts): boolean {
  if (outcome === 'denied') return true;
  return outcome === 'success' && role !== undefined && !actor.saw('role', roleValue(role));
}
