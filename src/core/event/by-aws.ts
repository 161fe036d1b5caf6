import type { StsEvent } from './event.ts';

/**
 * Whether AWS made the call, with a session that a service was given or on somebody's behalf: both are written by AWS. It
 * says nothing of where the credential is, and what it asks for is the service's to choose (ADR 0039).
 */
export function isMadeByAws({ actor, origin }: StsEvent): boolean {
  return actor.kind === 'service' || actor.invokedBy !== undefined || origin.kind === 'service';
}
