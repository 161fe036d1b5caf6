import type { ActionRecord } from '../../src/core/action/ledger.ts';

/** A revocation that waits for a person. */
export const anAction = (actionId: string): Omit<ActionRecord, 'since' | 'changed'> => ({
  actionId,
  intent: {
    actionId,
    scope: 'session',
    target: {
      kind: 'role',
      partition: 'aws',
      accountId: '111122223333',
      name: 'Deploy',
      arn: 'arn:aws:iam::111122223333:role/Deploy',
      uniqueId: undefined,
    },
    heldBy: undefined,
    issuedAt: 0,
    expiresAt: undefined,
    userid: 'AROAEXAMPLE:work',
    accessKeyId: 'ASIAEXAMPLE',
    from: 0,
    until: 1,
  },
  state: 'pending',
  finding: null,
  by: 'rolewarden',
  detail: '',
});
