import type { RedisLink } from '../baseline/redis-store.ts';
import type { Config } from '../config/schema.ts';
import { resolveSecret } from '../config/secrets.ts';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import type { Executors } from '../executors.ts';
import type { Surroundings } from './command.ts';

/** How long the store may take to be reached, and to answer. */
const PATIENCE = 3_000;
const COMMAND_TIMEOUT = 2_000;

/** Connections that are made when they are first asked for, and how all of them are closed. */
export type Opener = ReturnType<typeof opener>;

/** Opens nothing yet. */
export function opener(config: Config, { environment, signal }: Surroundings) {
  let link: Promise<RedisLink> | undefined;
  let executors: Promise<Executors> | undefined;
  const store = () => {
    link ??= connect(config, environment);
    return link;
  };
  return {
    store,
    storeIfThere: () => store().catch((thrown: unknown) => reasonOf(thrown)),
    executors() {
      executors ??= load(config, environment, signal);
      return executors;
    },
    /** Where records of actions are written. */
    auditFolder() {
      const { folder } = config.revocation.audit;
      if (folder !== undefined) return folder;
      const remedy =
        'set revocation.audit.folder in the configuration: one file is written before each action';
      throw new RolewardenError('ERR_CONFIG_INVALID', 'there is no place for records of actions', remedy);
    },
    async close() {
      await link?.then((open) => open.close()).catch(() => undefined);
      (await executors?.catch(() => undefined))?.close();
    },
  };
}

async function connect(config: Config, environment: Surroundings['environment']): Promise<RedisLink> {
  const { tls, url } = config.store;
  if (url === undefined) throw unavailable('no store is configured (store.url)');
  const { openRedis } = await import('../baseline/redis-store.ts');
  const link = openRedis({
    url: resolveSecret(url, 'store.url', environment),
    tls,
    timeout: COMMAND_TIMEOUT,
  });
  try {
    await link.ready(PATIENCE);
    return link;
  } catch (thrown) {
    await link.close();
    throw unavailable(reasonOf(thrown));
  }
}

/** Loaded when needed: the AWS clients are most of the time that a command takes to start. */
async function load(config: Config, environment: Surroundings['environment'], signal: AbortSignal) {
  const { interruptible } = await import('../actions/aws-settings.ts');
  const { openExecutors } = await import('../executors.ts');
  return openExecutors(config, environment, interruptible(signal));
}

/** A store that answers, and refuses: the user lacks a right. Redis words it otherwise inside a script. */
export function isRefusal(message: string): boolean {
  return /NOPERM|ACL failure|can't run this command/i.test(message);
}

/** The error of a store that failed while it was asked. */
export function failedOnTheWay(message: string): RolewardenError {
  if (!isRefusal(message)) return unavailable(`the store failed on the way: ${message}`);
  const remedy =
    'give the Redis user the rights of docs/redis.md (one ACL SETUSER line); `rolewarden doctor` names the commands that are missing';
  return new RolewardenError('ERR_STORE_UNAVAILABLE', `the store refuses a command: ${message}`, remedy);
}

/** The error of a store that is needed and away. */
export function unavailable(message: string): RolewardenError {
  const remedy =
    'this needs the Redis that the workers share: name it under store.url and check that it runs; `rolewarden undo` and `rolewarden revoke --role` also work without';
  return new RolewardenError('ERR_STORE_UNAVAILABLE', message, remedy);
}

/** The error of wrong arguments. */
export function usage(message: string, remedy: string): RolewardenError {
  return new RolewardenError('ERR_USAGE', message, remedy);
}
