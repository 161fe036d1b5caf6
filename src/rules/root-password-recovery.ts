import * as z from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'root-password-recovery',
  title: 'Somebody recovers the password of root',
  family: 'misuse',
  why: 'Whoever holds root’s mailbox can take over the whole account this way; almost nobody does it on purpose.',
  blindSpots: [
    'A mailbox taken over at the provider: only its use is seen.',
    'Root of a member account may have no password at all: the recovery then leads nowhere.',
  ],
  falsePositives: ['The owner forgot the password: a drill alerts too, on purpose.'],
  ask: 'Ask the owner of the root mailbox at once, by another way than mail, whether they asked for it.',
  respond: [
    'If nobody asked for it, secure the mailbox, then change root’s password and MFA.',
    'Look for root’s sign-in after it.',
  ],
  attack: ['T1078.004', 'T1098'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reset-root-password.html'],
  on: ['PasswordRecoveryRequested', 'PasswordRecoveryCompleted'],
  params: z.strictObject({
    points: points(
      75,
      'Points. Only root has this path, so a record without an identity counts as root’s too.',
    ),
    user: points(30, 'Points where the record names a user.'),
  }),
  detect({ actor, name, outcome, recipientAccountId }, _facts, params) {
    if (outcome !== 'success') return undefined;
    const user = actor.kind === 'user' || actor.kind === 'person';
    const account = actor.accountId ?? recipientAccountId ?? 'an unknown account';
    const whose = user ? actor.name : `root of ${account}`;
    const done = name === 'PasswordRecoveryCompleted';
    return {
      points: user ? params.user : params.points,
      summary: done
        ? `the password of ${whose} was changed by recovery`
        : `recovery of the password of ${whose} was requested`,
      evidence: { event: name, account, said: actor.kind },
    };
  },
});
