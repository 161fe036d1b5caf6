import type { StsEvent } from '../event/event.ts';
import type { Facts } from './facts.ts';

/** With more addresses than this a workload has no fixed ones: another says nothing. */
const FIXED = 4;

/** Whether a workload or key with few addresses calls from one that neither it nor anybody in the organisation used before. */
export function isNewAddress(ip: string, { actor, organisation }: Facts): boolean {
  const few = actor.seen('address').length <= FIXED;
  return few && actor.novelty('address', ip) === 'new' && !organisation.used('address', ip);
}

/** Whether it calls by a program that it never used: who moves within a cloud keeps theirs, a thief brings one along. */
export function isNewProgram({ client }: StsEvent, { actor }: Facts): boolean {
  return client.text !== undefined && actor.novelty('client', client.family) === 'new';
}
