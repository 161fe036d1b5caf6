import { backoff, REAL_TIME, type Waiting } from '../../core/time/waiting.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import { createStsClients, type StsClients, type StsOptions } from './clients.ts';
import { type CredentialCache, createCredentialCache } from './credential-cache.ts';
import type { RoleCredentials } from './credentials.ts';
import { countsAgainstRole, type Diagnosis, diagnose, diagnoseCaller } from './diagnosis.ts';
import { askedOf, faultOf, keyOf, type RoleRequest } from './request.ts';

export type { RoleCredentials } from './credentials.ts';
export type { Diagnosis } from './diagnosis.ts';
export type { RoleRequest } from './request.ts';

/** Credentials, or why there are none. */
export type Assumed =
  | { readonly kind: 'assumed'; readonly credentials: RoleCredentials }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis };

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

const TRIES = 4;

interface AssumerParts {
  readonly waiting: Waiting;
  readonly cache: CredentialCache;
  readonly breaker: Breaker;
  readonly clients: StsClients;
}

/** One assumer per process is enough: it keeps a client per region. */
export function createRoleAssumer(options: AssumerOptions): RoleAssumer {
  const waiting = options.waiting ?? REAL_TIME;
  const parts: AssumerParts = {
    waiting,
    cache: createCredentialCache(waiting.now, waiting.random, options.most ?? 500),
    breaker: createBreaker(waiting.now),
    clients: createStsClients(options, waiting.now),
  };
  const flights = new Map<string, { readonly roleArn: string; readonly answer: Promise<Assumed> }>();

  const fly = (key: string, request: RoleRequest, region: string): Promise<Assumed> => {
    const answer = ask(parts, request, region).then((assumed) => {
      // if a purge has removed this flight, its credentials may be used once, but not be cached
      const mine = flights.get(key)?.answer === answer;
      if (mine) flights.delete(key);
      if (mine && assumed.kind === 'assumed') parts.cache.set(key, request.roleArn, assumed.credentials);
      return assumed;
    });
    flights.set(key, { roleArn: request.roleArn, answer });
    return answer;
  };

  return {
    async assume(request) {
      const region = request.region ?? options.region;
      const fault = faultOf(request, region);
      if (fault !== undefined) return refused('InvalidRequest', fault, false, ['The request that was made.']);
      const caller = await callerOf(parts, request, region);
      if (typeof caller !== 'string') return { kind: 'refused', diagnosis: caller };
      const key = keyOf(request, region, caller);
      const known = parts.cache.get(key);
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
      return parts.cache.purge(roleArn);
    },
    close() {
      parts.clients.close();
    },
  };
}

/** The caller's access key id. As a part of the cache key it keeps credentials from other callers and sessions. */
async function callerOf(
  parts: AssumerParts,
  request: RoleRequest,
  region: string,
): Promise<string | Diagnosis> {
  try {
    return await parts.clients.caller(region);
  } catch (thrown) {
    return diagnose(thrown, askedOf(request, region));
  }
}

async function ask(parts: AssumerParts, request: RoleRequest, region: string): Promise<Assumed> {
  const { breaker, clients, waiting } = parts;
  const { roleArn } = request;
  if (!breaker.enter(roleArn)) {
    return refused('CircuitOpen', `${roleArn} failed repeatedly: not called now`, true, [
      'The diagnosis of the earlier calls.',
      'It is retried automatically within five minutes.',
    ]);
  }
  for (let tries = 0; ; tries++) {
    try {
      const credentials = await clients.assume(request, region);
      breaker.ok(roleArn);
      return { kind: 'assumed', credentials };
    } catch (thrown) {
      const diagnosis = diagnose(thrown, askedOf(request, region));
      if (diagnosis.transient && tries + 1 < TRIES) {
        await waiting.sleep(backoff(tries, 200, 5_000, waiting.random));
        continue;
      }
      settle(parts, roleArn, region, diagnosis);
      return { kind: 'refused', diagnosis };
    }
  }
}

function settle(
  { breaker, clients }: AssumerParts,
  roleArn: string,
  region: string,
  diagnosis: Diagnosis,
): void {
  if (countsAgainstRole(diagnosis)) breaker.failed(roleArn);
  else breaker.undecided(roleArn);
  // the caller's credentials may be cached beyond their end: the next call makes a new client
  if (diagnosis.code === 'ExpiredToken') clients.renew(region);
}

function refused(code: string, message: string, transient: boolean, check: readonly string[]): Assumed {
  return { kind: 'refused', diagnosis: { code, message, transient, check } };
}
