import type { StsEvent } from './event.ts';

/** What a session will carry as its source identity: what was asked for, or what the calling session carries already. */
export function sourceIdentityOf({ actor, request }: StsEvent): string | undefined {
  return request.sourceIdentity ?? actor.sourceIdentity;
}
