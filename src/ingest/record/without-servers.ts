import type { StsEvent } from '../../core/event/event.ts';
import { isTemporaryKey } from '../../core/event/issued-to.ts';
import { isPermissionSet } from '../../core/event/role-names.ts';
import type { Origin } from '../../core/place/origin.ts';
import { clientOf } from './client.ts';

const PORTAL: Origin = Object.freeze({ kind: 'service', service: 'sso.amazonaws.com' });
const CLUSTER: Origin = Object.freeze({ kind: 'service', service: 'eks.amazonaws.com' });
const NO_CLIENT = clientOf(undefined);
/** The user agent of Go's own HTTP client, which no SDK leaves as it is. */
const BARE_GO = /^Go-http-client\/\d/;

/**
 * Where servers of AWS stand between the caller and STS, address and program are the servers': the origin is then read as
 * the service that it is, without a client. Every other event stays as it is.
 */
export function withoutServers(event: StsEvent): StsEvent {
  if (isFromPortal(event)) return { ...event, origin: PORTAL, client: NO_CLIENT };
  return isFromCluster(event) ? { ...event, origin: CLUSTER, client: NO_CLIENT } : event;
}

/**
 * Identity Center takes the role for its people: in recent records the address and the program of the call are those of
 * its servers, and say nothing of where the person is (ADR 0035). Older records have the person's own address.
 */
function isFromPortal({ name, origin, role }: StsEvent): boolean {
  if (name !== 'AssumeRoleWithSAML' || role === undefined || !isPermissionSet(role.arn)) return false;
  return isAddressOfAws(origin) || origin.kind === 'service' || origin.kind === 'internal';
}

/**
 * Whoever talks to an EKS cluster hands it a signed GetCallerIdentity, which the cluster's servers send to STS: address
 * and program are theirs, and say nothing of where the credentials are (ADR 0068).
 */
function isFromCluster({ actor, client, name, origin }: StsEvent): boolean {
  if (name !== 'GetCallerIdentity' || !BARE_GO.test(client.text ?? '')) return false;
  return isTemporaryKey(actor.accessKeyId) && isAddressOfAws(origin);
}

/** An own network has no provider, also where it lies in AWS: it is the operator's, and no server of AWS. */
function isAddressOfAws(origin: Origin): boolean {
  return origin.kind === 'ip' && origin.network?.provider === 'aws';
}
