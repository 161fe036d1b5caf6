import type { StsEvent } from '../../core/event/event.ts';
import { isPermissionSet } from '../../core/event/role-names.ts';
import type { Origin } from '../../core/place/origin.ts';
import { clientOf } from './client.ts';

const PORTAL: Origin = Object.freeze({ kind: 'service', service: 'sso.amazonaws.com' });
const NO_CLIENT = clientOf(undefined);

/**
 * Identity Center takes the role for its people: in recent records the address and the program of the call are those of
 * its servers, and say nothing of where the person is (ADR 0035). The origin is then read as the service that it is.
 * Older records have the person's own address, and stay as they are.
 */
export function withoutPortal(event: StsEvent): StsEvent {
  const { name, origin, role } = event;
  if (name !== 'AssumeRoleWithSAML' || role === undefined || !isPermissionSet(role.arn)) return event;
  return isAws(origin) ? { ...event, origin: PORTAL, client: NO_CLIENT } : event;
}

function isAws(origin: Origin): boolean {
  if (origin.kind === 'ip') return origin.own === undefined && origin.network?.provider === 'aws';
  return origin.kind === 'service' || origin.kind === 'internal';
}
