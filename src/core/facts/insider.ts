import type { StsEvent } from '../event/event.ts';
import { isCustomer } from './customer.ts';

/** Whether the event is one of the organisation's own identities, which make it covered. */
export function isInsider({ actor, service }: StsEvent): boolean {
  const stranger = actor.kind === 'account' || actor.kind === 'service' || actor.kind === 'unknown';
  const outsider = stranger || isCustomer(actor);
  return !outsider && actor.workload !== 'pipeline' && service !== 'watched';
}
