import type { Escalate } from '../../core/action/acting.ts';
import { overAt } from '../../core/action/deny-life.ts';
import { GRACE, type Survival } from '../../core/action/ended.ts';
import { type RevocationRules, SKEW } from '../../core/action/guards.ts';
import { type ActionRecord, STANDING, writtenAt } from '../../core/action/ledger.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Millis } from '../../core/time/days.ts';
import { proposalFor, stepsFor } from '../ending/proposal.ts';
import type { Order } from '../ending/revoked.ts';
import { revoke } from '../ending/revoking.ts';
import { type TellingParts, tell } from './debts.ts';
import { debtOf, owe } from './owed.ts';

interface Parts extends TellingParts {
  readonly rules: Pick<RevocationRules, 'mode' | 'isProtected' | 'digest'>;
}

/** Actions that need no further look are remembered; beyond so many, all are forgotten and looked up again. */
const MOST = 10_000;

/**
 * For a session that is still used though it was ended, and this was verified: proposes to a person to end all sessions
 * of its role. Once for each action, whichever workers see such calls, and however often.
 */
export function createEscalate(parts: Parts): Escalate {
  const looked = new Set<string>();
  return async (seen) => {
    const untold: Survival[] = [];
    for (const one of seen) {
      const { actionId, verifiedAt } = one.ended;
      const name = `${actionId}|${verifiedAt}`;
      if (looked.has(name)) continue;
      try {
        if ((await propose(parts, one)) === 'early') continue;
        if (looked.size >= MOST) looked.clear();
        looked.add(name);
      } catch (thrown) {
        untold.push(one);
        const reason = reasonOf(thrown);
        parts.log.error(
          { actionId, reason },
          'an ended session is still active, and nobody could be alerted: the event is redelivered',
        );
      }
    }
    return untold;
  };
}

/** `early`: this call proves nothing, but a later one may. */
async function propose(parts: Parts, { ended, event }: Survival): Promise<'done' | 'early'> {
  const { log, revoking, rules } = parts;
  const { ledger } = revoking;
  const { actionId } = ended;
  const now = await ledger.now();
  const action = await ledger.action(actionId);
  if (action === undefined || !isInForce(action, now)) return 'done';
  // the policy may have been written anew: calls before that, and shortly after it, prove nothing
  if (event.time <= writtenAt(action) + GRACE || event.time > now + SKEW) return 'early';
  const order = await proposalFor(action, event, { ledger, now, rules });
  if (order === undefined) {
    log.warn(
      { actionId, role: action.intent.target.arn },
      'an ended session is still active; nothing may be proposed',
    );
    return 'done';
  }
  // another worker has recorded it: that one tells people, or settling does
  if ((await ledger.action(order.intent.actionId)) !== undefined) return 'done';
  await proposeOnce(parts, action, order, now);
  return 'done';
}

/** Records the proposal and tells people. That it is owed is recorded first: if this fails, settling tells them. */
async function proposeOnce(parts: Parts, action: ActionRecord, order: Order, now: Millis): Promise<void> {
  const { revoking } = parts;
  const { intent, notes } = order;
  const debt = { ...debtOf(action, intent.actionId, now), turn: action.since };
  await owe(revoking.ledger, debt);
  const { detail, outcome, procedure } = await revoke(revoking, order);
  // what holds it back, the kill switch for instance, must not hide why it is proposed
  const why = notes.filter((note) => !detail.includes(note));
  await tell(parts, action, debt, {
    intent,
    outcome,
    detail: [detail, ...why].join('; '),
    procedure: [...procedure, ...stepsFor(intent)],
  });
}

function isInForce(action: ActionRecord, now: number): boolean {
  return STANDING.includes(action.state) && overAt(action.intent) > now;
}
