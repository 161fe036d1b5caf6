import type { StsEvent } from '../event/event.ts';
import { MARK_KEEP } from '../history/mark.ts';
import type { Facts } from './facts.ts';

/**
 * What somebody does at Identity Center's portal names only their id, which nobody can call: the event is told by the
 * name that the last sign-in gave for it. The key stays.
 */
export function named(event: StsEvent, { marks }: Facts): StsEvent {
  const { actor, service, time } = event;
  if (service !== 'sso' || actor.kind !== 'person') return event;
  const name = marks('name', MARK_KEEP).findLast((mark) => mark.time <= time)?.value;
  return name === undefined ? event : { ...event, actor: { ...actor, name } };
}
