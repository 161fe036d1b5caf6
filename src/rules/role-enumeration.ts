import { z } from 'zod';
import { listed } from '../core/who.ts';
import { defineRule, points } from './define.ts';

const MINUTE = 60_000;

export default defineRule({
  id: 'role-enumeration',
  title: 'Many different roles were refused within minutes',
  family: 'misuse',
  why: 'Somebody with a stolen credential tries which roles it opens; a program that is set up wrong asks for one.',
  blindSpots: [
    'Slow attempts, one an hour.',
    'A refusal names its role only in errorMessage, which AWS cuts at 1 KB.',
  ],
  falsePositives: [
    'An audit tool that tries a list of roles.',
    'A roll-out refused in many accounts is one name, and counts once.',
  ],
  respond: [
    'Look at whether a later attempt succeeded.',
    'Deactivate the key or end the session that tries.',
    'Look up where the credential was used before.',
  ],
  attack: ['T1580', 'T1087.004', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    some: points(40, 'Points for `someNames` names.'),
    many: points(70, 'Points for `manyNames` names.'),
    flood: points(90, 'Points for `floodNames` names.'),
    someNames: z.number().int().min(2).default(5),
    manyNames: z.number().int().min(2).default(8),
    floodNames: z.number().int().min(2).default(15),
    windowMinutes: z.number().min(1).max(1_440).default(10),
  }),
  detect(event, facts, params) {
    if (event.actor.kind === 'service') return undefined;
    const marks = facts.marks('denied', params.windowMinutes * MINUTE);
    if (marks.length < 2) return undefined;
    const names = [...new Set(marks.map(({ value }) => value))];
    const points =
      names.length >= params.floodNames
        ? params.flood
        : names.length >= params.manyNames
          ? params.many
          : names.length >= params.someNames
            ? params.some
            : 0;
    if (points === 0) return undefined;
    const then = event.outcome === 'success' ? `, then ${event.role?.name ?? 'a role'} was granted` : '';
    return {
      points,
      summary: `${names.length} different roles refused within ${params.windowMinutes} minutes (${listed(names)})${then}`,
      evidence: { names: names.length, windowMinutes: params.windowMinutes, roles: listed(names, 20) },
    };
  },
});
