import { parseAddress, withoutLogin } from './baseline/redis/address.ts';
import type { RedisTls } from './baseline/redis/client.ts';
import { resolveSecret } from './config/secrets.ts';
import type { StoreConfig } from './config/store-schema.ts';
import { RolewardenError } from './core/errors.ts';
import type { Environment } from './environment.ts';

/** Histories are kept in the Redis at this address. */
export interface RedisChoice {
  readonly kind: 'redis';
  readonly url: string;
  readonly tls: RedisTls | undefined;
}

/** Where histories are kept: in the process, or in Redis. */
export type StoreChoice = { readonly kind: 'memory' } | RedisChoice;

/** The store that a configuration names. Throws ERR_CONFIG_INVALID or ERR_STORE_URL, without the password. */
export function configuredStore({ url, tls }: StoreConfig, environment: Environment): StoreChoice {
  if (url === undefined) return { kind: 'memory' };
  const choice = redisAt(resolveSecret(url, 'store.url', environment), tls);
  if (tls === undefined || choice.tls !== undefined) return choice;
  throw new RolewardenError(
    'ERR_STORE_URL',
    `store.tls is given, but the address in store.url is ${withoutLogin(choice.url)}`,
    'write rediss:// in place of redis://, or remove store.tls',
  );
}

/** The store that `--store` names: `memory`, an address or `${env:NAME}`. Certificates come from the configuration. */
export function namedStore(text: string, { tls }: StoreConfig, environment: Environment): StoreChoice {
  return text === 'memory' ? { kind: 'memory' } : redisAt(resolveSecret(text, '--store', environment), tls);
}

function redisAt(url: string, tls: RedisTls | undefined): RedisChoice {
  return { kind: 'redis', url, tls: parseAddress(url).tls ? tls : undefined };
}

/** A store as people are shown it: its address without the login. */
export function storeWords(choice: StoreChoice): string {
  return choice.kind === 'memory' ? 'memory' : withoutLogin(choice.url);
}
