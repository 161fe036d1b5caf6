import type { StsEvent } from '../../core/event/event.ts';
import { isTemporaryKey } from '../../core/event/issued-to.ts';
import type { Origin } from '../../core/place/origin.ts';
import { clientOf } from './client.ts';

const CLUSTER: Origin = Object.freeze({ kind: 'service', service: 'eks.amazonaws.com' });
const NO_CLIENT = clientOf(undefined);
/** The user agent of Go's own HTTP client, which no SDK leaves as it is. */
const BARE_GO = /^Go-http-client\/\d/;

/**
 * Whoever talks to an EKS cluster hands it a signed GetCallerIdentity, which the cluster's servers send to STS: address
 * and program are theirs, and say nothing of where the credentials are (ADR 0068). The origin is then read as the service
 * that it is.
 */
export function withoutCluster(event: StsEvent): StsEvent {
  const { actor, client, name, origin } = event;
  if (name !== 'GetCallerIdentity' || !BARE_GO.test(client.text ?? '')) return event;
  if (!isTemporaryKey(actor.accessKeyId) || origin.kind !== 'ip') return event;
  const isAws = origin.own === undefined && origin.network?.provider === 'aws';
  return isAws ? { ...event, origin: CLUSTER, client: NO_CLIENT } : event;
}
