import { z } from 'zod';
import { defineRule, points } from './define.ts';

/** Managed policies of AWS: AWSCompromisedKeyQuarantine, and the same with V2, V3 and so on. */
const QUARANTINE = /:aws:policy\/AWSCompromisedKeyQuarantine/;

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
    'Deactivate the user’s access keys now: the quarantine does not.',
    'Deny the sessions issued with the key, by aws:TokenIssueTime.',
    'Look at everything the key did since it was published.',
  ],
  attack: ['T1552.001', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
  ],
  on: 'watched',
  params: z.strictObject({ points: points(80, 'Points.') }),
  detect({ actor, eventName, touched }, _facts, params) {
    const policy = touched.find((name) => QUARANTINE.test(name));
    if (eventName !== 'AttachUserPolicy' || policy === undefined) return undefined;
    const user = touched.find((name) => name !== policy) ?? actor.name;
    return {
      points: params.points,
      summary: `AWS says that an access key of ${user} has leaked`,
      evidence: { user, policy },
    };
  },
});
