import type { Actor } from '../../core/event/actor.ts';
import { type Fields, objectAt, shared, textAt } from '../json/fields.ts';

/**
 * A product provider that acts with access which one of ours delegated to it. The session is the approver's, and can be
 * ended as theirs; AWS writes whose account acts, and what it does is the provider's behaviour (ADR 0058).
 */
export function ofDelegate(identity: Fields, approver: Actor): Actor {
  const account = textAt(objectAt(identity, 'invokedByDelegate'), 'accountId', 64);
  if (account === undefined) return approver;
  return {
    ...approver,
    key: shared(`account:${account}/delegated`),
    unnamedKey: undefined,
    fetched: undefined,
    kind: 'account',
    name: shared(`account ${account}, delegated by ${approver.name},`),
    accountId: shared(account),
    principalId: undefined,
    workload: undefined,
  };
}
