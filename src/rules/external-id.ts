import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { externalIdAccount, externalIdValue } from '../core/history/values.ts';
import { everSeen } from '../core/history/view.ts';
import { defineRule, points } from './define.ts';

/** An outsider with more external ids than this changes them regularly. */
const FEW = 3;

export default defineRule({
  id: 'external-id',
  title: 'An outside account passed no external id, or a different one',
  family: 'misuse',
  why: 'The external id prevents the confused-deputy attack through a vendor. Without it, the trust policy no longer requires it, or somebody else is calling.',
  blindSpots: [
    'Vendors that never passed one, or once another one or none: also yesterday, by the thief.',
    'The id itself is never read: only a salted hash, enough to see a change.',
  ],
  falsePositives: ['A vendor that rotates its external ids.'],
  ask: 'Ask the vendor whether the call was theirs.',
  respond: ['Read the trust policy: is sts:ExternalId still required?'],
  attack: ['T1199', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html'],
  on: ['AssumeRole'],
  params: z.strictObject({
    missing: points(35, 'Points if it is missing where it was always passed, or must be.'),
    changed: points(25, 'Points if it is another one.'),
  }),
  detect(event, { role, settings }, params) {
    const value = externalIdValue(event);
    const { actor } = event;
    if (!grantedRole(event) || event.role === undefined || value === undefined) return undefined;
    const account = actor.accountId ?? '';
    const missing = value.endsWith('|none');
    const evidence = { account, role: event.role.arn, missing };
    if (missing && settings.needsExternalId(account) === true) {
      return {
        points: params.missing,
        summary: 'the account must pass an external id, and did not',
        evidence,
      };
    }
    if (!role.covered) return { unknown: role.reason };
    const before = everSeen(role, 'external-id').filter((known) => externalIdAccount(known) === account);
    const given = before.filter((known) => !known.endsWith('|none'));
    const always =
      given.length === before.length && role.known('external-id').some((known) => given.includes(known));
    if (!always || given.length > FEW || before.includes(value)) return undefined;
    return missing
      ? {
          points: params.missing,
          summary: 'the account always passed an external id before, and now did not',
          evidence,
        }
      : {
          points: params.changed,
          summary: 'the account passed an external id never seen before',
          evidence,
        };
  },
});
