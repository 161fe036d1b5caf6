import { REAL_TIME, type Waiting } from '../../core/time/waiting.ts';
import { type AskingParts, type Assumed, ask } from './asking.ts';
import { createBreaker } from './breaker.ts';
import { createStsClients, type StsOptions } from './clients.ts';
import { createCredentialCache } from './credential-cache.ts';
import { type Diagnosis, diagnose, diagnoseCaller } from './diagnosis.ts';
import { askedOf, faultOf, keyOf, type RoleRequest } from './request.ts';

export type { Waiting } from '../../core/time/waiting.ts';
// This module is the package's import `rolewarden/roles`: these types are named in what it exports.
export type { Assumed } from './asking.ts';
export type { StsOptions } from './clients.ts';
export type { RoleCredentials } from './credentials.ts';
export type { Diagnosis } from './diagnosis.ts';
export type { RoleRequest } from './request.ts';

/** Who the caller is, as AWS says, or why it is not known. */
export type Identity =
  | { readonly kind: 'known'; readonly arn: string; readonly accountId: string }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis };

/** Assumes roles. Credentials are cached per request and renewed before they expire; equal requests share one call. */
export interface RoleAssumer {
  /** Never throws: why STS denied it, or what is wrong with the request, is in the answer. */
  assume(request: RoleRequest): Promise<Assumed>;
  /** Who this process is, so that it never acts on itself. Never throws. */
  whoAmI(): Promise<Identity>;
  /** Forgets every session of the role, even those being requested right now. Returns how many were cached. */
  purge(roleArn: string): number;
  /** Closes the clients; nothing then keeps the process alive. */
  close(): void;
}

/** How to assume roles. `most`: sessions in the cache, 500 if left out. */
export interface AssumerOptions extends StsOptions {
  readonly waiting?: Waiting;
  readonly most?: number;
}

/** One assumer per process is enough: it keeps a client per region. */
export function createRoleAssumer(options: AssumerOptions): RoleAssumer {
  const waiting = options.waiting ?? REAL_TIME;
  const parts: AskingParts = {
    waiting,
    breaker: createBreaker(waiting.now),
    clients: createStsClients(options, waiting.now),
  };
  const cache = createCredentialCache(waiting.now, waiting.random, options.most ?? 500);
  const flights = new Map<string, { readonly roleArn: string; readonly answer: Promise<Assumed> }>();

  const fly = (key: string, request: RoleRequest, region: string): Promise<Assumed> => {
    const answer = ask(parts, request, region).then((assumed) => {
      // if a purge has removed this flight, its credentials may be used once, but not be cached
      const mine = flights.get(key)?.answer === answer;
      if (mine) flights.delete(key);
      if (mine && assumed.kind === 'assumed') cache.set(key, request.roleArn, assumed.credentials);
      return assumed;
    });
    flights.set(key, { roleArn: request.roleArn, answer });
    return answer;
  };

  return {
    async assume(request) {
      const region = request.region ?? options.region;
      const fault = faultOf(request, region);
      if (fault !== undefined) return { kind: 'refused', diagnosis: invalid(fault) };
      const caller = await callerOf(parts, request, region);
      if (typeof caller !== 'string') return { kind: 'refused', diagnosis: caller };
      const key = keyOf(request, region, caller);
      const known = cache.get(key);
      if (known?.state === 'fresh') return { kind: 'assumed', credentials: known.credentials };
      const assumed = await (flights.get(key)?.answer ?? fly(key, request, region));
      const failing = assumed.kind === 'refused' && assumed.diagnosis.transient;
      return failing && known !== undefined ? { kind: 'assumed', credentials: known.credentials } : assumed;
    },
    async whoAmI() {
      try {
        return { kind: 'known', ...(await parts.clients.identity(options.region)) };
      } catch (thrown) {
        return { kind: 'refused', diagnosis: diagnoseCaller(thrown, options.region) };
      }
    },
    purge(roleArn) {
      for (const [key, flight] of flights) if (flight.roleArn === roleArn) flights.delete(key);
      return cache.purge(roleArn);
    },
    close() {
      parts.clients.close();
    },
  };
}

/** The caller's access key id. As a part of the cache key it keeps credentials from other callers and sessions. */
async function callerOf(
  { clients }: AskingParts,
  request: RoleRequest,
  region: string,
): Promise<string | Diagnosis> {
  try {
    return await clients.caller(region);
  } catch (thrown) {
    return diagnose(thrown, askedOf(request, region));
  }
}

function invalid(message: string): Diagnosis {
  return { code: 'InvalidRequest', message, transient: false, check: ['The request that was made.'] };
}
