import type { StsEvent } from './event.ts';

/**
 * Whether AWS made the call, with a session that a service was given or on somebody's behalf: both are written by AWS. It
 * says nothing of where the credential is, and what it asks for is the service's to choose (ADR 0039).
 */
export function isMadeByAws(event: StsEvent): boolean {
  return serviceBehind(event) !== undefined && !isSwitchedInConsole(event);
}

/** The service that made the call, for itself or for somebody; undefined if somebody made it, or had it made. */
export function serviceBehind({ actor, origin }: Pick<StsEvent, 'actor' | 'origin'>): string | undefined {
  if (actor.kind === 'service') return actor.invokedBy ?? actor.name;
  const by = serviceNamed({ actor, origin });
  return by !== undefined && MCP_SERVER.test(by) ? undefined : by;
}

/** The service that the record names beside the caller, or in place of the caller's address. */
function serviceNamed({ actor, origin }: Pick<StsEvent, 'actor' | 'origin'>): string | undefined {
  return actor.invokedBy ?? (origin.kind === 'service' ? origin.service : undefined);
}

/** AWS's own program, in a call that it made for somebody. It is not learned as theirs, so it would stay new for ever. */
export function isProgramOfAws({ actor, origin }: Pick<StsEvent, 'actor' | 'origin'>): boolean {
  return actor.invokedBy !== undefined || origin.kind === 'service' || origin.kind === 'internal';
}

/**
 * AWS's MCP servers make whatever calls somebody has them make, with that caller's credentials. Their name stands in place of
 * the caller's address and program: only those are not the caller's.
 */
const MCP_SERVER = /^[a-z\d-]{1,40}-mcp\.amazonaws\.com$/;

/**
 * Whether somebody switched the role in the console: AWS made the call, but the person chose the role. No service asks
 * for roles with a person's own session as `AWS Internal`; with a role's Control Tower may, and only the program tells.
 */
function isSwitchedInConsole({ actor, client, name, origin }: StsEvent): boolean {
  if (name !== 'AssumeRole') return false;
  const by = serviceNamed({ actor, origin });
  if (by !== 'AWS Internal') return by === 'signin.amazonaws.com';
  return actor.kind === 'user' || actor.kind === 'person' || client.text?.startsWith('AWS Signin') === true;
}
