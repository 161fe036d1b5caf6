import * as z from 'zod';
import { keyQuarantineOf } from '../core/event/key-quarantine.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'quarantined-key',
  title: 'AWS quarantined a user whose key has leaked',
  family: 'misuse',
  why: 'AWS found the access key in public and attached its quarantine policy: assume that many have the key by now.',
  blindSpots: [
    'The quarantine denies little: the key still works for most calls.',
    'Keys that leak where AWS does not look.',
  ],
  falsePositives: ['Somebody tries out the policy by hand.'],
  respond: [
    'The quarantine denies little: it is no reason to wait with the keys.',
    'Look at everything the key did since it was published.',
  ],
  attack: ['T1552.001', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
  ],
  on: 'watched',
  params: z.strictObject({ points: points(80, 'Points.') }),
  detect(event, _facts, params) {
    const found = keyQuarantineOf(event);
    if (found === undefined) return undefined;
    return {
      points: params.points,
      summary: `AWS says that an access key of ${found.user} has leaked`,
      evidence: found,
    };
  },
});
