import type { ActorKind } from './actor.ts';
import type { Millis, RoleRef } from './event.ts';
import type { NetworkKind } from './origin.ts';

/** The oddness of a session's issue, which its children inherit: points by family, after caps. */
export interface Birth {
  readonly reputation: number;
  readonly timing: number;
  readonly behaviour: number;
  /** The finding that said so; null below the medium level. */
  readonly finding: string | null;
}

/** One issued session: what the issuing event says of it. */
export interface Session {
  /** The access key id that was issued (`ASIA…`). */
  readonly accessKeyId: string;
  /** The access key that asked for it; undefined for federation and services. */
  readonly parentKeyId: string | undefined;
  readonly actor: { readonly key: string; readonly kind: ActorKind; readonly name: string };
  readonly role: RoleRef | undefined;
  readonly sessionName: string | undefined;
  readonly accountId: string | undefined;
  readonly time: Millis;
  readonly expiresAt: Millis | undefined;
  readonly country: string | undefined;
  readonly network: string | undefined;
  /** The network as a habit (`Network.key`), and who runs it. */
  readonly networkKey: string | undefined;
  readonly networkKind: NetworkKind | undefined;
  readonly client: string;
  readonly sourceIdentity: string | undefined;
  readonly birth: Birth;
  /** Written twice with another role or name: nothing can be built on it. */
  readonly ambiguous: boolean;
}

/** The chain of grants from the first actor on. `partial`: an issuing event is not among what was seen. */
export interface Lineage {
  readonly sessions: readonly Session[];
  readonly partial: boolean;
}

/** Ancestors are followed at most this far. */
export const LINEAGE_DEPTH = 8;

/** How long a session's record counts after it expired (24 h), or after issue where no expiry is stated (36 h + 24 h). */
export const SESSION_KEEP = 24 * 3_600_000;
export const LONGEST_SESSION = 36 * 3_600_000;

/** Two records of one key agree, or the key is ambiguous for good. */
export function mergeSessions(known: Session | undefined, next: Session): Session {
  if (known === undefined) return next;
  const same = known.role?.arn === next.role?.arn && known.sessionName === next.sessionName;
  const first = order(known, next) <= 0 ? known : next;
  return same && !known.ambiguous && !next.ambiguous ? first : { ...first, ambiguous: true };
}

function order(a: Session, b: Session): number {
  return a.time - b.time || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
