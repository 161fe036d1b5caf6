import * as z from 'zod';
import { isOwnersCopy } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'dormant-actor',
  title: 'An actor that was silent for weeks is back',
  family: 'timing',
  why: 'Forgotten keys and roles are what thieves find, and nobody misses them.',
  blindSpots: [
    'Actors that were silent for more than ninety days have no history left: they are unknown, not dormant.',
    'Somebody who has left, and still has a key and the old line at home: they look like a colleague back from a holiday.',
  ],
  falsePositives: ['Long holidays, quarterly jobs.'],
  ask: 'Ask the owner whether the call is theirs.',
  respond: ['Remove what nobody needs.'],
  attack: ['T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html'],
  on: 'any',
  params: z.strictObject({
    points: points(10, 'Points.'),
    days: z.number().int().min(7).max(89).default(30).describe('Days of silence.'),
  }),
  detect(event, facts, params) {
    const { actor, outcome } = event;
    if (outcome !== 'success' || actor.kind === 'service' || isOwnersCopy(event, facts)) return undefined;
    const { silentDays } = facts.actor;
    if (silentDays === undefined || silentDays < params.days) return undefined;
    return {
      points: params.points,
      summary: `the caller was silent for ${silentDays} days before`,
      evidence: { days: silentDays },
    };
  },
});
