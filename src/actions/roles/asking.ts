import { backoff, type Waiting } from '../../core/time/waiting.ts';
import type { Breaker } from './breaker.ts';
import type { StsClients } from './clients.ts';
import type { RoleCredentials } from './credentials.ts';
import { countsAgainstRole, type Diagnosis, diagnose } from './diagnosis.ts';
import { askedOf, type RoleRequest } from './request.ts';

/** Credentials, or why there are none. */
export type Assumed =
  | { readonly kind: 'assumed'; readonly credentials: RoleCredentials }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis };

/** What asking STS for credentials needs. */
export interface AskingParts {
  readonly waiting: Waiting;
  readonly breaker: Breaker;
  readonly clients: StsClients;
}

/** Tries of one request; only what may pass by itself is tried again. */
const TRIES = 4;

/** Asks STS for the credentials of a role, unless it has just failed repeatedly. Never throws. */
export async function ask(parts: AskingParts, request: RoleRequest, region: string): Promise<Assumed> {
  const { breaker, clients, waiting } = parts;
  const { roleArn } = request;
  if (!breaker.enter(roleArn)) return { kind: 'refused', diagnosis: paused(roleArn) };
  for (let tries = 0; ; tries++) {
    try {
      const credentials = await clients.assume(request, region);
      breaker.ok(roleArn);
      return { kind: 'assumed', credentials };
    } catch (thrown) {
      const diagnosis = diagnose(thrown, askedOf(request, region));
      if (diagnosis.transient && tries + 1 < TRIES) {
        await waiting.sleep(backoff(tries, 200, 5_000, waiting.random), diagnosis.message);
        continue;
      }
      settle(parts, roleArn, region, diagnosis);
      return { kind: 'refused', diagnosis };
    }
  }
}

function settle(
  { breaker, clients }: AskingParts,
  roleArn: string,
  region: string,
  diagnosis: Diagnosis,
): void {
  if (countsAgainstRole(diagnosis)) breaker.failed(roleArn);
  else breaker.undecided(roleArn);
  // the caller's credentials may be cached beyond their end: the next call makes a new client
  if (diagnosis.code === 'ExpiredToken') clients.renew(region);
}

function paused(roleArn: string): Diagnosis {
  return {
    code: 'CircuitOpen',
    message: `${roleArn} failed repeatedly: not called now`,
    transient: true,
    check: ['The diagnosis of the earlier calls.', 'It is retried automatically within five minutes.'],
  };
}
