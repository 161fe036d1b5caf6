import type { StsEvent } from './event.ts';

/**
 * Whether AWS made the call, with a session that a service was given or on somebody's behalf: both are written by AWS. It
 * says nothing of where the credential is, and what it asks for is the service's to choose (ADR 0039).
 */
export function isMadeByAws(event: StsEvent): boolean {
  const { actor, origin } = event;
  const byAws = actor.kind === 'service' || actor.invokedBy !== undefined || origin.kind === 'service';
  return byAws && !isSwitchedInConsole(event);
}

/**
 * Whether somebody switched the role in the console: AWS made the call, but the person chose the role. No service asks
 * for roles with a person's own session as `AWS Internal`; with a role's Control Tower may, and only the program tells.
 */
function isSwitchedInConsole({ actor, client, name, origin }: StsEvent): boolean {
  if (name !== 'AssumeRole') return false;
  const by = actor.invokedBy ?? (origin.kind === 'service' ? origin.service : undefined);
  if (by !== 'AWS Internal') return by === 'signin.amazonaws.com';
  return actor.kind === 'user' || actor.kind === 'person' || client.text?.startsWith('AWS Signin') === true;
}
